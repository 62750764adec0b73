"""One reader's workspace in one window. It needs no socket: it hears messages and tells messages."""

from __future__ import annotations

import json

from apps.workspace.brushes import Brushes
from apps.workspace.charts import Charts
from apps.workspace.checks import Checks
from apps.workspace.hearing import Hearing
from apps.workspace.room import Room
from apps.workspace.runs import Runs
from apps.workspace.schema import Schema
from apps.workspace.shelf import Shelf
from apps.workspace.tables import OwnTables
from apps.workspace.tabs import Tabs
from apps.workspace.visit import Show, Tell, Visit
from auth.actor import Actor
from auth.role import ON_SERVER
from queries.library.history import Run


class Bench(Hearing):
    """What one window shows and does."""

    def __init__(self, room: Room, actor: Actor, tell: Tell, show: Show, csrf: str = "") -> None:
        visit = self.visit = Visit(room, actor, tell, show, csrf)
        tabs = self.tabs = Tabs(visit)
        self.runs, self.brushes = Runs(visit, tabs), Brushes(visit, tabs)
        others = Checks(visit, tabs), Shelf(visit, tabs), Schema(visit), Charts(visit, tabs), OwnTables(visit)
        super().__init__((tabs, self.runs, self.brushes, *others), visit.sorry)

    def open(self, run: str = "", state: str = "", view: str = "") -> str:
        """What the window opens with, as JSON; a link says a `run`, or the `state` of a page and one of its charts.

        Asks the store and the catalog.
        """
        visit = self.visit
        self.brushes.open(self.tabs.open(), state, view)
        if run:
            self.linked(visit.room.history.find(run))
        rights = [action for action in (*ON_SERVER, "export", "sql") if visit.actor.may(action)]
        titles = visit.offer.titles
        pages = [{"name": name, "title": title} for name, title in titles.items() if visit.actor.may("open", name)]
        known = {"rights": rights, "account": visit.owner, "csrf": visit.csrf, "pages": pages}
        return json.dumps({**self.tabs.plain, **known, "brush": self.brushes.plain}, ensure_ascii=False)

    def linked(self, run: Run | None) -> None:
        """Open the run of a link in a tab of its own: the text, never the rows of another."""
        if run is None:
            self.visit.later = "This link leads to no run: it was too long ago, or the link is not whole"
            return
        own = run.id if run.owner == self.visit.owner else ""
        here = next((tab for tab in self.tabs.known.values() if own and tab.result == own), None)
        if here:
            self.tabs.active = here.id
        else:
            self.tabs.add(self.tabs.fresh(title="From a link", text=run.text, values=run.values, result=own))

    def stands(self) -> None:
        """The window stands: say what is to be said."""
        if self.visit.later:
            self.visit.tell("said", message=self.visit.later)

    def leave(self) -> None:
        """The reader is gone: what runs is stopped, what is typed is kept."""
        self.runs.leave()
        self.tabs.leave()
