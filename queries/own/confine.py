"""What a process gives up before it opens a file that somebody brought. What the kernel refuses is left out."""

from __future__ import annotations

import ctypes
import os
import signal
import sysconfig
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from queries.sandbox import landlock, seccomp
from queries.sandbox.confine import (
    LIBC,
    NEW_IPC,
    NEW_NETWORK,
    NEW_USER,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    checked,
    limited,
)

PR_CAPBSET_DROP, PRIVILEGES = 24, 41
CAPABILITIES = 0x2008_0522
ADD_RULE, BENEATH = 445, 1
READ_FILE, READ_FOLDER = 0x4, 0x8
WORK = 0x2 | READ_FILE | READ_FOLDER | 0x10 | 0x20 | 0x80 | 0x100 | 0x2000 | 0x4000
"""To write, to read, to remove and make files and folders, to rename and to cut off."""
LIBRARIES = frozenset(sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib"))
"""Where Python loads from, later too; what is installed holds no figures and no secret."""
FILES, NICER = 64, 10


class Beneath(ctypes.Structure):
    """What is allowed all the same, at a place and below."""

    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine(work: Path, readable: Iterable[Path], memory: int, seconds: int, size: int) -> None:
    """Keep this process to the folder `work` and to the files that it may read.

    From now on it has no network and no privileges, at most `memory` bytes of addresses, `seconds` of a processor,
    and no file becomes larger than `size` bytes. It ends with its parent. DuckDB must be open already: it looks at
    the machine when it starts.
    """
    steps: tuple[Callable[[], object], ...] = (
        lambda: checked(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)),
        lambda: os.nice(NICER),
        lambda: checked(LIBC.unshare(NEW_USER | NEW_NETWORK | NEW_IPC)),
        _unprivileged,
        lambda: checked(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)),
        lambda: checked(LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)),
        lambda: _landlocked(work, readable),
        seccomp.restrict,
    )
    for step in steps:
        with suppress(OSError, ValueError):
            step()
    limited(memory, seconds, size, FILES)


def _unprivileged() -> None:
    """Give up every privilege that root has; without another name, for its files are root's own."""
    for each in range(PRIVILEGES):
        LIBC.prctl(PR_CAPBSET_DROP, each, 0, 0, 0)
    head, none = (ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    checked(LIBC.capset(head, none))


def _landlocked(work: Path, readable: Iterable[Path]) -> None:
    version = _called(landlock.CREATE, None, 0, landlock.VERSION)
    known = landlock.FILES.get(version, landlock.ALL_FILES)
    rules = landlock.Rules(known, landlock.NETWORK, landlock.SCOPES)
    handle = _called(landlock.CREATE, ctypes.byref(rules), 8 if version < 4 else 16 if version < 6 else 24, 0)
    try:
        given: list[tuple[Path | str, int]] = [(work, WORK & known), *((path, READ_FILE) for path in readable)]
        for path, access in (*given, *((folder, READ_FILE | READ_FOLDER) for folder in LIBRARIES)):
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            _called(ADD_RULE, handle, BENEATH, ctypes.byref(Beneath(access, place)), 0)
            os.close(place)
        _called(landlock.RESTRICT, handle, 0)
    finally:
        os.close(handle)


def _called(number: int, *words: object) -> int:
    return checked(int(LIBC.syscall(ctypes.c_long(number), *words)))
