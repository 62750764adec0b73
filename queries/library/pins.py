"""Charts that were pinned: to a reader's own board, or to a page that all see. Every change is a version."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from data.store import Store, putting
from data.store.tables import board, pin
from data.store.tables import statement as statements
from queries.library.change import Change
from queries.library.sound import NAME, Clock, LibraryError, hashed, named, statement, told

MOST = 24
"""Charts that a board holds."""
BYTES = 128 * 1024
"""Bytes of a chart's block and query, as JSON."""
OWN = "mine:"


def mine(owner: str) -> str:
    """The name of a reader's own board."""
    return f"{OWN}{owner}"


@dataclass(frozen=True)
class Pin:
    """A chart: its name on the board, the block that a page file would have, and its own query as plain data, if any.

    A chart of a query that Tidemark ships has none: the block names it.
    """

    name: str
    block: Mapping[str, Any]
    query: Mapping[str, Any] = field(default_factory=dict)


class Pins:
    """Charts by board. A reader's own board is for that reader alone. All raise StoreError, and LibraryError."""

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self.store, self.clock = store, clock or store.now

    def pin(self, on: str, owner: str, chart: Pin, why: str = "") -> int:
        """Put a chart at the end of a board, or in the place of the one with its name; the version that this makes.

        Whoever asks has made sure that the reader may pin there.
        """
        _check(on, owner, chart)
        with self.store.writing() as connection:
            stood = connection.execute(_on(on).where(pin.c.name == chart.name)).mappings().first()
            if stood is None and len(connection.execute(_on(on)).all()) >= MOST:
                raise LibraryError(f"a board holds {MOST} charts; take one down to pin another")
            number = self._change(connection, on, owner, why or f"pinned {chart.name}")
            _end(connection, on, chart.name, number)
            row = {"board": on, "name": chart.name, "block": dict(chart.block), "query": dict(chart.query)}
            row["statement"] = _noted(connection, str(chart.query.get("text", "")))
            place = stood["position"] if stood else _last(connection, on) + 1
            connection.execute(insert(pin).values(row | {"position": place, "since": number}))
            return number

    def unpin(self, on: str, owner: str, name: str, why: str = "") -> int:
        """Take a chart down; the version that this makes."""
        _check_board(on, owner)
        with self.store.writing() as connection:
            if connection.execute(_on(on).where(pin.c.name == name)).first() is None:
                raise LibraryError(f"there is no chart {name!r} on this board")
            number = self._change(connection, on, owner, why or f"took down {name}")
            _end(connection, on, name, number)
            return number

    def take(self, on: str, version: int | None = None) -> list[Pin]:
        """The charts of a board in their order, as it is or as it was in a version."""
        with self.store.reading() as connection:
            rows = connection.execute(_on(on, version).order_by(pin.c.position)).mappings()
            return [Pin(row["name"], row["block"], row["query"]) for row in rows]

    def query(self, hash: str) -> Mapping[str, Any] | None:
        """The own query of a chart whose statement has that SHA-256, on whichever board."""
        with self.store.reading() as connection:
            return connection.execute(
                select(pin.c.query).where(pin.c.statement == hash, pin.c.statement != "")
            ).scalar()

    def number(self, on: str) -> int:
        """The version of a board, 0 if nothing was ever pinned to it."""
        with self.store.reading() as connection:
            return connection.execute(select(func.max(board.c.number)).where(board.c.name == on)).scalar() or 0

    def changes(self, on: str) -> list[Change]:
        """Every version of a board, the latest first."""
        ordered = select(board).where(board.c.name == on).order_by(board.c.number.desc())
        with self.store.reading() as connection:
            return [Change(row.number, row.who, row.at, row.why) for row in connection.execute(ordered)]

    def shared(self) -> dict[str, int]:
        """The version of each page that charts were pinned to. One cheap statement."""
        pages = select(board.c.name, func.max(board.c.number)).where(board.c.name.not_like(f"{OWN}%"))
        with self.store.reading() as connection:
            return {name: number for name, number in connection.execute(pages.group_by(board.c.name))}

    def free(self, on: str, title: str, taken: Collection[str] = ()) -> str:
        """A name for a chart of that title that no chart of the board has, and none of `taken`."""
        base = re.sub(r"\W+", "_", title.lower()).strip("_")[: NAME // 2] or "chart"
        known = {each.name for each in self.take(on)} | set(taken)
        return next(name for n in range(1, 1000) if (name := base if n == 1 else f"{base}_{n}") not in known)

    def _change(self, connection: Connection, on: str, who: str, why: str) -> int:
        last = connection.execute(select(func.max(board.c.number)).where(board.c.name == on)).scalar() or 0
        row = {"name": on, "number": last + 1, "who": who, "at": self.clock(), "why": told(why, "why")}
        connection.execute(insert(board).values(row))
        return last + 1


def _check(on: str, owner: str, chart: Pin) -> None:
    _check_board(on, owner)
    named(chart.name, "a chart")
    size = len(json.dumps([dict(chart.block), dict(chart.query)]))
    if size > BYTES:
        raise LibraryError(f"the chart {chart.name} takes {size:,} bytes; {BYTES:,} can be kept")


def _check_board(on: str, owner: str) -> None:
    if on.startswith(OWN) and on != mine(owner):
        raise LibraryError("this board is another reader's")


def _noted(connection: Connection, text: str) -> str:
    """The SHA-256 of a chart's own statement, which can be found by it from now on."""
    if not text:
        return ""
    hash = hashed(statement(text))
    connection.execute(putting.insert(connection, statements).values(hash=hash, text=text).on_conflict_do_nothing())
    return hash


def _on(on: str, version: int | None = None) -> Any:
    """The charts of a board in a version, the latest if it is None."""
    if version is None:
        return select(pin).where(pin.c.board == on, pin.c.until.is_(None))
    stands = and_(pin.c.since <= version, or_(pin.c.until.is_(None), pin.c.until > version))
    return select(pin).where(pin.c.board == on, stands)


def _end(connection: Connection, on: str, name: str, number: int) -> None:
    stands = and_(pin.c.board == on, pin.c.name == name, pin.c.until.is_(None))
    connection.execute(update(pin).where(stands).values(until=number))


def _last(connection: Connection, on: str) -> int:
    return connection.execute(select(func.max(pin.c.position)).where(pin.c.board == on)).scalar() or 0
