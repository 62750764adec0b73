"""Calls that no query needs fail: to start programs and processes, to open sockets, to look into others."""

from __future__ import annotations

import ctypes
import platform
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_SECCOMP, FILTER = 22, 2
ALLOW, REFUSE = 0x7FFF_0000, 0x0005_0000
NO_PERMISSION, NO_SUCH_CALL = 1, 38
THREAD = 0x0001_0000
LOAD, EQUAL, AT_LEAST, BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE, FIRST = 0, 4, 16
"""Where the kernel shows a call's number, the machine, and the low half of its first word."""
OTHER_TABLE = 0x4000_0000
MACHINES = {
    "x86_64": (
        0xC000_003E,
        {"clone": 56, "clone3": 435},
        (
            41, 42, 49, 50, 53, 57, 58, 59, 101, 155, 161, 165, 166, 175, 246, 272, 298, 308, 310, 311, 313, 321, 322,
            323, 425,
        ),
    ),
    "aarch64": (
        0xC000_00B7,
        {"clone": 220, "clone3": 435},
        (39, 40, 41, 51, 97, 105, 117, 198, 199, 200, 201, 203, 221, 241, 268, 270, 271, 273, 280, 281, 282, 425),
    ),
}  # fmt: skip
"""By machine: its mark; clone, which makes threads too; socket, connect, bind, listen, socketpair, fork, vfork, execve,
ptrace, pivot_root, chroot, mount, umount2, init_module, kexec_load, unshare, perf_event_open, setns, process_vm_readv
and writev, finit_module, bpf, execveat, userfaultfd, io_uring_setup, where it has them."""


class Program(ctypes.Structure):
    """A filter, as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def restrict() -> None:
    """Raise ValueError on a machine whose calls are not known here, OSError if the kernel refuses."""
    if platform.machine() not in MACHINES:
        raise ValueError(platform.machine())
    steps = program(*MACHINES[platform.machine()])
    filtering = Program(len(steps), b"".join(steps))
    if LIBC.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(filtering), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def program(mark: int, clones: dict[str, int], forbidden: tuple[int, ...]) -> list[bytes]:
    """The filter's steps; glibc asks for a thread with clone once it hears that there is no clone3."""
    refuse = _step(RETURN, REFUSE | NO_PERMISSION)
    calls = [step for number in forbidden for step in (_step(EQUAL, number, 0, 1), refuse)]
    return [
        _step(LOAD, MACHINE), _step(EQUAL, mark, 1, 0), refuse,
        _step(LOAD, NUMBER), _step(AT_LEAST, OTHER_TABLE, 0, 1), refuse,
        *calls,
        _step(EQUAL, clones["clone3"], 0, 1), _step(RETURN, REFUSE | NO_SUCH_CALL),
        _step(EQUAL, clones["clone"], 0, 3), _step(LOAD, FIRST), _step(BITS, THREAD, 1, 0), refuse,
        _step(RETURN, ALLOW),
    ]  # fmt: skip


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)
