"""What a process gives up before it reads what a reader wrote. What the kernel refuses is left out."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

from queries.sandbox import landlock, seccomp

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
NEW_USER, NEW_NETWORK, NEW_IPC = 0x1000_0000, 0x4000_0000, 0x0800_0000
NOBODY = 65534
NICER = 10
"""Pages come first when processors are short."""
FILES = 32
"""Open files beyond those that are open already."""


def apart() -> list[str]:
    """At the start, while there is one thread: no network, and an end with the parent; what holds."""
    return _each(network=_unshared, parent=_tied)


def confined(memory: int, seconds: float) -> list[str]:
    """Once all files are open: no file, no other program, no more than `memory` bytes beyond now; what holds."""
    return _each(
        priority=_low,
        limits=lambda: _limited(memory, seconds),
        user=_nobody,
        privileges=lambda: _prctl(PR_SET_NO_NEW_PRIVS, 1),
        traces=lambda: _prctl(PR_SET_DUMPABLE, 0),
        parent=_tied,
        files=landlock.restrict,
        calls=seccomp.restrict,
    )


def _each(**steps: Callable[[], object]) -> list[str]:
    held = []
    for name, step in steps.items():
        try:
            step()
        except (OSError, ValueError, AttributeError):
            continue
        held.append(name)
    return held


def _unshared() -> None:
    kinds = NEW_NETWORK | NEW_IPC | (0 if os.geteuid() == 0 else NEW_USER)
    checked(LIBC.unshare(kinds))


def _low() -> None:
    os.nice(NICER)
    Path("/proc/self/oom_score_adj").write_text("1000")


def _tied() -> None:
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _limited(memory: int, seconds: float) -> None:
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    files = len(os.listdir("/proc/self/fd")) + FILES
    limited(memory=size + memory, seconds=int(seconds) + 2, size=0, files=files)


def limited(memory: int, seconds: int, size: int, files: int) -> None:
    """Set limits for good: bytes of addresses, seconds of a processor, bytes of a file, open files; no core is kept.

    Where the machine's own limit is lower, that stays.
    """
    for what, most in {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: size,
        resource.RLIMIT_NOFILE: files,
        resource.RLIMIT_CORE: 0,
    }.items():
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def _nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def _prctl(what: int, value: int) -> None:
    checked(LIBC.prctl(what, value, 0, 0, 0))


def checked(result: int) -> int:
    """`result`; raise OSError if it says that a call failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
