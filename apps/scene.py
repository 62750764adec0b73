"""All that a page shows in a state, worked out once for all readers of the process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from apps.board import Board, Lacking, Patch
from apps.failures import Failing
from apps.pinned import BOARD
from apps.rights import PIN, Rights
from apps.shell import ACCOUNT, Shell
from apps.state import State
from apps.words import about, answered, chips, cut, lacking, missing, sections, settings, unapplied
from components.cells import Cell, Cells, placed, text
from components.drawn import Drawn
from components.language import ENGLISH, say
from components.retold import retold
from queries.answer import Asker, Receipt
from queries.once import Once
from queries.selection import Selection
from queries.wish import LASTING, Wish

SCENES = 8 * 2**20
"""Bytes of scenes that a stage keeps, and as many of opened documents and of what stands around the charts."""


@dataclass(frozen=True)
class Scene:
    """What a page shows in `state`, in parts that scenes share; the charts that stand in it; what was asked for it.

    `late` are the charts that it lacks because they take statements.
    """

    state: State
    parts: Sequence[Cells]
    drawings: Mapping[str, Drawn]
    sentences: Sequence[Mapping[str, Any]]
    receipts: Sequence[tuple[str, Receipt]]
    late: frozenset[str] = frozenset()
    language: str = ENGLISH

    @property
    def cells(self) -> Cells:
        """All that the page shows. The charts themselves come before what moves in them."""
        return {cell: value for part in self.parts for cell, value in part.items()}

    @cached_property
    def size(self) -> int:
        """About how many bytes it takes beside the parts that it shares; figures that are not recorded yet count."""
        figures = sum(receipt.figures.size for _, receipt in self.receipts)
        return 8192 + figures + sum(map(len, self.parts[0].values()))


@dataclass(frozen=True)
class Around:
    """What stands around the charts: the words and what can be chosen; the sentences; what was asked for them."""

    cells: Cells
    sentences: Sequence[Mapping[str, Any]]
    receipts: Sequence[tuple[str, Receipt]]


class Stage:
    """A board in its shell: what readers are sent when they open the page or change what it shows."""

    def __init__(self, board: Board, shell: Shell) -> None:
        self.board, self.shell = board, shell
        self.scenes: Once[Scene] = Once(SCENES, lambda scene: scene.size)
        self.documents: Once[str] = Once(SCENES, len)
        self.frames: Once[Cells] = Once(SCENES, weight)
        self.around: Once[Around] = Once(SCENES, lambda around: weight(around.cells))
        self.opening = board.opening()

    @property
    def kept(self) -> tuple[Once[Any], ...]:
        """What the stage keeps."""
        return self.scenes, self.documents, self.frames, self.around

    def renew(self) -> None:
        """Let the page open over the current data version; what it shows then is worked out first."""
        opening = self.board.opening()
        self.document(opening, Rights.every(self.shell.titles))
        self.opening = opening

    def turn(self) -> None:
        """Know that there is a newer data version, without drawing anything over it."""
        self.opening = self.board.opening()

    def key(self, state: State, language: str = ENGLISH) -> tuple[str, str, int, str]:
        """What a scene is known by."""
        return self.board.engine.entitlement, state.text(), self.board.failures.epoch, language

    def around_key(self, state: State, language: str = ENGLISH) -> tuple[Any, ...]:
        """What the words, and what can be chosen, depend on."""
        return self.board.engine.entitlement, state.dataset, state.version, state.my_ccp, language

    def scene(self, state: State, wish: Wish = LASTING, language: str = ENGLISH) -> Scene:
        """What the page shows in `state`, worked out now if nobody has asked for it."""
        return self.scenes.wished(self.key(state, language), lambda wish: self._scene(state, wish, language), wish)

    def at_once(self, state: State, language: str = ENGLISH) -> Scene | None:
        """`scene` if it takes neither a drawing nor a statement; of large records, as much of it as does not, or None.

        Statements over small data are waited for, so that all charts move together.
        """
        if self.ready(state, language):
            return self.scene(state, language=language)
        if not self.drawn(state) or not self.around.has(self.around_key(state, language)):
            return None
        tried = {name: self.board.quick(name, state, language) for name in self.board.page.views}
        found = {name: patch for name, patch in tried.items() if patch}
        if len(found) == len(tried):
            return self.scenes.get(self.key(state, language), lambda: self._made(state, found, language))
        partly = found and self.board.records
        return self._made(state, found, language, frozenset(tried) - frozenset(found)) if partly else None

    def ready(self, state: State, language: str = ENGLISH) -> bool:
        """Whether the page can show `state` without any work."""
        return self.scenes.has(self.key(state, language))

    def drawn(self, state: State) -> bool:
        """Whether all charts of `state` have been drawn, so that only their marks must be worked out."""
        return all(self.board.stands(name, state) for name in self.board.page.views)

    def document(self, state: State, rights: Rights, account: str = "", language: str = ENGLISH) -> str:
        """The page as the browser of `account` gets it that opens it in `state`: the content of a PULL-DOC-REPLY."""
        key = *self.key(state, language), rights
        made = self.documents.get(key, lambda: self._document(state, rights, language))
        return made.replace(text(ACCOUNT), text(account), 1)

    def opened(self, state: State, rights: Rights, language: str = ENGLISH) -> bool:
        """Whether `document` takes no work."""
        return self.documents.has((*self.key(state, language), rights))

    def written(self, scene: Scene) -> Cells:
        """What is written on the charts of `scene`: it is sent where it stood there in another language."""
        return {cell: said for each in scene.drawings.values() for cell, said in each.words(scene.language).items()}

    def _document(self, state: State, rights: Rights, language: str) -> str:
        cells = self.scene(state, language=language).cells | self.permitted(rights, language)
        document = placed(json.loads(self.shell.document), cells)
        return f'{{"doc":{json.dumps(document, ensure_ascii=False, separators=(",", ":"))}}}'

    def _scene(self, state: State, wish: Wish, language: str) -> Scene:
        board, views = self.board, self.board.page.views
        drawn = {name: board.drawn(name, state) for name in views}
        patches = {name: board.patch(name, state, drawn[name], wish, language) for name in views}
        return self._made(state, patches, language)

    def _made(
        self, state: State, patches: Mapping[str, Patch], language: str, late: frozenset[str] = frozenset()
    ) -> Scene:
        drawn = {name: self.board.drawn(name, state) for name in patches}
        around = self.around.get(self.around_key(state, language), lambda: self._around(state, language))
        cards = [self._card(name, state, drawn[name], patch, language) for name, patch in patches.items()]
        told = {name: answered(patch.tier, language) if patch.tier else "" for name, patch in patches.items()}
        tiers = [self.cells(f"card {name}", tier=tier) for name, tier in told.items()]
        moving = [patch.cells for patch in patches.values()]
        asked = [(name, patch.receipt) for name, patch in patches.items() if patch.receipt]
        charts = {name: each for name, each in drawn.items() if isinstance(each, Drawn)}
        parts = [self._strip(state, language), around.cells, *cards, *tiers, *moving]
        return Scene(state, parts, charts, around.sentences, [*asked, *around.receipts], late, language)

    def _card(self, name: str, state: State, drawn: Drawn | Lacking | Failing, patch: Patch, language: str) -> Cells:
        """What stands around a chart, and the chart as it was drawn."""
        rows = patch.receipt.rows if patch.receipt else 1
        shown = cut(rows, language) if patch.more else lacking(rows, language)
        note = " · ".join(filter(None, (retold(language, patch.reason), unapplied(patch.unapplied, language), shown)))
        chart = drawn.figure.id if isinstance(drawn, Drawn) else None
        key = self.board.drawing_key(name, state), chart, note, language
        return self.frames.get(key, lambda: self._frame(name, state, drawn, note, language))

    def _frame(self, name: str, state: State, drawn: Drawn | Lacking | Failing, note: str, language: str) -> Cells:
        view, opened = self.board.page.views[name].speaking(language), self.board.engine.opened(state.version)
        cells = self.cells(
            f"card {name}",
            title=view.say(view.title),
            about=about(view, opened.version, opened.badge(state.dataset), language),
            settings=settings(view, state, language),
            note=note if isinstance(drawn, Drawn) else "",
            empty="" if isinstance(drawn, Drawn) else missing(drawn, language),
            legend=view.legend(drawn.context) if isinstance(drawn, Drawn) else [],
        )
        if isinstance(drawn, Drawn):
            cells[Cell(self.shell.models[f"card {name}"], "chart")] = drawn.text
        return cells

    def _strip(self, state: State, language: str) -> Cells:
        """What is brushed, and the link to it."""
        titles = {name: say(language, view.title) for name, view in self.board.page.views.items()}
        return self.cells(
            "strip",
            badge=say(language, self.board.engine.opened(state.version).badge(state.dataset)),
            chips=chips(state.selection, titles, language),
            link="?" + urlencode({"state": state.text()}),
        )

    def _around(self, state: State, language: str) -> Around:
        said = self.board.words(state)
        sentences = [row for _, rows in said for row in rows]
        titles, ccps = self.titles(state, language), self.ccps(state)
        named = next((title for title, dataset in titles.items() if dataset == state.dataset), None)
        mine = next((short for short, ccp in ccps.items() if ccp == state.my_ccp), None)
        cells = self.cells("words", sections=sections(sentences, language)) if self.board.page.words else {}
        cells |= self.cells("dataset", options=list(titles), value=named, label=say(language, "Dataset"))
        cells |= self.cells("mine", options=list(ccps), value=mine, label=say(language, "My CCP"))
        cells[Cell(self.shell.hosts["dataset"], "visible")] = text(bool(titles))
        cells[Cell(self.shell.hosts["mine"], "visible")] = text(bool(ccps))
        return Around(cells, sentences, [("words", receipt) for receipt, _ in said])

    def cells(self, part: str, **attributes: Any) -> Cells:
        """Attributes of a part of the shell."""
        return {Cell(self.shell.models[part], name): text(value) for name, value in attributes.items()}

    def permitted(self, rights: Rights, language: str = ENGLISH) -> Cells:
        """What `rights` make of the page: its links and menus, with no arguments of queries where none may be set."""
        cells = self.cells("links", pages=rights.links(self.shell.titles, self.board.page.name, language))
        cells |= self.cells("strip", present="present" in rights.actions)
        entries = rights.entries(language)
        if self.board.page.name == BOARD:
            unpin = {"what": "unpin", "label": say(language, "Take off my board")}
            entries = [*(each for each in entries if each["what"] != PIN), unpin]
        for name in self.board.page.views:
            cells |= self.cells(f"card {name}", entries=entries)
            cells |= {} if "adjust" in rights.actions else self.cells(f"card {name}", settings=[])
        return cells

    def titles(self, state: State, language: str = ENGLISH) -> dict[str, str]:
        """The datasets that may be chosen, by title."""
        rows, known = self.board.engine.datasets(state.version), self.board.datasets(state.version)
        titles = zip(rows["title"], rows["dataset"], strict=True)
        return {say(language, title): dataset for title, dataset in titles if dataset in known}

    def ccps(self, state: State) -> dict[str, str]:
        """The CCPs that may be "mine", by short name."""
        return {short: ccp for ccp, short in self.board.ccps(state).items()}

    def moved(self, state: State, dataset: str) -> State:
        """`state` in another dataset: nothing brushed, and the same CCP if it is there."""
        state = replace(state, dataset=dataset, selection=Selection(), arguments={})
        ccps = list(self.board.ccps(state))
        return replace(state, my_ccp=state.my_ccp if state.my_ccp in ccps else ccps[0] if ccps else "")

    def record(self, receipts: Sequence[tuple[str, Receipt]], actor: str) -> list[str]:
        """Write down that `actor` is shown what these receipts are of; the receipt codes, in order."""
        page = self.board.page.name
        return self.board.engine.record([(Asker(actor, page, view), receipt) for view, receipt in receipts])


def weight(cells: Cells) -> int:
    """About how many bytes cells take."""
    return sum(250 + len(value) for value in cells.values())
