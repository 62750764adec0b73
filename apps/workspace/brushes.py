"""What is brushed on a page, brought to the workspace, edited as a WHERE, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any

from apps.board import Board
from apps.pinned import BOARD
from apps.state import State
from apps.workspace.brush import Brush
from apps.workspace.hearing import Heard
from apps.workspace.message import Message, word
from apps.workspace.tabs import Tabs
from apps.workspace.visit import Visit
from data.catalog import CatalogError
from queries.library.sound import LONGEST
from queries.query import QueryError, unknown
from queries.sandbox.event import Event, Fault, Found
from queries.sandbox.job import CHECK, Job


class Brushes:
    """The brush of one reader."""

    def __init__(self, visit: Visit, tabs: Tabs) -> None:
        self.visit, self.tabs = visit, tabs
        self.hears: Mapping[str, Heard] = {"where": self.where}

    def open(self, kept: str, link: str, view: str) -> None:
        """Take the brush of a link, which is kept from then on, or the one that was kept; a chart's SQL as a tab.

        Asks the store and the catalog. One that no page can show any more is left out.
        """
        try:
            self.visit.state = self.brush(State.read(link or kept)).state if link or kept else None
        except (ValueError, CatalogError) as error:
            self.visit.later = f"The brush of this link cannot be shown: {error}" if link else ""
            return
        if link:
            self.visit.room.drafts.brush(self.visit.owner, link)
        if link and view and self.visit.brush:
            self.chart(self.visit.brush, view)

    def chart(self, brush: Brush, view: str) -> None:
        """The SQL of a chart in a tab of its own; in the one that has it already, if there is one."""
        decision = self.visit.actor.may("sql", brush.board.page.name)
        if not decision:
            self.visit.later = decision.reason
            return
        text = brush.query(view)
        here = next((tab.id for tab in self.tabs.known.values() if tab.text == text), None)
        if here:
            self.tabs.active = here
        else:
            self.tabs.add(self.tabs.fresh(title=brush.board.page.views[view].title[:60], text=text))

    def brush(self, state: State) -> Brush:
        """The brush that a state is; raise QueryError for a page that the reader may not open."""
        self.visit.brush = brush = Brush(self.board(state.page), state).checked()
        return brush

    def board(self, page: str) -> Board:
        """The charts of a page, or of the reader's own board; raise QueryError for one that the reader may not open."""
        offer, actor, boards = self.visit.offer, self.visit.actor, self.visit.room.boards
        pages = [name for name in offer.titles if actor.may("open", name)]
        own = boards.stage(actor) if page == BOARD and boards and actor.may("pin") else None
        if own is None and page not in pages:
            raise QueryError(unknown("page", page, pages))
        return (own or offer.stages[page]).board

    @property
    def plain(self) -> dict[str, Any] | None:
        """The brush as the browser gets it; None if there is none."""
        return self.visit.brush.strip(self.visit.language) if self.visit.brush else None

    async def where(self, message: Message) -> None:
        """Brush what a WHERE says."""
        self.visit.demand("query")
        brush, text = self.visit.brush, word(message, "text", LONGEST)
        if brush is None:
            raise QueryError("nothing is brushed: open the workspace from a chart")
        ground = await self.visit.off(self.visit.ground)
        event: Event = Found([])
        if text.strip():
            job = Job("clauses", self.visit.owner, text, replace(ground.reach, selection=""), limits=CHECK)
            async with aclosing(self.visit.room.sandbox.events(job)) as events:  # type: ignore[type-var]
                async for each in events:
                    event = each
        try:
            await self.found(brush, event)
        except QueryError as error:
            await self.visit.tell("fault", **vars(Fault("wrong", str(error))))

    async def found(self, brush: Brush, event: Event) -> None:
        """Brush what the text was found to say."""
        if isinstance(event, Fault):
            await self.visit.tell("fault", **vars(event))
        elif isinstance(event, Found):
            told = await self.visit.off(partial(self.applied, brush, event))
            await self.visit.tell("brush", **told)

    def applied(self, brush: Brush, found: Found) -> dict[str, Any]:
        """Keep what is brushed now; it as the browser gets it."""
        state = brush.applied(found.clauses)
        self.visit.room.drafts.brush(self.visit.owner, state.text())
        self.visit.state = self.brush(state).state
        return self.visit.brush.strip(self.visit.language) if self.visit.brush else {}
