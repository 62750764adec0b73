"""Decks, in versions: who, when and why. What stands in a slide is known to whoever keeps it here."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from data.store import Store
from data.store.tables import deck, deck_version
from queries.library import slides
from queries.library.change import Change
from queries.library.sound import Clock, LibraryError, told

MOST = 500
"""Decks that a reader may have."""
VERSIONS = 2_000
"""Versions of a deck that are kept; of more, the oldest that nobody has given a reason for make room."""
SLACK = 200
"""Versions beyond that before room is made."""
KEPT = 30 * 86400.0
"""Seconds for which a removed deck can be brought back."""
GONE = "this deck is not there any more, or never was: look at the list of decks"
Plain = Mapping[str, Any]


@dataclass(frozen=True)
class DeckLine:
    """A deck in a list: its title as plain JSON, how many slides it has, and who has changed it last, when."""

    id: str
    title: Any
    owner: str
    roles: tuple[str, ...]
    version: int
    frozen: int | None
    slides: int
    who: str
    at: float


@dataclass(frozen=True)
class DeckChange(Change):
    """A version of a deck, and how many slides it has."""

    slides: int


@dataclass(frozen=True)
class Kept:
    """A version of a deck as plain JSON, with who made it, when and why."""

    plain: dict[str, Any]
    who: str
    at: float
    why: str


Lines: TypeAlias = list[DeckLine]
Changes: TypeAlias = list[DeckChange]


class MovedError(LibraryError):
    """Somebody else has kept the deck since; `kept` is as it stands now. Nothing was overwritten."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(
            f"{kept.who} has changed this deck since you opened it (version {kept.plain['version']}): "
            "keep yours as a deck of its own, or go on from theirs"
        )
        self.kept = kept


class Decks:
    """Decks by id. Whoever asks has made sure that the reader may. All raise StoreError, and LibraryError."""

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self.store, self.clock = store, clock or store.now

    def list(self, owner: str, roles: Collection[str] = (), every: bool = False) -> Lines:
        """The decks of `owner`, then those shared with one of `roles`; or all of them; the last changed first."""
        with self.store.reading() as connection:
            rows = connection.execute(LATEST.where(deck.c.removed.is_(None)).order_by(deck_version.c.at.desc()))
            lines = [_line(row) for row in rows.mappings()]
        seen = [each for each in lines if every or each.owner == owner or set(each.roles) & set(roles)]
        return sorted(seen, key=lambda each: each.owner != owner)

    def take(self, id: str, version: int | None = None) -> Kept:
        """A version of a deck, the latest if None."""
        with self.store.reading() as connection:
            return _taken(connection, id, version)

    def owner(self, id: str) -> tuple[str, tuple[str, ...]]:
        """Whose deck it is, and the roles that it is shared with."""
        with self.store.reading() as connection:
            row = _latest(connection, id)
            return row["owner"], tuple(row["roles"])

    def save(
        self, id: str | None, plain: Plain, who: str, why: str = "", expected: int | None = None
    ) -> tuple[str, int]:
        """Keep a deck, a new one of `who` if `id` is None; its id and version, the same one if nothing has changed.

        Raise MovedError if `expected` is not the latest version.
        """
        told(why, "why")
        with self.store.writing() as connection:
            if id is None:
                id = _begun(connection, who)
            elif expected not in (None, latest := _latest(connection, id)["latest"]):
                raise MovedError(_taken(connection, id, latest))
            return id, self._add(connection, id, plain, who, why)

    def versions(self, id: str) -> Changes:
        """The versions of a deck, the latest first."""
        ordered = select(*VERSION).where(deck_version.c.deck == id).order_by(deck_version.c.number.desc())
        with self.store.reading() as connection:
            _latest(connection, id)
            return [DeckChange(**row) for row in connection.execute(ordered).mappings()]

    def restore(self, id: str, version: int, who: str, why: str = "") -> int:
        """Let the deck be again as it was in a version: a version of its own, whose number this is."""
        with self.store.writing() as connection:
            plain = _taken(connection, id, version).plain
            return self._add(connection, id, plain, who, told(why, "why") or f"version {version} again")

    def remove(self, id: str) -> None:
        """Take a deck out of all lists; for thirty days `bring_back` undoes that."""
        now = self.clock()
        with self.store.writing() as connection:
            _latest(connection, id)
            connection.execute(update(deck).where(deck.c.id == id).values(removed=now))
            old = select(deck.c.id).where(deck.c.removed < now - KEPT)
            _forget(connection, connection.execute(old).scalars().all())

    def bring_back(self, id: str, owner: str) -> None:
        """Put a deck of `owner` that was removed into the lists again."""
        own = (deck.c.id == id) & (deck.c.owner == owner) & deck.c.removed.is_not(None)
        with self.store.writing() as connection:
            if not connection.execute(update(deck).where(own).values(removed=None)).rowcount:
                raise LibraryError("no deck of yours with that name was removed within the last thirty days")

    def removed(self, owner: str) -> Lines:
        """The decks of `owner` that can be brought back, the last removed first."""
        gone = LATEST.where(deck.c.owner == owner, deck.c.removed > self.clock() - KEPT)
        with self.store.reading() as connection:
            rows = connection.execute(gone.order_by(deck.c.removed.desc()))
            return [_line(row) for row in rows.mappings()]

    def _add(self, connection: Connection, id: str, plain: Plain, who: str, why: str) -> int:
        latest = connection.execute(select(deck.c.latest).where(deck.c.id == id)).scalar_one()
        row = {"title": plain["title"], "roles": list(plain["roles"]), "frozen": plain["frozen"]}
        row["slides"] = slides.keep(connection, id, plain["slides"])
        if latest and _same(connection, id, latest, row):
            return int(latest)
        about = {"who": who, "at": self.clock(), "why": why}
        connection.execute(insert(deck_version).values(deck=id, number=latest + 1, **row, **about))
        connection.execute(update(deck).where(deck.c.id == id).values(latest=latest + 1))
        _make_room(connection, id)
        return int(latest) + 1


