"""Saved statements, in versions: who, when and why; a reader's own, and those that were promoted to all."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, insert, or_, select, update

from data.store import Store
from data.store.tables import saved, saved_version
from queries.library.sound import Clock, LibraryError, difference, named, statement, told

MOST, VERSIONS = 500, 1000
"""Statements that a reader may save, and versions of each."""


@dataclass(frozen=True)
class Version:
    """A version of a saved statement. `shared` is whether everybody may see it; `at` is in seconds since 1970."""

    saved: str
    owner: str
    name: str
    number: int
    text: str
    about: str
    shared: bool
    who: str
    at: float
    why: str


class Saved:
    """Saved statements. A reader sees all versions of the own ones, and of others those that were promoted.

    All raise StoreError; LibraryError for what is not there, or not for this reader.
    """

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self.store, self.clock = store, clock or store.now

    def save(self, owner: str, name: str, text: str, about: str = "", why: str = "") -> Version:
        """Save a statement under a name: a new version of it, if the reader has one of that name."""
        name, text, about = named(name, "a saved query"), statement(text), told(about, "the description")
        with self.store.writing() as connection:
            row = connection.execute(select(saved).where(saved.c.owner == owner, saved.c.name == name)).first()
            id, latest = (row.id, row.latest) if row else (_begun(connection, owner, name), 0)
            return self._add(connection, id, latest + 1, text, about, False, owner, why)

    def search(self, owner: str, words: Sequence[str] = ()) -> list[Version]:
        """The reader's own in their latest version, then what others have promoted; with all words, by name."""
        having = [
            or_(*(column.icontains(word, autoescape=True) for column in (saved.c.name, VERSION.text, VERSION.about)))
            for word in words
        ]
        own = saved.c.owner == owner
        seen = or_(
            and_(own, VERSION.number == saved.c.latest),
            and_(~own, saved.c.shared > 0, VERSION.number == saved.c.shared),
        )
        wanted = WHOLE.where(seen, *having).order_by((~own), saved.c.name, saved.c.owner)
        with self.store.reading() as connection:
            return [_version(row) for row in connection.execute(wanted).mappings()]

    def versions(self, owner: str, id: str) -> list[Version]:
        """The versions that a reader may see, the latest first."""
        with self.store.reading() as connection:
            return _seen(connection, owner, id)

    def version(self, owner: str, id: str, number: int = 0) -> Version:
        """One version, 0 for the latest that the reader may see."""
        found = next((each for each in self.versions(owner, id) if number in (0, each.number)), None)
        if found is None:
            raise LibraryError("this saved query is not there, or not for you")
        return found

    def diff(self, owner: str, id: str, first: int, second: int) -> list[str]:
        """What changed from one version to another: unified lines."""
        one, other = (self.version(owner, id, number) for number in (first, second))
        return difference(_file(one), _file(other), f"version {one.number}", f"version {other.number}")

    def promote(self, owner: str, id: str, why: str) -> Version:
        """Show the reader's own statement to all, as a version of it. Whoever asks has made sure of the role."""
        with self.store.writing() as connection:
            latest = next((each for each in _seen(connection, owner, id) if each.owner == owner), None)
            if latest is None:
                raise LibraryError("only your own saved query can be promoted; save it under a name of yours first")
            return self._add(connection, id, latest.number + 1, latest.text, latest.about, True, owner, why)

    def withdraw(self, who: str, id: str, why: str) -> None:
        """Show a statement to its owner alone again, as a version of it. Whoever asks has made sure of the role."""
        with self.store.writing() as connection:
            row = connection.execute(select(saved).where(saved.c.id == id, saved.c.shared > 0)).first()
            if row is None:
                raise LibraryError("this saved query is not shared")
            last = _seen(connection, row.owner, id)[0]
            self._add(connection, id, last.number + 1, last.text, last.about, False, who, why)
            connection.execute(update(saved).where(saved.c.id == id).values(shared=0))

    def forget(self, owner: str, id: str) -> None:
        """Remove the reader's own statement with all its versions; one that is shared must be withdrawn first."""
        with self.store.writing() as connection:
            row = connection.execute(select(saved).where(saved.c.id == id, saved.c.owner == owner)).first()
            if row is None or row.shared:
                raise LibraryError("others use this saved query: withdraw it first" if row else "it is not yours")
            for table, column in ((saved_version, saved_version.c.saved), (saved, saved.c.id)):
                connection.execute(delete(table).where(column == id))

    def _add(
        self, connection: Connection, id: str, number: int, text: str, about: str, shared: bool, who: str, why: str
    ) -> Version:
        if number > VERSIONS:
            raise LibraryError(f"this saved query has {VERSIONS:,} versions; save it under another name")
        row = {"text": text, "about": about, "shared": shared, "who": who, "at": self.clock(), "why": told(why, "why")}
        connection.execute(insert(saved_version).values(saved=id, number=number, **row))
        now = {"latest": number} | ({"shared": number} if shared else {})
        connection.execute(update(saved).where(saved.c.id == id).values(now))
        return _version(connection.execute(WHOLE.where(saved.c.id == id, VERSION.number == number)).mappings().one())


VERSION = saved_version.c
WHOLE = select(saved.c.owner, saved.c.name, saved_version).join(saved_version, VERSION.saved == saved.c.id)


def _begun(connection: Connection, owner: str, name: str) -> str:
    """A statement without versions yet."""
    own = connection.execute(select(saved.c.id).where(saved.c.owner == owner)).all()
    if len(own) >= MOST:
        raise LibraryError(f"{MOST} queries are saved; forget one to save another")
    id = secrets.token_urlsafe(16)
    connection.execute(insert(saved).values(id=id, owner=owner, name=name, latest=0, shared=0))
    return id


def _may(owner: str) -> ColumnElement[bool]:
    """Whether a reader may see a version."""
    return or_(saved.c.owner == owner, and_(saved.c.shared > 0, VERSION.shared))


def _seen(connection: Connection, owner: str, id: str) -> list[Version]:
    wanted = WHOLE.where(saved.c.id == id, _may(owner)).order_by(VERSION.number.desc())
    return [_version(row) for row in connection.execute(wanted).mappings()]


def _version(row: RowMapping) -> Version:
    return Version(**{name: row[name] for name in Version.__dataclass_fields__})


def _file(version: Version) -> str:
    """What a difference is told of: the description as the first line, then the statement."""
    return "\n".join([f"-- {version.name}: {' '.join(version.about.split())}", version.text])
