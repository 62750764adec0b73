"""Meetings as they are kept: where each stands, and its minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, exists, insert, or_, select

from data.store import Store, putting
from data.store.tables import meeting, minute
from queries.library.sound import LibraryError

LISTED = 100
"""Meetings of one deck that are listed, the latest."""


@dataclass(frozen=True)
class Minute:
    """One line of the minutes: what happened (`kind`), by whom, when, and where the meeting stood.

    `at` is in seconds since 1970. `about` is plain JSON that depends on the kind.
    """

    kind: str
    who: str
    at: float
    epoch: int = 0
    step: int = 0
    about: Mapping[str, Any] = field(default_factory=dict)


class Meetings:
    """Meetings by id, as plain JSON. All raise StoreError."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def keep(self, values: Iterable[Mapping[str, Any]], minutes: Sequence[tuple[str, Minute]] = ()) -> None:
        """Keep where meetings stand, unless they stand further already; and lines of minutes, by meeting."""
        lines = [{"meeting": id, **asdict(line)} for id, line in minutes]
        with self.store.writing() as connection:
            for value in values:
                connection.execute(_put(connection, value))
            if lines:
                connection.execute(insert(minute), lines)

    def take(self, id: str) -> Mapping[str, Any]:
        """Where a meeting stands; raise LibraryError if there is none of that id."""
        with self.store.reading() as connection:
            found = connection.execute(select(meeting.c.value).where(meeting.c.id == id)).scalar()
        if found is None:
            raise LibraryError("there is no such meeting; ask its host for the link")
        return dict(found)

    def minutes(self, id: str) -> list[Minute]:
        """All lines of a meeting's minutes, in the order in which they were noted."""
        wanted = select(minute).where(minute.c.meeting == id).order_by(minute.c.number)
        names = Minute.__dataclass_fields__
        with self.store.reading() as connection:
            rows = connection.execute(wanted).mappings()
            return [Minute(**{name: row[name] for name in names}) for row in rows]

    def of(self, deck: str, who: str | None = None) -> list[Mapping[str, Any]]:
        """Where the meetings over a deck stand, the latest first; of one reader, those whose minutes name them."""
        wanted = select(meeting.c.value).where(meeting.c.deck == deck).order_by(meeting.c.began.desc()).limit(LISTED)
        if who is not None:
            wanted = wanted.where(exists().where(minute.c.meeting == meeting.c.id, minute.c.who == who))
        with self.store.reading() as connection:
            return [dict(each) for each in connection.execute(wanted).scalars()]


def _put(connection: Connection, value: Mapping[str, Any]) -> Any:
    row = {name: value[name] for name in ("id", "epoch", "step", "deck", "began")}
    made = putting.insert(connection, meeting).values(row | {"value": dict(value)})
    known, new = meeting.c, made.excluded
    later = or_(known.epoch < new.epoch, and_(known.epoch == new.epoch, known.step < new.step))
    moved = {name: new[name] for name in ("epoch", "step", "value")}
    return made.on_conflict_do_update(index_elements=["id"], set_=moved, where=later)