COUNT = func.json_array_length(deck_version.c.slides).label("slides")
VERSION = (*(deck_version.c[name] for name in ("number", "who", "at", "why")), COUNT)
ABOUT = (deck_version.c.title, deck_version.c.roles, deck_version.c.frozen, deck_version.c.who, deck_version.c.at)
LATEST = select(deck.c.id, deck.c.owner, deck.c.latest, *ABOUT, COUNT).join(
    deck_version, (deck_version.c.deck == deck.c.id) & (deck_version.c.number == deck.c.latest)
)


def _line(row: RowMapping) -> DeckLine:
    same = {name: row[name] for name in ("id", "title", "owner", "frozen", "slides", "who", "at")}
    return DeckLine(**same, roles=tuple(row["roles"]), version=row["latest"])


def _latest(connection: Connection, id: str) -> RowMapping:
    row = connection.execute(LATEST.where(deck.c.id == id, deck.c.removed.is_(None))).mappings().first()
    if row is None:
        raise LibraryError(GONE)
    return row


def _taken(connection: Connection, id: str, version: int | None) -> Kept:
    about = _latest(connection, id)
    number = about["latest"] if version is None else version
    row = connection.execute(select(deck_version).where(_is(id, number))).mappings().first()
    if row is None:
        raise LibraryError(f"this deck has no version {number}; the latest is {about['latest']}")
    plain = {"id": id, "title": row["title"], "owner": about["owner"], "roles": row["roles"], "version": number}
    plain |= {"frozen": row["frozen"], "slides": slides.take(connection, id, row["slides"])}
    return Kept(plain, row["who"], row["at"], row["why"])


def _is(id: str, number: int) -> ColumnElement[bool]:
    return (deck_version.c.deck == id) & (deck_version.c.number == number)


def _same(connection: Connection, id: str, number: int, row: Mapping[str, Any]) -> bool:
    stood = connection.execute(select(deck_version).where(_is(id, number))).mappings().one()
    return all(stood[name] == value for name, value in row.items())


def _begun(connection: Connection, owner: str) -> str:
    """A deck without versions yet."""
    own = select(func.count()).where(deck.c.owner == owner, deck.c.removed.is_(None))
    if connection.execute(own).scalar_one() >= MOST:
        raise LibraryError(f"you have {MOST} decks; remove one to make another")
    id = secrets.token_urlsafe(12)
    connection.execute(insert(deck).values(id=id, owner=owner, latest=0))
    return id


def _make_room(connection: Connection, id: str) -> None:
    """Let go of the oldest versions without a reason, once there are too many."""
    own = deck_version.c.deck == id
    count = connection.execute(select(func.count()).where(own)).scalar_one()
    if count <= VERSIONS + SLACK:
        return
    oldest = select(deck_version.c.number).where(own, deck_version.c.why == "").order_by(deck_version.c.number)
    gone = connection.execute(oldest.limit(count - VERSIONS)).scalars().all()
    connection.execute(delete(deck_version).where(own, deck_version.c.number.in_(gone)))
    slides.forget(connection, id, connection.execute(select(deck_version.c.slides).where(own)).scalars().all())


def _forget(connection: Connection, ids: Collection[str]) -> None:
    for id in ids:
        slides.forget(connection, id, [])
        connection.execute(delete(deck_version).where(deck_version.c.deck == id))
        connection.execute(delete(deck).where(deck.c.id == id))
