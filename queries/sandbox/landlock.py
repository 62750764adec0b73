"""No file can be opened and no socket connected any more: Linux's landlock, with no exception."""

from __future__ import annotations

import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)
CREATE, RESTRICT = 444, 446
VERSION = 1
FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}
ALL_FILES = 0xFFFF
NETWORK, SCOPES = 0x3, 0x3


class Rules(ctypes.Structure):
    """What is forbidden: of files, of the network, of other processes."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


def restrict() -> None:
    """Forbid all that this kernel can; raise OSError if it knows no landlock. No new privileges must hold already."""
    version = _call(CREATE, None, 0, VERSION)
    rules = Rules(FILES.get(version, ALL_FILES), NETWORK, SCOPES)
    size = 8 if version < 4 else 16 if version < 6 else 24
    handle = _call(CREATE, ctypes.byref(rules), size, 0)
    try:
        _call(RESTRICT, handle, 0)
    finally:
        os.close(handle)


def _call(number: int, *words: object) -> int:
    result = int(LIBC.syscall(ctypes.c_long(number), *words))
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    return result
