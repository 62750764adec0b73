"""A page's charts as all sessions of the process share them: each drawn once, each change of state worked out once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import pandas as pd

from apps.page import Page
from apps.state import State
from components.drawn import Drawn
from components.shared import Event
from components.view import Look, View, records
from queries.engine import Answer, Asker, Engine
from queries.query import FOLDER, Query, QueryError, unknown

KEPT = 2000
SERVER = "server"
"""Who asks, in the audit, for what no reader has seen yet: drawings, and the check of a link."""
CCPS = Query.read(FOLDER / "ccps.sql")


@dataclass(frozen=True)
class Lacking:
    """A chart that the dataset has no figures for: the PQD items that are missing, of those that are needed."""

    items: tuple[str, ...]
    needed: str


@dataclass(frozen=True)
class Patch:
    """What makes a drawn chart show a state: ready-made events, and the clause fields that it could not apply."""

    events: list[Event]
    unapplied: tuple[str, ...]


class Board:
    """The views of one page. Drawings are kept by view, dataset, arguments and data version; patches by state."""

    def __init__(self, page: Page, engine: Engine) -> None:
        self.page, self.engine = page, engine
        self._drawn: dict[Any, Drawn | Lacking] = {}
        self._patches: OrderedDict[Any, Patch] = OrderedDict()

    def ask(self, view: View, state: State, brushed: bool = True, actor: str = "local") -> Answer:
        """The rows of `view` in `state`; without the brush, those of its context."""
        clauses = state.selection.others(view.name) if brushed else ()
        arguments = {**view.arguments, **state.arguments.get(view.name, {})}
        asker = Asker(actor, self.page.name, view.name)
        return self.engine.run(view.query, state.dataset, arguments, clauses, state.version, asker)

    def drawing_key(self, name: str, state: State) -> Any:
        """What a drawing depends on."""
        return name, state.dataset, state.version, tuple(sorted(state.arguments.get(name, {}).items()))

    def patch_key(self, name: str, state: State) -> Any:
        """What the marks of a drawing depend on."""
        return self.drawing_key(name, state), state.my_ccp, state.selection.others(name), state.selection.own(name)

    def drawn(self, name: str, state: State) -> Drawn | Lacking:
        """The view's drawing for a dataset, made now if nobody has asked for it."""
        key = self.drawing_key(name, state)
        if key not in self._drawn:
            view = self.page.views[name]
            frame = self.ask(view, state, brushed=False, actor=SERVER).frame
            missing = self.engine.missing(view.query, state.dataset, state.version)
            lacking = Lacking(tuple(missing), view.query.about["items"])
            self._drawn[key] = lacking if frame.empty or missing else self._draw(view, frame, state)
        return self._drawn[key]

    def _draw(self, view: View, frame: pd.DataFrame, state: State) -> Drawn:
        return Drawn(view, frame, list(self.ccps(state)), self.page.height)

    def patch(self, name: str, state: State, actor: str = "local") -> Patch:
        """What makes the view's drawing show `state`. The engine is asked each time, so each reader is recorded."""
        drawn, view = self.drawn(name, state), self.page.views[name]
        answer = self.ask(view, state, actor=actor)
        key = self.patch_key(name, state)
        if key not in self._patches:
            look = Look(state.my_ccp, state.selection.own(name))
            events = drawn.patch(answer.frame, look) if isinstance(drawn, Drawn) else []
            self._patches[key] = Patch(events, answer.unapplied)
            while len(self._patches) > KEPT:
                self._patches.popitem(last=False)
        return self._patches[key]

    def opening(self) -> State:
        """The page as it opens, over the current data version."""
        return State(self.page.name, self.page.dataset, self.page.my_ccp, self.engine.opened().version.number)

    def warm(self) -> None:
        """Draw the page as it opens, before anybody asks for it."""
        for name in self.page.views:
            self.patch(name, self.opening(), SERVER)

    def checked(self, state: State) -> State:
        """`state` if this page can show it; raise CatalogError or QueryError naming what it does not have."""
        if state.page != self.page.name:
            raise QueryError(unknown("page", state.page, [self.page.name]))
        for view in self.page.views.values():
            self.ask(view, state, actor=SERVER)
        ccps = self.ccps(state) or {"": ""}
        if state.my_ccp not in ccps:
            raise QueryError(unknown("CCP", state.my_ccp, ccps))
        return state

    def words(self, state: State) -> list[dict[str, Any]]:
        """The sentences beside the charts. Each has section, sentence, view, ccp and quarter."""
        return [row for query in self.page.words for row in self._said(query, state)]

    def _said(self, query: Query, state: State) -> list[dict[str, Any]]:
        given = {"my_ccp": state.my_ccp} if "my_ccp" in query.arguments else {}
        asker = Asker(page=self.page.name, view="words")
        return records(self.engine.run(query, state.dataset, given, (), state.version, asker).frame)

    def ccps(self, state: State) -> dict[str, str]:
        """The CCPs of a dataset, name to short name: regions together, the largest first, by initial margin."""
        rows = self.engine.run(CCPS, state.dataset, version=state.version, asker=Asker(page=self.page.name)).frame
        return dict(zip(rows["ccp"], rows["short"], strict=True))
