"""The audit trail: every answer that is shown, and everything else that is done, is one chained line of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from data.secret import secret
from queries.answer import SHOWN, Asker, Receipt, Recorded
from queries.trail.book import Book
from queries.trail.chain import Chain, Head
from queries.trail.look import Wanted, found, nearest, search
from queries.trail.standing import KEPT

FOLLOWED = "followed"
"""Others were shown what somebody leads them through."""
OFTEN = (SHOWN, FOLLOWED)
"""What comes with every brush, too often to wait for the disk each time."""


class Audit:
    """`audit.jsonl` in `home`, for all processes. `config_hash` is of all that this process was started with.

    `anchor` is a second file for the trail's head, best on another disk.
    """

    def __init__(self, home: Path, config_hash: str = "", anchor: Path | None = None) -> None:
        self.home, self.config_hash, self.anchor = home, config_hash, anchor
        self.path = home / "audit.jsonl"

    @cached_property
    def chain(self) -> Chain:
        """Seals with a key of this installation."""
        return Chain(secret(self.home))

    @cached_property
    def _book(self) -> Book:
        return Book(self.path, self.chain, self.anchor)

    def record(self, runs: Recorded, kind: str = SHOWN) -> list[str]:
        """Write a line for each run, all or none; the receipt codes, in order.

        Raise AuditError if that fails: then nothing of them may be shown.
        """
        return self._append([self.line(asker, receipt, kind) for asker, receipt in runs], kind)

    def event(self, kind: str, actor: str, **about: Any) -> str:
        """Write that something was done or refused; its code. Raise AuditError: then it must not be done.

        `about` never holds a password, a token or the id of a session.
        """
        return self._append([{"kind": kind, "actor": actor, **about}], kind)[0]

    def head(self) -> tuple[int, str]:
        """The number of the last record, and its seal: who keeps them elsewhere will see if the trail is cut short."""
        head = self.standing()
        return head.seq, head.mac

    def standing(self) -> Head:
        """Where the trail stands. Raise AuditError if it cannot be read."""
        return self._book.head()

    def search(self, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """The records that are wanted, newest first."""
        return search(self.path, wanted)

    def find(self, code: str) -> dict[str, Any] | None:
        """The record with a receipt code, in trails that were set aside too.

        Raise AuditError if it is not as it was written.
        """
        trails = (found(path, self.chain, code) for path in (self.path, *sorted(self.home.glob(KEPT))))
        return next(filter(None, trails), None)

    def nearest(self, code: str) -> str:
        """The code of a record that `code` could have been meant for; empty if there is none."""
        return nearest(self.path, code)

    def line(self, asker: Asker, receipt: Receipt, kind: str = SHOWN) -> dict[str, Any]:
        """What the trail says of one run."""
        return {
            "kind": kind,
            "actor": asker.actor,
            "page": asker.page,
            "view": asker.view,
            "query": receipt.query.name,
            "query_hash": receipt.query.hash,
            "config_hash": self.config_hash,
            "entitlement": receipt.entitlement,
            "data_version": receipt.version.number,
            "data_hash": receipt.version.sha256,
            "dataset": receipt.dataset,
            "arguments": dict(receipt.arguments),
            "clauses": [clause.plain() for clause in receipt.clauses],
            "rows": receipt.rows,
            "figures": receipt.figures.digest,
        }

    def _append(self, records: list[dict[str, Any]], kind: str) -> list[str]:
        if not records:
            return []
        return self._book.append(records, sync=kind not in OFTEN)
