"""Results that were shown, kept as files for a while: a tab switch or a reload runs nothing again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

BUDGET = 256 * 2**20
"""Bytes of all results on disk."""
LARGEST = 20 * 2**20
"""Bytes of one result before it is packed."""
ABANDONED = 600.0
"""Seconds after which a file that was not finished never will be."""


@dataclass(frozen=True)
class Key:
    """What a result depends on: who may see it and what was asked. Two that differ in any of it share nothing.

    `own` are the files of the reader's own tables by name, `selection` is the brush, as far as the statement reads
    them.
    """

    owner: str
    entitlement: str
    version: int
    text: str
    values: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    selection: str = ""

    @cached_property
    def name(self) -> str:
        """SHA-256 over all of it, in hex."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class Kept:
    """Results in `results` within `home`, for all processes. What cannot be kept is not: nobody is told."""

    def __init__(self, home: Path, budget: int = BUDGET, largest: int = LARGEST) -> None:
        self.folder, self.budget, self.largest = home / "results", budget, largest

    def put(self, key: Key, content: bytes) -> bool:
        """Keep a result; whether it is kept. The oldest make room."""
        if len(content) > self.largest:
            return False
        packed = gzip.compress(content, compresslevel=1)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(len(packed))
            self._write(key, packed)
        except OSError:
            return False
        return True

    def get(self, key: Key) -> bytes | None:
        """The result, if it is still there."""
        path = self._path(key)
        try:
            content = gzip.decompress(path.read_bytes())
            os.utime(path)
        except (OSError, EOFError, zlib.error):
            return None
        return content

    def _path(self, key: Key) -> Path:
        return self.folder / f"{key.name}.gz"

    def _write(self, key: Key, packed: bytes) -> None:
        """The file whole, or none."""
        handle, part = tempfile.mkstemp(prefix="part.", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(packed)
            os.replace(part, self._path(key))
        except OSError:
            with suppress(OSError):
                os.unlink(part)
            raise

    def _make_room(self, more: int) -> None:
        """Remove the results that nobody has asked for the longest, and what killed processes have left."""
        files = sorted(self._files(), key=lambda file: file[1])
        over, now = sum(size for *_, size in files) + more - self.budget, time.time()
        for path, used, size in files:
            if over > 0 or (path.name.startswith("part.") and used < now - ABANDONED):
                path.unlink(missing_ok=True)
                over -= size

    def _files(self) -> list[tuple[Path, float, int]]:
        """Every file with the time of its last use and its bytes; another process may remove one meanwhile."""
        found = []
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):
                about = path.stat()
                found.append((path, about.st_mtime, about.st_size))
        return found
