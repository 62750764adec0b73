"""Disks that are full: a limit on the size of files stands for them."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.place import Place


@contextmanager
def full(server: Place, size: int) -> Iterator[None]:
    """The workers can write no file beyond `size` bytes."""
    limited(server, size)
    try:
        yield
    finally:
        limited(server, resource.RLIM_INFINITY)


def limited(server: Place, size: int) -> None:
    for worker in server.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
