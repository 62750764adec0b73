"""Files that readers have brought and not made a table of yet."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import BinaryIO

from queries.own.place import Place
from queries.own.trouble import OwnError, RoomError

NAME = re.compile(r"[0-9a-f]{32}")
LONGEST = 120
"""Characters of a file's name that are kept."""
WAITING = 10
"""Uploads of one owner that may wait."""
FILE, ABOUT = "file", "about.json"


@dataclass(frozen=True)
class Upload:
    """A file that has come whole. `name` is what its reader calls it; `sha256` is of its bytes."""

    id: str
    name: str
    bytes: int
    sha256: str


class Arrival:
    """A file that is coming. It is there once it is `whole`; until then `leave` removes it."""

    def __init__(self, place: Place, name: str) -> None:
        self.place, self.name = place, tidy(name)
        self.id = secrets.token_hex(16)
        self.folder = place.incoming / self.id
        self.size, self._hash = 0, hashlib.sha256()
        self._file: BinaryIO | None = None
        self._busy = Lock()

    def begin(self, size: int) -> None:
        """Make its place; raise RoomError if `size` bytes have none, OwnError if too many files wait already."""
        with _room():
            self.place.make()
            self.place.sweep()
            if len(list(self.place.incoming.iterdir())) >= WAITING:
                raise OwnError(f"{WAITING} files of yours wait to become tables: take or drop them first")
            self.place.check_room(size)
            self.folder.mkdir(mode=0o700)
            self._file = (self.folder / FILE).open("xb")

    def write(self, part: bytes) -> None:
        """Add a part; raise RoomError if the disk is full."""
        with self._busy, _room():
            if self._file is None:
                return
            self._file.write(part)
            self.size += len(part)
            self._hash.update(part)
            self.place.check_room(0)

    def whole(self) -> Upload:
        """All has come; raises RoomError."""
        upload = Upload(self.id, self.name, self.size, self._hash.hexdigest())
        with _room():
            if self._file:
                self._file.close()
            (self.folder / ABOUT).write_text(json.dumps(asdict(upload)))
        return upload

    def leave(self) -> None:
        """Remove what has come."""
        with self._busy:
            if self._file:
                self._file.close()
                self._file = None
        shutil.rmtree(self.folder, ignore_errors=True)


def found(place: Place, id: str) -> tuple[Upload, Path]:
    """An upload of an owner and its file; raise OwnError if it is none, or none any more."""
    folder = place.incoming / id
    try:
        if not NAME.fullmatch(id):
            raise OSError
        return Upload(**json.loads((folder / ABOUT).read_text())), folder / FILE
    except (OSError, ValueError, TypeError):
        raise OwnError("this file is not here any more: choose it again") from None


def drop(place: Place, id: str) -> None:
    """Remove an upload, if it is there."""
    if NAME.fullmatch(id):
        shutil.rmtree(place.incoming / id, ignore_errors=True)


def tidy(name: str) -> str:
    """The name of a file without its folders and without what cannot be shown."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(character for character in bare if character.isprintable())
    return shown[-LONGEST:] or "file"


@contextmanager
def _room() -> Iterator[None]:
    """Turn an error of the disk into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise RoomError("the server's disk is full: ask its administrator to make room") from None
        raise RoomError("the server cannot keep files: ask its administrator to look at its disk") from None
