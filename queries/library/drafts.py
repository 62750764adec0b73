"""The tabs of a reader's workspace, and what is typed in them, on whichever machine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, func, select, update

from data.store import Store
from data.store.putting import insert
from data.store.tables import desk, draft
from queries.library.sound import NAME, Clock, LibraryError, statement, told

TABS = 50
"""Tabs that a reader may have open, and closed ones that are kept."""
KEPT = 30 * 86400.0
"""Seconds for which a closed tab can be opened again."""
GIVEN = 16 * 1024
"""Bytes of the values of a tab, as JSON."""
Values = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True)
class Tab:
    """A tab. `result` is the id of the run that is shown in it; `revision` is what the writer has seen of it.

    A tab that is not kept yet has the revision 0.
    """

    id: str
    title: str = ""
    text: str = ""
    values: Values = field(default_factory=dict)
    position: int = 0
    result: str = ""
    revision: int = 0


class Overtaken(LibraryError):
    """Another browser has kept the tab since; `tab` is as it stands."""

    def __init__(self, tab: Tab) -> None:
        super().__init__("this tab was changed in another window; what stands there now is shown")
        self.tab = tab


class Drafts:
    """Tabs by owner. `keep` is cheap enough to be asked every few seconds. All raise StoreError, and LibraryError."""

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self.store, self.clock = store, clock or store.now

    def tabs(self, owner: str) -> list[Tab]:
        """The open tabs, in their order."""
        ordered = select(draft).where(_open(owner)).order_by(draft.c.position, draft.c.id)
        with self.store.reading() as connection:
            return [_tab(row) for row in connection.execute(ordered).mappings()]

    def desk(self, owner: str) -> tuple[str, str]:
        """The id of the tab in front, and the text of the brush; both may be empty."""
        with self.store.reading() as connection:
            row = connection.execute(select(desk.c.active, desk.c.brush).where(desk.c.owner == owner)).first()
            return (row.active, row.brush) if row else ("", "")

    def keep(self, owner: str, tab: Tab) -> Tab:
        """Keep a tab, new or known; it as it is kept. A closed one is opened by that.

        Raise Overtaken if another browser has changed it since `tab.revision`.
        """
        _check(tab)
        with self.store.writing() as connection:
            stood = _find(connection, owner, tab.id)
            if stood and replace(tab, revision=stood.revision) == stood:
                return stood
            if stood and stood.revision > tab.revision:
                raise Overtaken(stood)
            if not stood and _count(connection, owner) >= TABS:
                raise LibraryError(f"{TABS} tabs are open; close one to open another")
            kept = replace(tab, revision=(stood.revision if stood else 0) + 1)
            _put(connection, owner, kept)
        return kept

    def order(self, owner: str, ids: Sequence[str], active: str) -> None:
        """Let the open tabs stand in the order of `ids`, and `active` in front."""
        with self.store.writing() as connection:
            for position, id in enumerate(ids[:TABS]):
                connection.execute(update(draft).where(_own(owner, id)).values(position=position))
            _set(connection, owner, active=told(active, "the name of a tab", NAME))

    def brush(self, owner: str, text: str) -> None:
        """Keep what is brushed: the text of a state."""
        with self.store.writing() as connection:
            _set(connection, owner, brush=statement(text))

    def close(self, owner: str, id: str) -> None:
        """Close a tab; for thirty days `reopen` brings it back."""
        now = self.clock()
        closed = and_(draft.c.owner == owner, draft.c.closed.is_not(None))
        latest = select(draft.c.id).where(closed).order_by(draft.c.closed.desc()).limit(TABS)
        with self.store.writing() as connection:
            connection.execute(update(draft).where(_own(owner, id), draft.c.closed.is_(None)).values(closed=now))
            connection.execute(delete(draft).where(closed, draft.c.closed < now - KEPT))
            connection.execute(delete(draft).where(closed, draft.c.id.not_in(latest)))

    def reopen(self, owner: str) -> Tab | None:
        """Open the tab again that was closed last; None if there is none."""
        gone = select(draft).where(draft.c.owner == owner, draft.c.closed > self.clock() - KEPT)
        with self.store.writing() as connection:
            row = connection.execute(gone.order_by(draft.c.closed.desc()).limit(1)).mappings().first()
            if row is None:
                return None
            if _count(connection, owner) >= TABS:
                raise LibraryError(f"{TABS} tabs are open; close one to open another")
            tab = replace(_tab(row), position=_last(connection, owner) + 1, revision=row["revision"] + 1)
            _put(connection, owner, tab)
            return tab


def _check(tab: Tab) -> None:
    statement(tab.text)
    for what, text in {"the title of a tab": tab.title, "the name of a tab": tab.id, "a result": tab.result}.items():
        told(text, what, NAME)
    if not tab.id or len(json.dumps(dict(tab.values))) > GIVEN:
        raise LibraryError(f"the values of a tab have more than {GIVEN:,} bytes" if tab.id else "a tab has an id")


def _own(owner: str, id: str) -> Any:
    return and_(draft.c.owner == owner, draft.c.id == id)


def _open(owner: str) -> Any:
    return and_(draft.c.owner == owner, draft.c.closed.is_(None))


def _find(connection: Connection, owner: str, id: str) -> Tab | None:
    """An open tab."""
    row = connection.execute(select(draft).where(_own(owner, id), draft.c.closed.is_(None))).mappings().first()
    return _tab(row) if row else None


def _count(connection: Connection, owner: str) -> int:
    return connection.execute(select(func.count()).where(_open(owner))).scalar_one()


def _last(connection: Connection, owner: str) -> int:
    return connection.execute(select(func.max(draft.c.position)).where(_open(owner))).scalar() or 0


def _put(connection: Connection, owner: str, tab: Tab) -> None:
    row = {name: getattr(tab, name) for name in ("title", "text", "position", "result", "revision")}
    row |= {"given": dict(tab.values), "closed": None}
    put = insert(connection, draft).values(owner=owner, id=tab.id, **row)
    connection.execute(put.on_conflict_do_update(index_elements=["owner", "id"], set_=row))


def _set(connection: Connection, owner: str, **about: str) -> None:
    put = insert(connection, desk).values({"owner": owner, "active": "", "brush": "", **about})
    connection.execute(put.on_conflict_do_update(index_elements=["owner"], set_=about))


def _tab(row: RowMapping) -> Tab:
    names = ("id", "title", "text", "position", "result", "revision")
    return Tab(**{name: row[name] for name in names}, values=row["given"])
