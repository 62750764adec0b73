"""What a file of a deck holds, as plain JSON: words by language, slides, and each chart once however many show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from apps.board import Board
from apps.pack.offline.asking import Asking
from apps.pack.offline.brushes import Field, brushed
from apps.pack.offline.chart import chart, receipts
from apps.state import State
from apps.words import missing
from components.drawn import Drawn
from components.language import quarter, say
from components.stack import layer_name
from queries.answer import EXPORTED, Asker
from queries.selection import Clause, Selection

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Shown:
    """A slide as a file shows it: its page in a state, the view that stands alone if one does, and words by language.

    `state` is None where there is nothing to show. `words` has title, points, narrative, page and badge, the receipts
    of the narrative, and notes only where they may leave.
    """

    id: str
    state: State | None
    focus: str
    words: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Ground:
    """A page over one dataset and version, with its arguments, as slides share it; `states` are theirs."""

    board: Board
    states: Sequence[State]

    @property
    def state(self) -> State:
        """The page with nothing brushed."""
        return replace(self.states[0], selection=Selection())

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """The charts by view, or why there is none."""
        return {name: self.board.drawn(name, self.state) for name in self.board.page.views}

    @cached_property
    def askings(self) -> dict[str, Asking]:
        """The charts that there are."""
        charts = {name: drawn for name, drawn in self.drawn.items() if isinstance(drawn, Drawn)}
        return {name: Asking(self.board, drawn, self.state) for name, drawn in charts.items()}

    @cached_property
    def fields(self) -> list[Field]:
        """What can be brushed."""
        return brushed(self.askings)

    def chart(self, name: str, actor: str, languages: Sequence[str]) -> dict[str, Any]:
        """One chart with its receipts, written down as exported by `actor`; or why there is none."""
        asking = self.askings.get(name)
        if asking is None:
            view = self.board.page.views[name]
            said = {each: {"title": say(each, view.title), "empty": self.lacks(name, each)} for each in languages}
            return {"view": name, "said": said}
        others = [state.selection.others(name) for state in self.states]
        made = chart(asking, self.fields, [each for each in others if each], languages)
        asked = receipts(asking, [[Clause.read(each) for each in known] for known in made["known"]])
        asker = Asker(actor, self.board.page.name, name)
        return made | {"codes": self.board.engine.record([(asker, receipt) for receipt in asked], EXPORTED)}

    def lacks(self, name: str, language: str) -> str:
        """Why there is no chart."""
        return missing(self.drawn[name], language)

    def names(self, languages: Sequence[str]) -> dict[str, Any]:
        """What brushed values are called, by language and field."""
        return {each: {field.name: named(field, each) for field in self.fields} for each in languages}


def named(field: Field, language: str) -> dict[str, str]:
    """What the values of a field are called, where not as they stand."""
    if field.name == "quarter":
        return {value: quarter(language, value) for value in field.values}
    if field.name == "layer":
        return {value: say(language, layer_name(value)) for value in field.values}
    return {}


def content(
    slides: Sequence[Shown],
    board: Callable[[str], Board | None],
    actor: str,
    languages: Sequence[str],
    progress: Progress = lambda done: None,
) -> dict[str, Any]:
    """The slides and the charts that they show. `board` gives a page; `progress` is told how many slides are done.

    Raises AuditError where what leaves cannot be written down.
    """
    grounds = grounded(slides)
    charts: dict[str, Any] = {}
    names: dict[str, Any] = {}
    done = len(slides) - sum(map(len, grounds.values()))
    for number, states in enumerate(grounds.values()):
        page = board(states[0].page)
        ground = Ground(page, states) if page else None
        for place, name in enumerate(ground.drawn if ground else ()):
            charts[f"{number} {name}"] = ground.chart(name, actor, languages) if ground else {}
            progress(done + len(states) * place // len(ground.drawn if ground else ()))
        names[str(number)] = ground.names(languages) if ground else {each: {} for each in languages}
        done += len(states)
        progress(done)
    places = {key: str(number) for number, key in enumerate(grounds)}
    said = [plain(slide, places.get(key(slide.state), ""), charts) for slide in slides]
    return {"languages": list(languages), "slides": said, "charts": charts, "names": names}


def grounded(slides: Sequence[Shown]) -> dict[str, list[State]]:
    """The states of the slides, by what they share."""
    made: dict[str, list[State]] = {}
    for slide in slides:
        if slide.state:
            made.setdefault(key(slide.state), []).append(slide.state)
    return made


def key(state: State | None) -> str:
    """What slides share: a page, a dataset, a version, a CCP and arguments."""
    return replace(state, selection=Selection()).text() if state else ""


def plain(slide: Shown, ground: str, charts: Mapping[str, Any]) -> dict[str, Any]:
    """A slide as the file holds it."""
    keys = [key for key in charts if ground and key.split(" ", 1)[0] == ground]
    return {
        "id": slide.id,
        "ground": ground,
        "charts": keys,
        "focus": next((key for key in keys if charts[key]["view"] == slide.focus), ""),
        "clauses": [clause.plain() for clause in slide.state.selection.clauses] if slide.state else [],
        "words": {language: dict(words) for language, words in slide.words.items()},
    }
