"""One reader of a page: a state, its history, and what has been sent of it. It needs no browser and no socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from apps.menu import Pinning, choose, unpinned
from apps.rights import Denied, Rights, demand
from apps.scene import Scene, Stage
from apps.state import History, State
from apps.trouble import said
from auth.actor import Actor
from components.cells import Cell, Cells, Event, difference, message, text
from components.drawn import Drawn
from components.told import gesture, message_of, subject
from queries.query import QueryError, unknown
from queries.selection import Selection
from queries.trail.chain import AuditError


class Reader:
    """What one reader sees, and what a gesture or a choice makes of it.

    `hear` changes the state; `show` gives what must be sent so that the browser shows it. `event` is told what is
    denied. `pin` puts a chart on the reader's own board.
    """

    def __init__(
        self,
        stage: Stage,
        actor: Actor,
        event: Callable[..., object] = lambda *_, **__: None,
        pin: Pinning = unpinned,
    ) -> None:
        self.stage, self.actor, self.event, self.pin = stage, actor, event, pin
        self.copies = 0
        self.page = stage.board.page.name
        self.rights = Rights.of(actor, self.page, stage.shell.titles)
        self.history = History(stage.opening)
        self.scene: Scene | None = None
        self.sent: Cells = {}
        self.own: Cells = stage.permitted(self.rights)
        self.drawn: dict[str, Drawn] = {}
        self.parts = stage.shell.parts
        self.noted: Scene | None = None
        self.views: frozenset[str] = frozenset()

    @property
    def account(self) -> str:
        """What the head of the page calls the reader; empty where nobody signs in."""
        return "" if self.actor.name == "local" else self.actor.title

    @property
    def state(self) -> State:
        """What the reader means to see now."""
        return self.history.now

    def tell(self, part: str, **attributes: Any) -> None:
        """Set what only this reader sees of a part of the page."""
        self.own |= self.stage.cells(part, **attributes)

    def open(self, link: str) -> None:
        """Take the state of a link; one that the page cannot show opens the page as it is, and says why."""
        try:
            self.history = History(self.linked(link))
        except ValueError as error:
            self.history = History(self.stage.opening)
            reason = self.unwritten(error) or str(error).splitlines()[0]
            self.tell("strip", message=f"{reason}. Showing the page as it opens.")
        self.tell_newer()

    def linked(self, link: str) -> State:
        """The state of a link, that of the page as it opens if it says none; raise ValueError for no such state."""
        if not link:
            return self.stage.opening
        state = State.read(link)
        if any(state.arguments.values()):
            demand(self.actor, "adjust", self.page)
        return state if self.stage.ready(state) else self.stage.board.checked(state)

    def tell_newer(self) -> None:
        """Say whether the page has newer data than the reader sees."""
        newest = self.stage.opening.version
        newer = f"Data version {newest} is there; this is version {self.state.version}"
        self.tell("strip", newer=newer if self.state.version < newest else "")

    def document(self) -> str:
        """The whole page in the reader's state, as it is first sent."""
        scene = self.stage.scene(self.state)
        self.note(scene)
        self.entered(scene)
        strip = self.stage.cells("strip", can_undo=False, can_redo=False, message="", newer="")
        self.sent = scene.cells | strip | self.stage.permitted(self.rights)
        for view in self.stage.board.page.views:
            self.sent |= self.stage.cells(f"card {view}", receipt="")
        return self.stage.document(self.state, self.rights, self.account)

    def show(self, scene: Scene) -> str:
        """What must be sent so that the browser shows `scene`; empty if it does already.

        What cannot be recorded is not shown: the browser goes back to what was.
        """
        try:
            self.note(scene)
        except AuditError as error:
            self.tell("strip", message=str(error))
            scene = self.noted or scene
            self.history.back(scene.state)
        if scene is not self.scene:
            self.entered(scene)
        busy = {self.stage.shell.models[f"card {name}"] for name in scene.late}
        self.own |= {cell: "false" for cell in self.own if cell.attribute == "busy" and cell.model not in busy}
        return self.send(scene.cells | self.personal())

    def wait(self, state: State) -> str:
        """What must be sent to mark the charts that are still being worked out for `state`."""
        for name in self.stage.board.page.views:
            if not self.stage.board.ready(name, state):
                self.tell(f"card {name}", busy=True)
        return self.hurry()

    def hurry(self) -> str:
        """What must be sent of what only this reader sees."""
        return self.send(self.personal())

    def personal(self) -> Cells:
        """What only this reader sees."""
        self.tell("strip", can_undo=bool(self.history.past), can_redo=bool(self.history.future))
        return self.own

    def send(self, cells: Cells) -> str:
        """The message that brings the browser to `cells`, taken as sent."""
        moved = difference(self.sent, cells)
        self.sent |= moved
        return message(moved) if moved else ""

    def entered(self, scene: Scene) -> None:
        """The reader is shown `scene`. What was sent of a drawing is gone once another takes its place."""
        self.scene = scene
        replaced = [self.drawn[n] for n, drawn in scene.drawings.items() if self.drawn.get(n, drawn) is not drawn]
        gone = frozenset().union(*(drawn.ids for drawn in replaced))
        self.sent = {cell: value for cell, value in self.sent.items() if cell.model not in gone}
        self.drawn.update(scene.drawings)

    def note(self, scene: Scene) -> None:
        """Have written down that the reader is shown `scene`; of a gesture, only where it ends.

        Each chart then has its receipt. Raise AuditError if that fails.
        """
        views = self.stage.board.page.views
        if self.history.begun:
            return self.mark(dict.fromkeys(views, ""))
        before = self.views if self.noted and self.noted.state == scene.state else frozenset()
        fresh = [(view, receipt) for view, receipt in scene.receipts if view not in before]
        codes = self.stage.record(fresh, self.actor.name) if fresh else []
        self.noted, self.views = scene, before.union(view for view, _ in fresh)
        return self.mark({view: code for (view, _), code in zip(fresh, codes, strict=True) if view in views})

    def mark(self, codes: Mapping[str, str]) -> None:
        """Set the receipts of charts."""
        for view, code in codes.items():
            self.tell(f"card {view}", receipt=code)

    def leave(self) -> None:
        """The reader is gone; a gesture ends where it has come to."""
        self.history.enter(self.state)
        if self.scene is not None:
            self.note(self.scene)

    def concerns(self, event: Event) -> bool:
        """Whether `event` is about what readers can change; a browser also tells sizes and colours."""
        model = subject(event)
        if event.get("kind") == "MessageSent":
            return model in self.parts or any(model in drawn.ids for drawn in self.drawn.values())
        return event.get("attr") in ("value", "contextbar_open") and model in self.parts

    def slow(self, event: Event) -> bool:
        """Whether to take `event` asks the database something."""
        told = message_of(event) or {}
        if "set" in told and "adjust" not in self.rights.actions:
            return True
        return any(word in told for word in ("choose", "newer", "near")) or event.get("kind") == "ModelChanged"

    def hear(self, event: Event) -> None:
        """Take what the browser tells; what goes wrong in it is said to the reader in one sentence."""
        model = subject(event)
        if model is None:
            return
        try:
            part = self.parts.get(model)
            if part is not None:
                self.heard(part, event)
            else:
                self.brush(model, event)
        except Exception as error:
            self.tell("strip", message=self.unwritten(error) or said(error).splitlines()[0])

    def unwritten(self, error: Exception) -> str:
        """Have a denial written down; why that cannot be done, empty if it was or if the error is another."""
        try:
            if isinstance(error, Denied):
                self.event("denied", self.actor.name, page=self.page, reason=str(error))
        except AuditError as full:
            return str(full)
        return ""

    def heard(self, part: str, event: Event) -> None:
        """A choice in a part of the page."""
        told = message_of(event)
        if part == "strip" and told:
            self.strip_told(told)
        elif part == "words" and told:
            self.words_told(told)
        elif part.startswith("card ") and told:
            self.card_told(part.removeprefix("card "), told)
        elif part in ("dataset", "mine") and event.get("attr") == "value":
            self.moved(part, "value", event.get("new"))
            self.chosen(part, str(event.get("new")))
        elif part == "page" and event.get("attr") == "contextbar_open":
            self.moved("page", "contextbar_open", bool(event.get("new")))

    def moved(self, part: str, attribute: str, value: Any) -> None:
        """Note what the browser itself has set: it is as if it had been sent, and no wish of ours any more."""
        cell = Cell(self.stage.shell.models[part], attribute)
        self.sent[cell] = text(value)
        self.own.pop(cell, None)

    def enter(self, state: State) -> None:
        """Go on to `state`; what was said about the one before is taken back."""
        self.history.enter(state)
        self.tell("strip", message="")

    def brush(self, model: str, event: Event) -> None:
        """A box or a tap on a chart becomes what its view brushes."""
        name = next((name for name, drawn in self.drawn.items() if model in drawn.ids), None)
        made = gesture(event) if name else None
        if name and made:
            drawn = self.drawn[name]
            clauses = drawn.brushed(made, self.sent)
            if made.kind == "tap":
                self.enter(self.state.toggled(name, clauses))
            elif made.final:
                self.enter(self.state.brushed(name, clauses))
            else:
                self.history.pass_through(self.state.brushed(name, clauses))

    def strip_told(self, told: dict[str, Any]) -> None:
        """Undo, redo, take off what one view or all have brushed, or go on to newer data."""
        if told.get("undo"):
            self.history.undo()
        elif told.get("redo"):
            self.history.redo()
        elif told.get("newer"):
            self.enter(self.stage.board.checked(replace(self.state, version=self.stage.opening.version)))
        elif "clear" in told:
            source = str(told["clear"])
            selection = self.state.selection.publish(source, ()) if source else Selection()
            self.enter(replace(self.state, selection=selection))
        self.tell_newer()

    def words_told(self, told: dict[str, Any]) -> None:
        """Brush the marks that a sentence speaks of."""
        sentences = self.scene.sentences if self.scene else ()
        position = told.get("show")
        if type(position) is not int or not 0 <= position < len(sentences):
            return
        sentence = sentences[position]
        view = self.stage.board.page.views.get(sentence["view"])
        fields = [field for field in ("ccp", "quarter") if sentence[field]]
        if view is not None and fields:
            clauses = [view.clause(field, str(sentence[field]).split(", ")) for field in fields]
            self.enter(replace(self.state, selection=Selection().publish(view.name, clauses)))

    def card_told(self, name: str, told: dict[str, Any]) -> None:
        """Set an argument of one chart, brush a colour of its legend, or open what stands behind it."""
        view = self.stage.board.page.views[name]
        if "set" in told:
            demand(self.actor, "adjust", self.page)
            argument, value = str(told["set"]), told.get("value")
            view.query.bind({**view.arguments, argument: value})
            self.enter(self.state.argued(name, argument, value))
        elif "pick" in told:
            self.enter(self.state.toggled(name, [view.clause(str(told["pick"]), [str(told.get("value"))])]))
        elif "near" in told:
            self.stage.board.prepare(name, self.state)
        elif "choose" in told:
            choose(self, name, str(told["choose"]))

    def chosen(self, field: str, title: str) -> None:
        """Another dataset, or another CCP of one's own."""
        known = self.stage.titles(self.state) if field == "dataset" else self.stage.ccps(self.state)
        if title not in known:
            raise QueryError(unknown(field, title, known))
        moved = self.stage.moved(self.state, known[title]) if field == "dataset" else None
        self.enter(moved or replace(self.state, my_ccp=known[title]))
