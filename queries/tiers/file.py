"""Named arrays in one file that every process maps: a header of JSON, then the numbers."""

from __future__ import annotations

import json
import mmap
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from queries.tiers.groups import Arrays

MAGIC = b"tidemark arrays 1\n"
ALIGNED = 64


class DamagedError(ValueError):
    """The file is not what its name says."""


def pack(key: str, arrays: Arrays) -> list[bytes]:
    """What a file of arrays known by `key` consists of: texts stand in the header, numbers behind it, each aligned."""
    entries: dict[str, Any] = {}
    blocks: list[bytes] = []
    offset = check = 0
    for name, array in arrays.items():
        if array.dtype == object:
            entries[name] = {"texts": array.tolist()}
            continue
        entries[name] = {"type": array.dtype.str, "shape": array.shape, "offset": offset}
        block = np.ascontiguousarray(array).tobytes()
        check = zlib.crc32(block, check)
        blocks += [block, bytes(_padded(len(block)) - len(block))]
        offset += _padded(len(block))
    head = json.dumps({"key": key, "arrays": entries, "bytes": offset, "check": check}).encode()
    start = MAGIC + f"{len(head):012d} {zlib.crc32(head):010d}\n".encode() + head
    return [start.ljust(_padded(len(start)), b" "), *blocks]


def read(path: Path, key: str) -> Arrays:
    """The arrays of a file, mapped read-only; raise DamagedError, or FileNotFoundError."""
    with path.open("rb") as file:
        head = _head(file)
        start = _padded(file.tell())
        if head.get("key") != key or path.stat().st_size != start + head["bytes"]:
            raise DamagedError(f"{path.name} is of another key or size")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays: Arrays = {}
    check = 0
    for name, entry in head["arrays"].items():
        if "texts" in entry:
            arrays[name] = np.array([*entry["texts"], None], dtype=object)[:-1]
            continue
        kind = np.dtype(entry["type"])
        count = int(np.prod(entry["shape"]))
        first = start + entry["offset"]
        check = zlib.crc32(memoryview(mapped)[first : first + count * kind.itemsize], check)
        arrays[name] = np.frombuffer(mapped, kind, count, first).reshape(entry["shape"])
    if check != head["check"]:
        raise DamagedError(f"{path.name} has changed")
    return arrays


def _head(file: BinaryIO) -> dict[str, Any]:
    try:
        if file.read(len(MAGIC)) != MAGIC:
            raise DamagedError("it does not start as arrays do")
        length, check = (int(word) for word in file.readline(64).split())
        text = file.read(length)
        if zlib.crc32(text) != check:
            raise DamagedError("its header has changed")
        head: dict[str, Any] = json.loads(text)
        return head
    except ValueError as error:
        raise DamagedError(str(error)) from None


def _padded(count: int) -> int:
    return -(-count // ALIGNED) * ALIGNED
