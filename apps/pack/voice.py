"""How a process that writes a file hears its slides, tells how far it is, and says in one sentence what went wrong."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

FAILED = 3
"""The exit code of a process that has said why there is no file."""
FULL = "the file does not fit on the server's disk: ask its administrator to make room"
HEAVY = "the deck takes more memory than one may: export fewer slides at a time"
SHORT = "the deck ended before it was whole"


class CutOff(Exception):
    """The slides ended before their end was said."""


def heard(lines: Iterable[bytes]) -> Iterator[Mapping[str, Any]]:
    """The slides as JSON, up to the line that says how many there are; raise CutOff if it does not come."""
    for count, line in enumerate(lines):
        told: Mapping[str, Any] = json.loads(line)
        if told == {"slides": count}:
            return
        yield told
    raise CutOff


def tell(**what: Any) -> None:
    """Say how far it is."""
    print(json.dumps(what), flush=True)


def written(path: Path) -> int:
    """Say that the file is whole, and by what it is known; the exit code."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    tell(bytes=path.stat().st_size, sha256=digest)
    return 0


def foreseen(error: Exception) -> str:
    """Why there is no file, where the slides, the disk or the memory ended; empty for any other error."""
    known = {CutOff: SHORT, OSError: FULL, MemoryError: HEAVY}
    return next((sentence for kind, sentence in known.items() if isinstance(error, kind)), "")


def said(sentence: str) -> int:
    """Say what went wrong; the exit code."""
    print(sentence.splitlines()[0], file=sys.stderr)
    return FAILED
