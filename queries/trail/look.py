"""Looking into the trail: by words, newest first, and by receipt code."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queries.trail import code as codes
from queries.trail.chain import START, AuditError, Chain, Line

BLOCK = 2**16
"""Bytes that are read at once, from the end of the file on."""
LONGEST = 2**20
"""Bytes of the longest line that is looked at."""
UNREADABLE = "unreadable"
MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d)?)?)?)?)?", re.ASCII)


class SearchError(ValueError):
    """What is searched for makes no sense. The message says why, and what to write."""


@dataclass(frozen=True)
class Wanted:
    """Records that hold all `words`, in capitals or not, anywhere; of an actor and a kind, if these are given.

    `since` and `until` are moments in UTC as 2026-11-22 or 2026-11-22T14:30, ends included. Raises SearchError.
    """

    words: tuple[str, ...] = ()
    actor: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            moment = getattr(self, name)
            if moment and not MOMENT.fullmatch(moment):
                raise SearchError(f"{name}: {moment!r} is no moment; write 2026-11-22 or 2026-11-22T14:30, in UTC")
            object.__setattr__(self, name, moment.replace(" ", "T"))

    def could(self, text: str) -> bool:
        """Whether a line, in small letters, has every word; JSON writes some characters in its own way."""
        return all(json.dumps(word, ensure_ascii=False)[1:-1].lower() in text for word in self.words)

    def holds(self, record: dict[str, Any]) -> bool:
        """Whether a record with every word is wanted."""
        moment = str(record.get("timestamp", ""))
        return (
            (not self.actor or record.get("actor") == self.actor)
            and (not self.kind or record.get("kind") == self.kind)
            and moment >= self.since
            and (not self.until or moment[: len(self.until)] <= self.until)
        )


def search(path: Path, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The records of the trail at `path` that are wanted, newest first: seq, timestamp, kind, actor, code and more.

    A line that is no record has the kind `unreadable` and its text. Nothing is said of whether the chain is unbroken.
    """
    for line in backwards(path):
        text = line.decode(errors="replace")
        if wanted.could(text.lower()):
            record = read(text)
            if wanted.holds(record):
                yield record


def read(text: str) -> dict[str, Any]:
    """The record of a line."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        record = None
    return (
        record if isinstance(record, dict) else {"kind": UNREADABLE, "actor": "", "timestamp": "", "text": text[:500]}
    )


def backwards(path: Path) -> Iterator[bytes]:
    """The lines of a file, the last first, as they are now; of a line that is too long only the end."""
    if not path.exists():
        return
    with path.open("rb") as file:
        place, rest = file.seek(0, 2), b""
        while place:
            step = min(BLOCK, place)
            place -= step
            file.seek(place)
            *lines, last = (file.read(step) + rest).split(b"\n")[::-1]
            yield from (line for line in lines if line)
            rest = last[-LONGEST:]
        if rest:
            yield rest


def found(path: Path, chain: Chain, code: str) -> dict[str, Any] | None:
    """The record with a receipt code; raise AuditError if it is not as it was written."""
    sought = codes.read(code)
    if not sought or not path.exists() or not path.stat().st_size:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = content.find(f', "code": "{sought}", "mac": "'.encode())
        if place < 0:
            return None
        begin = content.rfind(b"\n", 0, place) + 1
        before = content.rfind(b"\n", 0, max(begin - 1, 0)) + 1
        former, line = Line.read(content[before:begin]), Line.read(content[begin : content.find(b"\n", place) + 1])
    if line is None or not chain.fits(former.mac if former and begin else START, line):
        raise AuditError(f"the record of {sought} is not as it was written: `tidemark audit verify` says more")
    return line.record


def nearest(path: Path, code: str) -> str:
    """The code of a record that `code` could have been meant for: one digit or two neighbours differ; else empty."""
    sought = codes.read(code)
    if not sought:
        return ""
    for line in backwards(path):
        match = codes.WRITTEN.search(line)
        if match and codes.near(sought, match[1].decode()):
            return match[1].decode()
    return ""
