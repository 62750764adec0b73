"""audit.jsonl as all processes of a home write it: whole lines in one chain, one writer at a time."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.catalog import sync_folder
from queries.trail import anchor
from queries.trail.chain import AuditError, Chain, Head
from queries.trail.standing import standing


class Book:
    """The file at `path`, its head beside it, and a second head at `second` if that is wished.

    A line comes before its head: a kill leaves the file ahead of the head, never behind it.
    """

    def __init__(self, path: Path, chain: Chain, second: Path | None = None) -> None:
        self.path, self.chain = path, chain
        self.anchors = [path.with_suffix(".head"), *([second] if second else [])]
        self._known = Head()

    def append(self, records: Sequence[Mapping[str, Any]], sync: bool) -> list[str]:
        """Write a line for each record, all or none, and have them on the disk if `sync`; their codes.

        Raise AuditError if that fails: then none of them stands in the file.
        """
        with self._saying(), self._held() as heads:
            at, opening = self._standing(heads)
            text, codes, after = self._lines(at, [*opening, *records])
            self._write(heads, at, text, after, sync)
            self._known = after
            return codes[len(opening) :]

    def head(self) -> Head:
        """Where the chain stands."""
        with self._saying(), self._held() as heads:
            return self._standing(heads)[0]

    def _lines(self, at: Head, records: Sequence[Mapping[str, Any]]) -> tuple[bytes, list[str], Head]:
        lines, codes, mac = [], [], at.mac
        for seq, record in enumerate(records, at.seq + 1):
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line, code, mac = self.chain.line(mac, {"seq": seq, "timestamp": now, **record})
            lines.append(line)
            codes.append(code)
        text = b"".join(lines)
        return text, codes, Head(at.seq + len(lines), mac, at.size + len(text))

    def _standing(self, heads: Sequence[int]) -> tuple[Head, list[dict[str, Any]]]:
        """Where to go on, and what must be said before: nothing as long as the file is as this process left it."""
        if self._known.seq and self.path.exists() and self.path.stat().st_size == self._known.size:
            return self._known, []
        return standing(self.path, self.chain, heads, self._known)

    def _write(self, heads: Sequence[int], at: Head, text: bytes, after: Head, sync: bool) -> None:
        log = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(log, text) < len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if sync:
                os.fdatasync(log)
                if not at.size:
                    sync_folder(self.path.parent)
            for head in heads:
                anchor.put(head, after, self.chain)
        except OSError:
            self._known = Head()
            with suppress(OSError):
                os.ftruncate(log, at.size)
                for head in heads:
                    anchor.put(head, at, self.chain)
            raise
        finally:
            os.close(log)

    @contextmanager
    def _held(self) -> Iterator[list[int]]:
        """The heads, open, while no other process has them."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        opened: list[int] = []
        try:
            for path in self.anchors:
                opened.append(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            fcntl.flock(opened[0], fcntl.LOCK_EX)
            yield opened
        finally:
            for handle in opened:
                os.close(handle)

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Turn an error of the disk into one sentence."""
        try:
            yield
        except OSError as error:
            raise AuditError(
                f"the audit cannot be written ({error.strerror}), so nothing is shown or done; "
                "make room or mend the disk"
            ) from None
