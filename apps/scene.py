"""All that a page shows in a state, worked out once for all readers of the process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from apps.board import Board, Lacking
from apps.shell import Shell
from apps.state import State
from apps.words import about, chips, missing, sections, settings, unapplied
from components.cells import Cell, Cells, placed, text
from components.drawn import Drawn
from queries.engine import Asker, Receipt
from queries.once import Once
from queries.selection import Selection

SCENES = 8 * 2**20
"""Bytes of scenes that a stage keeps, and as many of opened documents and of what stands around the charts."""


@dataclass(frozen=True)
class Scene:
    """What a page shows in `state`, in parts that scenes share; the charts that stand in it; what was asked for it."""

    state: State
    parts: Sequence[Cells]
    drawings: Mapping[str, Drawn]
    sentences: Sequence[Mapping[str, Any]]
    receipts: Sequence[tuple[str, Receipt]]

    @property
    def cells(self) -> Cells:
        """All that the page shows. The charts themselves come before what moves in them."""
        return {cell: value for part in self.parts for cell, value in part.items()}

    @property
    def size(self) -> int:
        """About how many bytes it takes beside the parts that it shares."""
        return 8192 + sum(map(len, self.parts[0].values()))


class Stage:
    """A board in its shell: what readers are sent when they open the page or change what it shows."""

    def __init__(self, board: Board, shell: Shell) -> None:
        self.board, self.shell = board, shell
        self.scenes: Once[Scene] = Once(SCENES, lambda scene: scene.size)
        self.documents: Once[str] = Once(SCENES, len)
        self.frames: Once[Cells] = Once(SCENES, lambda cells: sum(250 + len(value) for value in cells.values()))
        self.opening = board.opening()

    def renew(self) -> None:
        """Let the page open over the current data version; what it shows then is worked out first."""
        opening = self.board.opening()
        self.document(opening)
        self.opening = opening

    def scene(self, state: State) -> Scene:
        """What the page shows in `state`, worked out now if nobody has asked for it."""
        return self.scenes.get(state.text(), lambda: self._scene(state))

    def ready(self, state: State) -> bool:
        """Whether the page can show `state` without any work."""
        return self.scenes.has(state.text())

    def drawn(self, state: State) -> bool:
        """Whether all charts of `state` have been drawn, so that only their marks must be worked out."""
        board = self.board
        return all(board.drawings.has(board.drawing_key(name, state)) for name in board.page.views)

    def document(self, state: State) -> str:
        """The page as a browser gets it that opens it in `state`: the content of a PULL-DOC-REPLY."""
        return self.documents.get(state.text(), lambda: self._document(state))

    def _document(self, state: State) -> str:
        document = placed(json.loads(self.shell.document), self.scene(state).cells)
        return f'{{"doc":{json.dumps(document, ensure_ascii=False, separators=(",", ":"))}}}'

    def _scene(self, state: State) -> Scene:
        board, views = self.board, self.board.page.views
        drawn = {name: board.drawn(name, state) for name in views}
        patches = {name: board.patch(name, state, drawn[name]) for name in views}
        said = board.words(state)
        sentences = [row for _, rows in said for row in rows]
        cards = [self._card(name, state, drawn[name], patches[name].unapplied) for name in views]
        parts = [self._strip(state), self._around(state, sentences), *cards, *(each.cells for each in patches.values())]
        receipts = [(name, patch.receipt) for name, patch in patches.items()]
        charts = {name: drawing for name, drawing in drawn.items() if isinstance(drawing, Drawn)}
        return Scene(state, parts, charts, sentences, [*receipts, *(("words", receipt) for receipt, _ in said)])

    def _card(self, name: str, state: State, drawn: Drawn | Lacking, skipped: tuple[str, ...]) -> Cells:
        """What stands around a chart, and the chart as it was drawn."""
        chart = drawn.figure.id if isinstance(drawn, Drawn) else None
        key = self.board.drawing_key(name, state), chart, skipped
        return self.frames.get(key, lambda: self._frame(name, state, drawn, skipped))

    def _frame(self, name: str, state: State, drawn: Drawn | Lacking, skipped: tuple[str, ...]) -> Cells:
        view, opened = self.board.page.views[name], self.board.engine.opened(state.version)
        cells = self.cells(
            f"card {name}",
            about=about(view, opened.version, opened.badge(state.dataset)),
            settings=settings(view, state),
            note=unapplied(skipped),
            empty=missing(drawn) if isinstance(drawn, Lacking) else "",
            legend=[] if isinstance(drawn, Lacking) else view.legend(drawn.context),
        )
        if isinstance(drawn, Drawn):
            cells[Cell(self.shell.models[f"card {name}"], "chart")] = drawn.text
        return cells

    def _strip(self, state: State) -> Cells:
        """What is brushed, and the link to it."""
        return self.cells(
            "strip",
            badge=self.board.engine.opened(state.version).badge(state.dataset),
            chips=chips(state.selection, {name: view.title for name, view in self.board.page.views.items()}),
            link="?" + urlencode({"state": state.text()}),
        )

    def _around(self, state: State, sentences: Sequence[Mapping[str, Any]]) -> Cells:
        """The words, and what can be chosen."""
        key = state.dataset, state.version, state.my_ccp
        return self.frames.get(key, lambda: self._fields(state, sentences))

    def _fields(self, state: State, sentences: Sequence[Mapping[str, Any]]) -> Cells:
        titles, ccps = self.titles(state), self.ccps(state)
        shorts = {ccp: short for short, ccp in ccps.items()}
        cells = self.cells("words", sections=sections(sentences)) if self.board.page.words else {}
        named = next(title for title, dataset in titles.items() if dataset == state.dataset)
        cells |= self.cells("dataset", options=list(titles), value=named)
        cells |= self.cells("mine", options=list(ccps), value=shorts.get(state.my_ccp))
        return cells | {Cell(self.shell.hosts["mine"], "visible"): text(bool(ccps))}

    def cells(self, part: str, **attributes: Any) -> Cells:
        """Attributes of a part of the shell."""
        return {Cell(self.shell.models[part], name): text(value) for name, value in attributes.items()}

    def titles(self, state: State) -> dict[str, str]:
        """The datasets that may be chosen, by title."""
        datasets = self.board.engine.datasets(state.version)
        return dict(zip(datasets["title"], datasets["dataset"], strict=True))

    def ccps(self, state: State) -> dict[str, str]:
        """The CCPs that may be "mine", by short name."""
        return {short: ccp for ccp, short in self.board.ccps(state).items()}

    def moved(self, state: State, dataset: str) -> State:
        """`state` in another dataset: nothing brushed, and the same CCP if it is there."""
        state = replace(state, dataset=dataset, selection=Selection(), arguments={})
        ccps = list(self.board.ccps(state))
        return replace(state, my_ccp=state.my_ccp if state.my_ccp in ccps else ccps[0] if ccps else "")

    def record(self, scene: Scene, actor: str) -> None:
        """Write down that `actor` was shown `scene`."""
        page = self.board.page.name
        self.board.engine.record([(Asker(actor, page, view), receipt) for view, receipt in scene.receipts])
