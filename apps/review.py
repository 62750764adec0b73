"""One reader's session of a page: a state, its history, and the components that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import panel as pn
from bokeh.document import Document

from apps.behind import as_csv, behind, file_name
from apps.board import Board, Lacking
from apps.state import History, State
from apps.trouble import said
from apps.words import about, chips, missing, sections, settings, unapplied
from components.controls import Card, Strip, Words
from components.shared import Event, Ghost, push, route, values_of
from components.view import Gesture
from queries.selection import Selection

HEAD = 80
"""Pixels of a card above and below its chart."""
NOTHING = "Choose *Data table*, *SQL* or *Provenance* in the menu of a chart."


class Review:
    """Cards, strip and words of one session. `change` is the only way in which what they show moves on."""

    def __init__(self, board: Board, state: State, document: Document | None) -> None:
        self.board, self.document = board, document
        self.history = History(state)
        self.drawer = pn.Column(NOTHING, sizing_mode="stretch_width")
        self.opened: Callable[[], None] = lambda: None
        self.described: Callable[[], None] = lambda: None
        self.strip = Strip(self.guarded(self.strip_told), styles={"flex": "1 1 340px"})
        self.words = Words(self.guarded(self.words_told), height=board.page.height + HEAD, sizing_mode="stretch_width")
        self.sentences: list[dict[str, Any]] = []
        self.told: tuple[str, str, int] | None = None
        self.cards = {name: self.card(name) for name in board.page.views}
        self.placed: dict[str, Any] = {}
        self.shown: dict[str, Any] = {}
        self.ids: frozenset[str] = frozenset()
        for name in self.cards:
            self.place(name)
        self.describe()
        if document is not None:
            route(document, lambda: self.ids, self.guarded(self.gesture))

    @property
    def state(self) -> State:
        """What the reader sees now."""
        return self.history.now

    def guarded(self, told: Callable[..., None]) -> Callable[..., None]:
        """`told`, with what goes wrong in it said to the reader in one sentence."""

        def safely(*given: Any) -> None:
            try:
                told(*given)
            except Exception as error:
                self.strip.message = said(error).splitlines()[0]

        return safely

    def card(self, name: str) -> Card:
        """The empty card of a view."""
        told = self.guarded(partial(self.card_told, name))
        return Card(told, height=self.board.page.height + HEAD, sizing_mode="stretch_width", chart=pn.Spacer(height=1))

    def change(self, state: State) -> None:
        """Go on to `state` and show it."""
        self.history.enter(state)
        self.show()

    def show(self) -> None:
        """Bring everything on the page to the present state, in one message. What is sent before it loads is lost."""
        events = [event for name in self.cards for event in self.moved(name)]
        if self.document is None:
            return self.describe()
        with pn.io.hold(self.document, "collect"):
            self.describe()
            push(self.document, events)
        return None

    def moved(self, name: str) -> list[Event]:
        """What the chart `name` must be sent; a drawing of another dataset or argument takes its place first."""
        self.place(name)
        key = self.board.patch_key(name, self.state)
        if self.shown.get(name) == key:
            return []
        self.shown[name] = key
        patch = self.board.patch(name, self.state, actor=pn.state.user or "local")
        self.cards[name].note = unapplied(patch.unapplied)
        return patch.events

    def place(self, name: str) -> None:
        """Put the drawing for the present dataset and arguments into its card."""
        key = self.board.drawing_key(name, self.state)
        if self.placed.get(name) == key:
            return
        self.placed[name] = key
        drawn, card = self.board.drawn(name, self.state), self.cards[name]
        card.empty = missing(drawn) if isinstance(drawn, Lacking) else ""
        if not isinstance(drawn, Lacking):
            self.ids |= drawn.ids
            card.legend = drawn.view.legend(drawn.context)
            card.chart = pn.pane.Bokeh(Ghost.of(drawn.content), sizing_mode="stretch_width")

    def describe(self) -> None:
        """Bring titles, chips, words and the address to the present state."""
        state = self.state
        opened = self.board.engine.opened(state.version)
        version, badge = opened.version, opened.badge(state.dataset)
        for name, card in self.cards.items():
            view = self.board.page.views[name]
            card.param.update(title=view.title, about=about(view, version, badge), settings=settings(view, state))
        self.strip.param.update(
            badge=badge,
            chips=chips(state.selection, {name: view.title for name, view in self.board.page.views.items()}),
            can_undo=bool(self.history.past),
            can_redo=bool(self.history.future),
        )
        told = (state.dataset, state.my_ccp, state.version)
        if self.told != told:
            self.told, self.sentences = told, self.board.words(state)
            self.words.sections = sections(self.sentences)
            self.described()
        if pn.state.location is not None:
            pn.state.location.search = "?" + urlencode({"state": state.text()})

    def gesture(self, model: str, event: Event) -> None:
        """A box or a tap on a shared chart becomes what its view brushes."""
        name = next((n for n in self.cards if self.owns(n, model)), None)
        made = gesture_of(event)
        if name is None or made is None:
            return
        drawn = self.board.drawn(name, self.state)
        if not isinstance(drawn, Lacking):
            clauses = drawn.view.brushed(made, drawn.context)
            self.change(self.state.brushed(name, clauses))

    def owns(self, name: str, model: str) -> bool:
        """Whether `model` is of the chart `name`."""
        drawn = self.board.drawn(name, self.state)
        return not isinstance(drawn, Lacking) and model in drawn.ids

    def strip_told(self, told: dict[str, Any]) -> None:
        """Undo, redo, or take off what one view or all have brushed."""
        if told.get("undo"):
            self.history.undo()
        elif told.get("redo"):
            self.history.redo()
        elif "clear" in told:
            source = str(told["clear"])
            selection = self.state.selection.publish(source, ()) if source else Selection()
            self.history.enter(replace(self.state, selection=selection))
        self.show()

    def words_told(self, told: dict[str, Any]) -> None:
        """Brush the marks that a sentence speaks of."""
        try:
            sentence = self.sentences[int(told["show"])]
        except (KeyError, TypeError, ValueError, IndexError):
            return
        view = self.board.page.views.get(sentence["view"])
        fields = [field for field in ("ccp", "quarter") if sentence[field]]
        if view is not None and fields:
            clauses = [view.clause(field, str(sentence[field]).split(", ")) for field in fields]
            self.change(replace(self.state, selection=Selection().publish(view.name, clauses)))

    def card_told(self, name: str, told: dict[str, Any]) -> None:
        """Set an argument of one chart; what its menu opens is the page's."""
        if "set" in told:
            view = self.board.page.views[name]
            view.query.bind({**view.arguments, told["set"]: told.get("value")})
            self.strip.message = ""
            self.change(self.state.argued(name, str(told["set"]), told.get("value")))
        elif "pick" in told:
            clause = self.board.page.views[name].clause(str(told["pick"]), [str(told.get("value"))])
            self.change(self.state.brushed(name, [clause]))
        elif "choose" in told:
            self.chosen(name, str(told["choose"]))

    def chosen(self, name: str, what: str) -> None:
        """Show what stands behind a chart, or hand its rows to the browser as a file."""
        if what == "export":
            frame = self.board.ask(self.board.page.views[name], self.state).frame
            self.cards[name].download(file_name(self.board, name, self.state), as_csv(frame))
        elif what in ("data", "sql", "provenance"):
            self.drawer[:] = [behind(self.board, name, what, self.state)]
            self.opened()


def gesture_of(event: Event) -> Gesture | None:
    """A finished box or a tap, or None for any other browser event."""
    told, values = event.get("msg_data"), values_of(event)
    name = told.get("name") if isinstance(told, dict) else None
    try:
        if name == "selectiongeometry" and values["final"] and values["geometry"]["type"] == "rect":
            return Gesture.between("box", *(float(values["geometry"][end]) for end in ("x0", "x1", "y0", "y1")))
        if name == "tap":
            x, y = float(values["x"]), float(values["y"])
            return Gesture.between("tap", x, x, y, y)
    except (KeyError, TypeError, ValueError):
        return None
    return None
