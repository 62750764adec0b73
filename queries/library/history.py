"""What readers have run: each run with what came of it, found by words or by its link. No rows are kept here."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, exists, insert, or_, select

from data.store import Store, putting
from data.store.tables import pin, run, statement
from queries.library import sound
from queries.library.drafts import Values

RUNS = 10_000
"""Runs that are kept of a reader; older ones make room."""


def fresh() -> str:
    """The id of a new run: whoever has it may see the statement, so that it cannot be guessed."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Run:
    """A statement that was run: the part of the data and its version, when (seconds since 1970), how long, and rows.

    `outcome` is `done`, or the kind of the fault with its `message`; `code` is that of the receipt, if there is one.
    `selection` is the SQL of what was brushed and `own` are the files of own tables by name, if `text` reads them.
    """

    id: str
    owner: str
    text: str
    values: Values = field(default_factory=dict)
    entitlement: str = ""
    version: int = 0
    began: float = field(default_factory=time.time)
    seconds: float = 0.0
    rows: int = 0
    outcome: str = "done"
    message: str = ""
    code: str = ""
    selection: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


class History:
    """Runs by owner. All raise StoreError."""

    def __init__(self, store: Store, most: int = RUNS) -> None:
        self.store, self.most = store, most

    def add(self, done: Run) -> None:
        """Note a run; raise LibraryError for a statement that is too long."""
        hash = sound.hashed(sound.statement(done.text))
        row = {name: getattr(done, name) for name in COLUMNS}
        row |= {"statement": hash, "given": dict(done.values), "own": dict(done.own)}
        with self.store.writing() as connection:
            new = putting.insert(connection, statement).values(hash=hash, text=done.text)
            connection.execute(new.on_conflict_do_nothing())
            connection.execute(insert(run).values(row))
            self._forget(connection, done.owner)

    def find(self, id: str) -> Run | None:
        """The run with that id, whoever ran it: only a link has it."""
        return self._one(run.c.id == id)

    def search(self, owner: str, words: Sequence[str] = (), limit: int = 50) -> list[Run]:
        """The reader's own runs whose statement has all words, in capitals or not; the newest first."""
        having = [statement.c.text.icontains(word, autoescape=True) for word in words]
        wanted = RUN.where(run.c.owner == owner, *having).order_by(run.c.number.desc()).limit(limit)
        with self.store.reading() as connection:
            return [_run(row) for row in connection.execute(wanted).mappings()]

    def coded(self, code: str) -> Run | None:
        """The run with that receipt code."""
        return self._one(and_(run.c.code == code, run.c.code != ""))

    def text(self, hash: str) -> str | None:
        """The statement with that SHA-256; None once no run and no chart has it."""
        with self.store.reading() as connection:
            return connection.execute(select(statement.c.text).where(statement.c.hash == hash)).scalar()

    def _one(self, which: ColumnElement[bool]) -> Run | None:
        with self.store.reading() as connection:
            row = connection.execute(RUN.where(which)).mappings().first()
            return _run(row) if row else None

    def _forget(self, connection: Connection, owner: str) -> None:
        """Make room for the newest runs of a reader."""
        own = select(run.c.number).where(run.c.owner == owner).order_by(run.c.number.desc())
        last = connection.execute(own.offset(self.most).limit(1)).scalar()
        if last is None:
            return
        old = delete(run).where(run.c.owner == owner, run.c.number <= last).returning(run.c.statement)
        gone = set(connection.execute(old).scalars())
        used = [exists().where(each.c.statement == statement.c.hash) for each in (run, pin)]
        connection.execute(delete(statement).where(statement.c.hash.in_(gone), ~or_(*used)))


COLUMNS = (
    "id",
    "owner",
    "entitlement",
    "version",
    "began",
    "seconds",
    "rows",
    "outcome",
    "message",
    "code",
    "selection",
)
RUN = select(*(run.c[name] for name in COLUMNS), run.c.given, run.c.own, statement.c.text).join(
    statement, statement.c.hash == run.c.statement
)


def _run(row: RowMapping) -> Run:
    return Run(text=row["text"], values=row["given"], own=row["own"], **{name: row[name] for name in COLUMNS})
