"""A page's charts as all readers of the process share them: each drawn once, each change of state worked out once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from apps.failures import Failing, Failures
from apps.page import Page
from apps.state import State
from components import named
from components.cells import Cells
from components.drawn import Drawn
from components.view import Look, View, records
from components.words import ENGLISH
from queries.answer import SHOWN, Answer, Asker, Receipt
from queries.engine import Engine
from queries.figures import Table
from queries.once import Once
from queries.opened import RECORDS
from queries.query import FOLDER, Query, QueryError, unknown
from queries.selection import Clause, Selection
from queries.tiers.tier import Tier
from queries.trail.chain import AuditError
from queries.wish import LASTING, Superseded, Wish

DRAWINGS = 128 * 2**20
"""Bytes of drawings that a board keeps."""
DRAWING_BYTES = 2**20
"""About what a drawing takes, with all of its models."""
PATCHES = 40 * 2**20
"""Bytes of patches that a board keeps."""
SERVER = "server"
"""Who asks, in the audit, for a drawing: it is made for all readers."""
CCPS = Query.read(FOLDER / "ccps.sql")
CLEARED = Query.read(FOLDER / "margin_ccps.sql")
T = TypeVar("T")
DRAWING = threading.Lock()
"""hvplot draws for one thread at a time."""


@dataclass(frozen=True)
class Lacking:
    """A chart that the dataset has no figures for: the PQD items that are missing, of those that are needed.

    `records` is whether it needs margin records.
    """

    items: tuple[str, ...]
    needed: str
    records: bool = False


@dataclass(frozen=True)
class Patch:
    """What a drawn chart shows in a state, the clause fields it could not apply, what was asked, and what answered.

    `more` is whether there are rows that it does not show. One that fails shows no figures: nothing was answered, and
    `reason` says why.
    """

    cells: Cells
    unapplied: tuple[str, ...] = ()
    receipt: Receipt | None = None
    tier: Tier | None = None
    more: bool = False
    reason: str = ""

    @cached_property
    def size(self) -> int:
        """About how many bytes it takes, with the figures that its receipt holds until it is recorded."""
        figures = self.receipt.figures.size if self.receipt else 0
        return 1024 + figures + sum(150 + len(value) for value in self.cells.values())


class Board:
    """The views of one page.

    Drawings are kept by entitlement, view, dataset, arguments and data version; patches by state. `share` is that of
    the memory which a page has for them.
    """

    def __init__(self, page: Page, engine: Engine, share: float = 1.0) -> None:
        self.page, self.engine = page, engine
        self.drawings: Once[Drawn | Lacking] = Once(int(share * DRAWINGS), lambda _: DRAWING_BYTES)
        self.patches: Once[Patch] = Once(int(share * PATCHES), lambda patch: patch.size)
        self.failures = Failures()

    @cached_property
    def basis(self) -> list[View]:
        """The views that say what the page is about: its own ones, or on a board of pins alone, all."""
        views = self.page.views
        return [view for name, view in views.items() if name not in self.page.pins] or list(views.values())

    @cached_property
    def records(self) -> bool:
        """Whether the page is about margin records."""
        return all(view.query.relations == [RECORDS] for view in self.basis)

    @cached_property
    def waits(self) -> bool:
        """Whether the page waits for statements of readers."""
        return any(view.query.own for view in self.page.views.values())

    def asked(self, view: View, state: State) -> tuple[Query, str, dict[str, Any], tuple[Clause, ...], int]:
        """What `view` asks the engine in `state`: filtered by every clause but its own."""
        arguments = {**view.arguments, **state.arguments.get(view.name, {})}
        return view.query, state.dataset, arguments, state.selection.others(view.name), state.version

    def answer(self, view: View, state: State, wish: Wish = LASTING) -> Answer:
        """The rows of `view` in `state`, for whoever records that they are shown."""
        return self.engine.answer(*self.asked(view, state), wish)

    def ask(self, view: View, state: State, actor: str = "local", kind: str = SHOWN) -> tuple[Answer, str]:
        """The rows of `view` in `state`, recorded as shown to `actor`; and the receipt code."""
        answer = self.answer(view, state)
        (code,) = self.engine.record([(Asker(actor, self.page.name, view.name), answer.receipt)], kind)
        return answer, code

    def prepare(self, name: str, state: State) -> None:
        """Let the engine get ready for a brush on the view `name`, as far as it can tell what that would be."""
        drawn = self.drawn(name, state)
        if not isinstance(drawn, Drawn):
            return
        brushed = state.selection.publish(name, drawn.view.example(drawn.context))
        for view in self.page.views.values():
            if view.name != name:
                self.engine.prepare(*self.asked(view, replace(state, selection=brushed)))

    def go_on(self, former: Board) -> None:
        """Have what `former` has drawn of the views that both have."""
        self.drawings, self.patches = former.drawings, former.patches

    def drawing_key(self, name: str, state: State) -> Any:
        """What a drawing depends on."""
        arguments = tuple(sorted(state.arguments.get(name, {}).items()))
        return self.engine.entitlement, self.page.views[name], state.dataset, state.version, arguments

    def drawn(self, name: str, state: State) -> Drawn | Lacking | Failing:
        """The view's drawing for a dataset, made now if nobody has asked for it."""
        view, key = self.page.views[name], self.drawing_key(name, state)
        if reason := self.page.pins.get(name):
            return Failing(reason)
        return self._tried(name, key, lambda: self.drawings.get(key, lambda: self._draw(view, state)))

    def stands(self, name: str, state: State) -> bool:
        """Whether `drawn` takes no work."""
        key = self.drawing_key(name, state)
        return self.drawings.has(key) or bool(self.page.pins.get(name)) or self.failures.find(key) is not None

    def _tried(self, name: str, key: Hashable, work: Callable[[], T]) -> T | Failing:
        """What `work` gives; where it fails for a chart that a reader has pinned, the reason, for a while."""
        if name not in self.page.pins:
            return work()
        if failed := self.failures.find(key):
            return failed
        try:
            return work()
        except (Superseded, AuditError):
            raise
        except Exception as error:
            return self.failures.note(key, error)

    def _draw(self, view: View, state: State) -> Drawn | Lacking:
        answer = self.answer(view, replace(state, selection=Selection()))
        missing = self.engine.missing(view.query, state.dataset, state.version)
        if not answer.receipt.rows or missing:
            return Lacking(tuple(missing), view.query.about["items"], view.query.relations == [RECORDS])
        self.engine.record([(Asker(SERVER, self.page.name, view.name), answer.receipt)])
        with DRAWING:
            drawn = Drawn(view, answer.table, list(self.ccps(state)), self.page.height)
            part, _, *rest = self.drawing_key(view.name, state)
            named.name(drawn.figure, repr((self.page.name, view.name, view.query.hash, part, *rest)))
        return drawn

    def patch_key(self, drawn: Drawn | Lacking | Failing, name: str, state: State, language: str = ENGLISH) -> Any:
        """What the marks of a drawing depend on."""
        drawing = drawn.figure.id if isinstance(drawn, Drawn) else self.drawing_key(name, state)
        return drawing, state.my_ccp, state.selection.others(name), state.selection.own(name), language

    def patch(
        self,
        name: str,
        state: State,
        drawn: Drawn | Lacking | Failing | None = None,
        wish: Wish = LASTING,
        language: str = ENGLISH,
    ) -> Patch:
        """What the view's drawing (`drawn`, or the one that is kept) shows in `state`."""
        on = drawn or self.drawn(name, state)
        if isinstance(on, Failing):
            return Patch(Cells(), reason=on.reason)
        key = self.patch_key(on, name, state, language)

        def make(wish: Wish) -> Patch:
            return self._patch(on, name, state, self.answer(self.page.views[name], state, wish), language)

        made = self._tried(name, key, lambda: self.patches.wished(key, make, wish))
        return self._faded(on, name, state, made, language) if isinstance(made, Failing) else made

    def quick(self, name: str, state: State, language: str = ENGLISH) -> Patch | None:
        """`patch`, if that takes neither a drawing nor a statement."""
        if not self.stands(name, state):
            return None
        drawn = self.drawn(name, state)
        if isinstance(drawn, Failing):
            return Patch(Cells(), reason=drawn.reason)
        key = self.patch_key(drawn, name, state, language)
        if failed := self.failures.find(key):
            return self._faded(drawn, name, state, failed, language)
        return self.patches.find(key) or self._quick(drawn, name, state, key, language)

    def _quick(self, drawn: Drawn | Lacking, name: str, state: State, key: Hashable, language: str) -> Patch | None:
        answer = self.engine.quick(*self.asked(self.page.views[name], state))
        if answer is None:
            return None
        return self.patches.get(key, lambda: self._patch(drawn, name, state, answer, language))

    def _patch(self, drawn: Drawn | Lacking, name: str, state: State, answer: Answer, language: str) -> Patch:
        marks = self._marks(drawn, name, state, answer.table, language)
        return Patch(marks, answer.statement.unapplied, answer.receipt, answer.tier, answer.more)

    def _faded(self, drawn: Drawn | Lacking, name: str, state: State, failed: Failing, language: str) -> Patch:
        """A chart whose figures in `state` are not known: no mark of it stands out."""
        context = drawn.context if isinstance(drawn, Drawn) else []
        nothing = pd.DataFrame(columns=list(context[0]) if context else [])
        return Patch(self._marks(drawn, name, state, nothing, language), reason=failed.reason)

    def _marks(self, drawn: Drawn | Lacking, name: str, state: State, table: Table, language: str) -> Cells:
        look = Look(state.my_ccp, state.selection.own(name))
        return drawn.patch(table, look, language) if isinstance(drawn, Drawn) else Cells()

    def ready(self, name: str, state: State, language: str = ENGLISH) -> bool:
        """Whether the view can show `state` without any work."""
        if name in self.page.pins:
            return self.quick(name, state, language) is not None
        return self._ready(name, state, language)

    def _ready(self, name: str, state: State, language: str) -> bool:
        if not self.drawings.has(self.drawing_key(name, state)):
            return False
        return self.patches.has(self.patch_key(self.drawn(name, state), name, state, language))

    def opening(self) -> State:
        """The page as it opens, over the current data version."""
        opened = self.engine.opened()
        known = self.datasets(opened.version.number)
        dataset = self.page.dataset if self.page.dataset in known else next(iter(known), self.page.dataset)
        state = State(self.page.name, dataset, "", opened.version.number)
        mine = self.page.my_ccp
        if not known or not (self.records or mine):
            return state
        ccps = self.ccps(state)
        return replace(state, my_ccp=mine if mine in ccps else next(iter(ccps), ""))

    def datasets(self, version: int) -> list[str]:
        """The datasets that the page can show."""
        opened = self.engine.opened(version)
        asked = [opened.datasets_of(view.query) for view in self.basis]
        return [name for name in opened.names if any(name in each for each in asked)]

    def checked(self, state: State) -> State:
        """`state` if this page can show it; raise CatalogError or QueryError naming what it does not have."""
        if state.page != self.page.name:
            raise QueryError(unknown("page", state.page, [self.page.name]))
        for name, view in self.page.views.items():
            if name not in self.page.pins:
                self.answer(view, state)
        ccps = self.ccps(state)
        if state.my_ccp and state.my_ccp not in ccps:
            raise QueryError(unknown("CCP", state.my_ccp, ccps or [""]))
        return state

    def words(self, state: State) -> list[tuple[Receipt, list[dict[str, Any]]]]:
        """The sentences beside the charts, by query. Each has section, sentence, view, ccp and quarter."""
        answers = (self._said(query, state) for query in self.page.words)
        return [(answer.receipt, records(answer.frame)) for answer in answers]

    def _said(self, query: Query, state: State) -> Answer:
        given = {"my_ccp": state.my_ccp} if "my_ccp" in query.arguments else {}
        return self.engine.answer(query, state.dataset, given, (), state.version)

    def ccps(self, state: State) -> dict[str, str]:
        """The CCPs of a dataset, name to short name: regions together, the largest first, by initial margin."""
        query = CLEARED if self.records else CCPS
        rows = self.engine.answer(query, state.dataset, version=state.version).frame
        return dict(zip(rows["ccp"], rows["short"], strict=True))
