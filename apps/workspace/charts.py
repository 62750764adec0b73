"""A result of one reader as a chart: its kinds, its figure, and the board that it is pinned to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from apps.page import Page
from apps.workspace.charting import Result
from apps.workspace.hearing import Heard
from apps.workspace.linking import boards
from apps.workspace.message import Message, MessageError, word
from apps.workspace.results import Result as Kept
from apps.workspace.results import find
from apps.workspace.tabs import Tabs
from apps.workspace.visit import PAGE, Visit
from components.language import say
from queries.library.history import Run
from queries.library.pins import Pin, mine
from queries.library.sound import WHY
from queries.query import Query, QueryError, unknown
from queries.sandbox.table import table
from queries.written import ran

MINE = "mine"
MOST = 20
"""Settings that a chart may have."""


class Charts:
    """The results of one reader's tabs as charts."""

    def __init__(self, visit: Visit, tabs: Tabs) -> None:
        self.visit, self.tabs = visit, tabs
        self.hears: Mapping[str, Heard] = {"chart": self.chart, "pin": self.pin}

    def result(self, tab: str) -> Result:
        """What a tab shows; raise QueryError if that is not kept. Asks the store and the disk."""
        known, visit = self.tabs.known.get(tab), self.visit
        run = visit.room.history.find(known.result) if known and known.result else None
        kept = find(visit.room.kept, run, visit.owner, visit.actor.entitlement) if run else None
        if run is None or kept is None:
            raise QueryError("the rows are not kept any more: run the statement again")
        opened = visit.engine.opened(run.version)
        return Result(written(run, kept), table(kept.known, json.loads(kept.rows)), opened, bool(kept.done["more"]))

    async def chart(self, message: Message) -> None:
        """Show which charts the rows can be, and one of them."""
        tab, kind, given = word(message, "tab"), word(message, "kind"), settings(message)
        charts, drawn = await self.visit.room.hall.off(partial(self.drawn, tab, kind, given), drawing=True)
        await self.visit.tell("charts", **charts)
        if drawn:
            figure, about = drawn
            await self.visit.show(figure)
            await self.visit.tell("charted", tab=tab, **about)

    def drawn(self, tab: str, kind: str, given: dict[str, str]) -> tuple[dict[str, Any], tuple[str, Any] | None]:
        """What is told of the charts, and the figure with what is told of it; None if the rows can be no chart."""
        result = self.result(tab)
        charts = result.charts(tab, kind, given)
        charts["boards"] = boards(result.query, result.opened, self.pages())
        if not charts["kind"]:
            return charts, None
        chosen: tuple[str, dict[str, str]] = charts["kind"], charts["settings"]
        figure, note = result.figure(*chosen, self.ccps())
        file, block = result.files(chosen[0], self.tabs.known[tab].title, chosen[1])
        return charts, (figure, {"note": note, "file": file, "block": block})

    def ccps(self) -> list[str]:
        """The CCPs in the order that gives them their colours on pages."""
        brush, offer = self.visit.brush, self.visit.offer
        if brush:
            return list(brush.board.ccps(brush.state))
        stage = next(iter(offer.shown), None)
        return list(stage.board.ccps(stage.opening)) if stage else []

    def pages(self) -> dict[str, tuple[str, Page | None]]:
        """Where the reader may pin charts: the title of each board, and the page that it is."""
        actor, offer, language = self.visit.actor, self.visit.offer, self.visit.language
        known: dict[str, tuple[str, Page | None]] = (
            {MINE: (say(language, "My board"), None)} if actor.may("pin") else {}
        )
        if actor.may("share"):
            pages = [name for name in offer.titles if actor.may("open", name)]
            known |= {
                name: (say(self.visit.language, offer.titles[name]), offer.stages[name].board.page) for name in pages
            }
        return known

    async def pin(self, message: Message) -> None:
        """Pin a chart to the reader's own board, or to a page."""
        await self.visit.tell("pinned", **await self.visit.off(partial(self.pinned, message)))

    def pinned(self, message: Message) -> dict[str, str]:
        """The chart is pinned; what is told of it. Asks the store and writes the audit."""
        on, title = word(message, "board") or MINE, word(message, "title") or "Chart"
        self.visit.demand("pin" if on == MINE else "share")
        result, pages = self.result(word(message, "tab")), self.pages()
        if on not in pages:
            raise QueryError(unknown("board", on, pages))
        if on != MINE and result.query.owner:
            raise QueryError("this chart reads tables of your own, which nobody else may see: pin it to your own board")
        pins, why = self.visit.room.pins, word(message, "why", WHY)
        board = mine(self.visit.owner) if on == MINE else on
        page = pages[on][1]
        name = pins.free(board, title, page.views if page else ())
        block, query = result.pin(name, word(message, "kind"), title, settings(message))
        kind = "pinned" if on == MINE else "shared"
        self.visit.room.audit.event(kind, self.visit.owner, page=PAGE, board=on, name=name, why=why)
        pins.pin(board, self.visit.owner, Pin(name, block, query), why)
        (told,) = boards(result.query, result.opened, {on: pages[on]})
        return {"board": on, "address": "./board" if on == MINE else f"./{on}", "missing": told["missing"]}


def written(run: Run, kept: Kept) -> Query:
    """The statement of a run as a query of its own; `owner` is whose tables it reads, if it reads such."""
    columns = {column.name: column.type for column in kept.known}
    query = ran("sql", run.text, columns, kept.tables, kept.values or run.values, kept.relation)
    return replace(query, owner=run.owner if run.own else "")


def settings(message: Message) -> dict[str, str]:
    """The settings of a chart, as the browser has them."""
    given = message.get("settings") or {}
    if not isinstance(given, Mapping) or len(given) > MOST:
        raise MessageError("settings are by name")
    return {str(name): word({str(name): value}, str(name)) for name, value in given.items()}
