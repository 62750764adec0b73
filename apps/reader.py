"""One reader of a page: a state, its history, and what has been sent of it. It needs no browser and no socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from apps.menu import Pinning, Taking, unpinned, untaken
from apps.picked import asked, picked, pointed, steered
from apps.rights import Denied, Rights, demand
from apps.scene import Scene, Stage
from apps.state import History, State
from apps.trouble import said
from auth.actor import Actor
from components.cells import Cell, Cells, Event, difference, message, text
from components.drawn import Drawn
from components.language import ENGLISH, say
from components.retold import retold
from components.told import gesture, message_of, subject
from queries.trail.chain import AuditError

SLOW = {"choose", "newer", "near", "present"}
"""What our components tell that takes a statement or the store."""


class Reader:
    """What one reader sees, and what a gesture or a choice makes of it.

    `hear` changes the state; `show` gives what must be sent so that the browser shows it. `event` is told what is
    denied. `pin` puts a chart on the reader's own board, `take` makes slides.
    """

    def __init__(
        self,
        stage: Stage,
        actor: Actor,
        event: Callable[..., object] = lambda *_, **__: None,
        pin: Pinning = unpinned,
        language: str = ENGLISH,
    ) -> None:
        self.stage, self.actor, self.event, self.pin, self.language = stage, actor, event, pin, language
        self.beside: Callable[[], None] | None = None
        self.written = language
        self.take: Taking = untaken
        self.copies, self.codes = 0, list[str]()
        self.page = stage.board.page.name
        self.rights = Rights.of(actor, self.page, stage.shell.titles)
        self.history = History(stage.opening)
        self.scene: Scene | None = None
        self.sent: Cells = {}
        self.own: Cells = stage.permitted(self.rights, language)
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

    def speak(self, language: str) -> None:
        """Go on in another language: what only this reader sees is said again, what was written is taken back."""
        self.language = language
        self.own |= self.stage.permitted(self.rights, language)
        self.tell("strip", message="")
        self.tell_newer()
        if self.beside:
            self.beside()

    def say(self, text: str, /, **values: object) -> str:
        """`text` in the language of the reader."""
        return say(self.language, text, **values)

    def open(self, link: str) -> None:
        """Take the state of a link; one that the page cannot show opens the page as it is, and says why."""
        try:
            self.history = History(self.linked(link))
        except ValueError as error:
            self.history = History(self.stage.opening)
            reason = self.unwritten(error) or str(error).splitlines()[0]
            reason = retold(self.language, reason)
            self.tell("strip", message=self.say("{reason}. Showing the page as it opens.", reason=reason))
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
        newer = "Data version {newest} is there; this is version {version}"
        said = self.say(newer, newest=newest, version=self.state.version)
        self.tell("strip", newer=said if self.state.version < newest else "")

    def document(self, note: Callable[[Scene], None] | None = None) -> str:
        """The whole page in the reader's state, as it is first sent; `note` has that written down otherwise."""
        scene = self.stage.scene(self.state, language=self.language)
        (note or self.note)(scene)
        self.entered(scene)
        strip = self.stage.cells("strip", can_undo=False, can_redo=False, message="", newer="")
        self.sent = scene.cells | strip | self.stage.permitted(self.rights, self.language)
        for view in self.stage.board.page.views:
            self.sent |= self.stage.cells(f"card {view}", receipt="")
        return self.stage.document(self.state, self.rights, self.account, self.language)

    def show(self, scene: Scene) -> str:
        """What must be sent so that the browser shows `scene`; empty if it does already.

        What cannot be recorded is not shown: the browser goes back to what was.
        """
        try:
            self.note(scene)
        except AuditError as error:
            self.tell("strip", message=retold(self.language, str(error)))
            scene = self.noted or scene
            self.history.back(scene.state)
        if scene is not self.scene:
            self.entered(scene)
        busy = {self.stage.shell.models[f"card {name}"] for name in scene.late}
        self.own |= {cell: "false" for cell in self.own if cell.attribute == "busy" and cell.model not in busy}
        written = self.stage.written(scene) if scene.language != self.written else Cells()
        self.written = scene.language
        return self.send(written | scene.cells | self.personal())

    def wait(self, state: State) -> str:
        """What must be sent to mark the charts that are still being worked out for `state`."""
        for name in self.stage.board.page.views:
            if not self.stage.board.ready(name, state, self.language):
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
        self.codes = [*self.codes, *codes] if before else codes
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
        return not told.keys().isdisjoint(SLOW) or event.get("kind") == "ModelChanged"

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
            reason = self.unwritten(error) or said(error).splitlines()[0]
            self.tell("strip", message=retold(self.language, reason))

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
            steered(self, told)
        elif part == "words" and told:
            pointed(self, told)
        elif part.startswith("card ") and told:
            asked(self, part.removeprefix("card "), told)
        elif part in ("dataset", "mine") and event.get("attr") == "value":
            self.moved(part, "value", event.get("new"))
            picked(self, part, str(event.get("new")))
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
