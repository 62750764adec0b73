"""Where the files of readers lie: a folder for each, whose name says nobody's name."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from data.secret import derived
from queries.own.trouble import RoomError

OLD = 24 * 3600.0
"""Seconds after which an upload that nobody took, and what a killed process has left, is removed."""
SPARE = 500 * 2**20
"""Bytes of the disk that stay free, or a tenth of it where that is less."""


class Place:
    """The folder of one owner in the home of the installation."""

    def __init__(self, home: Path, owner: str) -> None:
        self.root = home / "own"
        self.folder = self.root / named(home, owner)
        self.incoming, self.making = self.folder / "incoming", self.folder / "making"

    def make(self) -> None:
        """Have the folders, for their owner only."""
        for folder in (self.root, self.folder, self.incoming, self.making):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def work(self) -> Iterator[Path]:
        """A folder that is gone afterwards."""
        self.make()
        with TemporaryDirectory(dir=self.making, ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    def check_room(self, size: int) -> None:
        """Raise RoomError if `size` more bytes would leave too little of the disk free."""
        usage = shutil.disk_usage(self.root)
        if usage.free - size < min(SPARE, usage.total // 10):
            raise RoomError("the server's disk is nearly full: ask its administrator to make room")

    def sweep(self) -> None:
        """Remove what is left of uploads and of killed processes."""
        for folder in (self.incoming, self.making):
            for path in folder.glob("*"):
                with suppress(OSError):
                    if time.time() - path.lstat().st_mtime > OLD:
                        shutil.rmtree(path, ignore_errors=True)


def named(home: Path, owner: str) -> str:
    """The name of an owner's folder."""
    return hmac.new(derived(home, "own tables"), owner.encode(), hashlib.sha256).hexdigest()[:32]


def synced(path: Path) -> None:
    """Have a file on the disk, for its owner only, and not to be written again."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fchmod(handle, 0o400)
        os.fsync(handle)
    finally:
        os.close(handle)
