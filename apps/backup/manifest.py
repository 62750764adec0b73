"""What a backup holds, in the words of its own file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from data.catalog import write_durably

NAME = "BACKUP.json"
LAYOUT = 1


class BackupError(ValueError):
    """A backup cannot be taken, read or put back. The message says which file, what is wrong, and what was left."""


@dataclass(frozen=True)
class Kept:
    """One file of a backup: its bytes, and their SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A backup of the time `made` (UTC, ISO 8601): the data version that was served, and the head of the audit.

    `files` are all that it holds, by their places in a home. `version` and `seq` are 0 if there was none.
    """

    made: str
    version: int
    seq: int
    mac: str
    files: Mapping[str, Kept]
    layout: int = LAYOUT

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(kept.bytes for kept in self.files.values())

    def write(self, folder: Path) -> None:
        """Have it on the disk, the last file of a backup: without it, a folder is none."""
        write_durably(folder / NAME, json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """That of the backup in `folder`; raise BackupError if it is none, or one of a newer Tidemark."""
        try:
            said = json.loads((folder / NAME).read_bytes())
            if said["layout"] > LAYOUT:
                raise BackupError(f"{folder} was taken by a newer Tidemark; restore it with that one")
            files = {place: Kept(**kept) for place, kept in said.pop("files").items()}
            return cls(**said, files=files)
        except FileNotFoundError:
            raise BackupError(f"{folder} is no backup: it holds no {NAME}") from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            if isinstance(error, BackupError):
                raise
            raise BackupError(f"{folder / NAME} is damaged; take another backup") from None

    def damaged(self, folder: Path) -> Iterator[str]:
        """What is wrong with the files in `folder`, one sentence each."""
        for place, kept in self.files.items():
            path = folder / place
            if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
                yield f"{path} is missing"
            elif digested(path) != kept:
                yield f"{path} is not what was backed up"


def digested(path: Path) -> Kept:
    """Bytes and SHA-256 of a file as it is."""
    with path.open("rb") as file:
        return Kept(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
