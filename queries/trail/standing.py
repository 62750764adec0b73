"""Where a trail goes on that another process has written, or that was killed, cut off or replaced."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from queries.trail import anchor
from queries.trail.anchor import Foreign
from queries.trail.chain import START, AuditError, Chain, Head, Line

KEPT = "audit.before-*.jsonl"
"""Trails of another key, or of none: set aside, and named in the first line of the one that follows."""
SYSTEM = "tidemark"
"""Who makes the records that the trail makes of itself."""
Opening = list[dict[str, Any]]


def standing(path: Path, chain: Chain, heads: Sequence[int], known: Head) -> tuple[Head, Opening]:
    """The head to go on from, and what the trail must say before anything else. The caller holds the lock.

    The furthest head that is known counts, even where the file ends before it: what is missing then stays visible.
    """
    furthest = max([known, *_told(path, chain, heads)], key=lambda head: head.seq)
    if furthest.seq:
        return _onward(path, chain, furthest), []
    if path.exists() and path.stat().st_size:
        if _ours(path, chain):
            reason = f"{path.stem}.head was missing or damaged: records that were cut off before cannot be told"
            return _last(path, chain), [{"kind": "repaired", "actor": SYSTEM, "reason": reason}]
        _set_aside(path)
    return Head(), [{"kind": "begun", "actor": SYSTEM, "key": chain.fingerprint, "kept": kept(path.parent)}]


def kept(folder: Path) -> list[dict[str, str]]:
    """The trails that were set aside, each with its SHA-256."""
    found = []
    for path in sorted(folder.glob(KEPT)):
        with path.open("rb") as file:
            found.append({"file": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()})
    return found


def _told(path: Path, chain: Chain, heads: Sequence[int]) -> list[Head]:
    """What the heads say. The one beside the file may be damaged; another that is not ours is not overwritten."""
    told = []
    for number, handle in enumerate(heads):
        try:
            told.append(anchor.got(handle, chain))
        except Foreign:
            if number:
                raise AuditError(
                    f"the second head of the audit (TIDEMARK_AUDIT_ANCHOR) is not that of {path}, so nothing is shown "
                    "or done: find out whose it is, then move it away or name another file"
                ) from None
    return told


def _onward(path: Path, chain: Chain, head: Head) -> Head:
    """`head`, moved on over the lines that follow it."""
    size = path.stat().st_size if path.exists() else 0
    if size > head.size:
        with path.open("rb") as file:
            file.seek(head.size)
            head = _followed(file.readlines(), chain, head)
    return Head(head.seq, head.mac, _closed(path, head.size) if size else 0)


def _followed(lines: Sequence[bytes], chain: Chain, head: Head) -> Head:
    """The head after those of `lines` that follow one another from `head` on; its size is up to the last of them."""
    end = head.size
    for text in lines:
        end += len(text)
        line = Line.read(text)
        if line and line.seq == head.seq + 1 and chain.fits(head.mac, line):
            head = Head(line.seq, line.mac, end)
    return head


def _closed(path: Path, confirmed: int) -> int:
    """The size of the file, once it ends with a whole line.

    What a killed process left of a line behind the `confirmed` bytes is cut off; before them, nothing is.
    """
    with path.open("r+b") as file:
        content_end = file.seek(0, 2)
        file.seek(min(confirmed, content_end))
        rest = file.read()
        file.seek(max(content_end - 1, 0))
        if file.read(1) in (b"\n", b""):
            return content_end
        if content_end > confirmed:
            return file.truncate(confirmed + rest.rfind(b"\n") + 1)
        return file.write(b"\n") + content_end


def _ours(path: Path, chain: Chain) -> bool:
    """Whether the file's first line begins a chain of this key."""
    with path.open("rb") as file:
        line = Line.read(file.readline())
    return line is not None and chain.fits(START, line)


def _last(path: Path, chain: Chain) -> Head:
    """The head after the last line that fits the one before it."""
    head, before = Head(), START
    with path.open("rb") as file:
        for text in file:
            line = Line.read(text)
            if line and chain.fits(before, line):
                head = Head(line.seq, line.mac)
            before = line.mac if line else before
    return Head(head.seq, head.mac, _closed(path, path.stat().st_size))


def _set_aside(path: Path) -> None:
    """Keep a trail that is not ours under another name."""
    path.rename(path.with_name(KEPT.replace("*", f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")))
