"""A folder of files of arrays that all processes share, within a budget in bytes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from queries.tiers import file
from queries.tiers.dense import TooLargeError
from queries.tiers.groups import Arrays

PLACE = 4096
"""Bytes that a file takes beside what is in it."""


class Shelf:
    """Files by name. The least recently used are let go when another needs their place."""

    def __init__(self, folder: Path, budget: int) -> None:
        self.folder, self.budget = folder, budget

    @property
    def bytes(self) -> int:
        """What all files take, finished or not."""
        return sum(size for _, size, _ in self._files())

    def take(self, name: str, key: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays called `name`, mapped; by `make` if no process has made them. Raise TooLargeError.

        Whoever asks for what another process is making waits for it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.arrays"
        with suppress(FileNotFoundError, file.DamagedError):
            return self._map(path, key)
        own = path.with_suffix(".part")
        with self._locked(own) as part:
            with suppress(FileNotFoundError, file.DamagedError):
                return self._map(path, key)
            blocks = file.pack(key, make())
            self._room(sum(map(len, blocks)), part, own)
            part.writelines(blocks)
            part.flush()
            os.replace(own, path)
            return self._map(path, key)

    def touch(self, name: str) -> bool:
        """Note that the arrays are used; False if they have been let go."""
        try:
            os.utime(self.folder / f"{name}.arrays")
        except OSError:
            return False
        return True

    @property
    def names(self) -> set[str]:
        """The arrays that have not been let go."""
        return {path.stem for _, _, path in self._files() if path.suffix == ".arrays"}

    def _map(self, path: Path, key: str) -> Arrays:
        arrays = file.read(path, key)
        os.utime(path)
        return arrays

    @contextmanager
    def _locked(self, path: Path) -> Iterator[BinaryIO]:
        """The part file, open for this process alone. It is removed if it has not become a file."""
        while True:
            part = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
            fcntl.flock(part, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(part.fileno()), path.stat()):
                    break
            part.close()
        try:
            yield part
        finally:
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(part.fileno()), path.stat()):
                    path.unlink()
            part.close()

    def _room(self, needed: int, part: BinaryIO, own: Path) -> None:
        """Let files go until `needed` bytes fit; of parts, those that nobody is writing. Reserve them in `part`."""
        if needed + PLACE > self.budget:
            raise TooLargeError(f"{needed:,} bytes are more than the budget of {self.budget:,}")
        with (self.folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            held = self._files()
            total = sum(size for _, size, path in held if path != own)
            for _, size, path in held:
                if total + needed + PLACE <= self.budget:
                    break
                if path != own and _removed(path):
                    total -= size
            part.truncate(needed)

    def _files(self) -> list[tuple[float, int, Path]]:
        """When each file was last used, its size, and its path; those used longest ago first."""
        found = []
        with suppress(OSError):
            for entry in os.scandir(self.folder):
                with suppress(FileNotFoundError):
                    about = entry.stat()
                    if entry.name.endswith((".arrays", ".part")):
                        found.append((about.st_mtime, about.st_size + PLACE, Path(entry.path)))
        return sorted(found)


def _removed(path: Path) -> bool:
    """Remove a file unless somebody is writing it."""
    with suppress(FileNotFoundError), path.open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink()
    return True
