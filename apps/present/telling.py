"""All that one slide is on paper: its words, its charts with their figures, and the receipts of all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from apps.board import Board
from apps.present import text
from apps.present.deck import Deck, Slide
from apps.present.narrative import VIEW, Told, told
from apps.present.placing import placed
from apps.scene import Stage
from apps.state import State
from apps.words import cut, lacking, unapplied
from components.drawn import told_apart
from components.language import say
from components.view import Look, Row, View
from data.catalog import CatalogError
from queries.answer import SHOWN, Answer, Asker
from queries.query import QueryError
from queries.selection import Selection


@dataclass(frozen=True)
class Chart:
    """A chart: its kind and settings are those of `view`; `frame` has the rows of the state, `context` all its marks.

    `note` says what it does not show, or is not filtered by. Where there is no chart, `empty` says why.
    """

    view: View
    title: str
    unit: str
    frame: pd.DataFrame
    context: Sequence[Row]
    look: Look
    code: str = ""
    note: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Telling:
    """A slide on paper, in one language. `notes` are the speaker's alone; `codes` are the receipts of the narrative.

    `badge` says what the figures are, if they were made up. `problems` say what is missing of the slide.
    """

    slide: Slide
    title: str
    points: str
    notes: str
    narrative: str
    page_title: str
    state: State
    badge: str
    charts: Sequence[Chart]
    narrative_note: str = ""
    codes: Sequence[str] = ()
    problems: Sequence[str] = ()


def telling(
    shown: Stage | Board | None, deck: Deck, slide: Slide, language: str, actor: str, record: bool, kind: str = SHOWN
) -> Telling:
    """A slide as `actor` is given it; `shown` is its page, None if that is gone or not for this reader.

    Of a deck without notes none are told: give `deck.without_notes()` for those who may not present. With
    `record`, all of its figures are written down as of `kind` first; raise AuditError if they cannot be.
    """
    board = shown.board if isinstance(shown, Stage) else shown
    words = {name: text.of(getattr(slide, name), language) for name in ("title", "points", "notes")}
    found = placed(board, deck, slide, language)
    state = found.state
    if board is None or found.problem:
        return Telling(
            slide, **words, narrative="", page_title="", state=state, badge="", charts=(), problems=[found.problem]
        )
    said = told(board, slide, state, language)
    answers = asked(board, slide, state)
    charts = [chart(board, name, state, language, answer) for name, answer in answers.items()]
    codes = recorded(board, answers, said, slide, actor, kind) if record else {}
    charts = [replace(each, code=codes.get(each.view.name, "")) for each in charts]
    return Telling(
        slide,
        **words,
        narrative=said.text,
        page_title=say(language, board.page.title),
        state=state,
        badge=badge(board, state, language),
        charts=charts,
        narrative_note=said.note,
        codes=[code for name, code in codes.items() if name.startswith(VIEW) and code],
        problems=said.problems,
    )


def badge(board: Board, state: State, language: str) -> str:
    """The dataset, whether it was made up, and the version that the figures are of."""
    opened = board.engine.opened(state.version)
    version = say(language, "data version {number}, {day}", number=state.version, day=opened.version.created[:10])
    made_up = say(language, opened.badge(state.dataset))
    rows = opened.datasets
    titles = dict(zip(rows["dataset"], rows["title"], strict=True))
    return " · ".join(filter(None, (say(language, titles.get(state.dataset, state.dataset)), made_up, version)))


def asked(board: Board, slide: Slide, state: State) -> dict[str, Answer | str]:
    """The rows of each chart that a slide shows, or why there are none."""
    names = [slide.focus] if slide.focus else list(board.page.views)
    return {name: answered(board, name, state) for name in names}


def answered(board: Board, name: str, state: State) -> Answer | str:
    """The rows of a chart, or why there are none."""
    if reason := board.page.pins.get(name):
        return reason
    try:
        return board.answer(board.page.views[name], state)
    except (QueryError, CatalogError) as error:
        return str(error).splitlines()[0]


def chart(board: Board, name: str, state: State, language: str, answer: Answer | str) -> Chart:
    """A chart of a page as it is in a state, without its receipt."""
    view = board.page.views[name]
    look = Look(state.my_ccp, state.selection.own(name))
    head = say(language, view.title), say(language, view.unit)
    if isinstance(answer, str):
        return Chart(view, *head, pd.DataFrame(), [], look, empty=answer)
    context = marks(board, view, state)
    if not context:
        empty = say(language, "This dataset has no figures for this chart.")
        return Chart(view, *head, answer.frame, [], look, empty=empty)
    rows = answer.receipt.rows
    left = cut(rows, language) if answer.more else lacking(rows, language)
    note = " · ".join(filter(None, (unapplied(answer.statement.unapplied, language), left)))
    return Chart(view, *head, answer.frame, context, look, note=note)


def marks(board: Board, view: View, state: State) -> list[Row]:
    """The marks that a chart has with nothing brushed, CCPs in the order of the page; none if it lacks a figure."""
    whole = board.answer(view, replace(state, selection=Selection()))
    if not whole.receipt.rows or board.engine.missing(view.query, state.dataset, state.version):
        return []
    place = {ccp: number for number, ccp in enumerate(board.ccps(state))}
    frame = told_apart(view, whole.table)
    return sorted(view.rows(frame), key=lambda row: place.get(row.get("ccp", ""), len(place)))


def recorded(
    board: Board, answers: dict[str, Answer | str], said: Told, slide: Slide, actor: str, kind: str
) -> dict[str, str]:
    """Have written down that `actor` is given a slide; the receipt codes by view, those of the narrative numbered."""
    known = {name: answer.receipt for name, answer in answers.items() if isinstance(answer, Answer)}
    known |= {f"{VIEW} {number}": receipt for number, (_, receipt) in enumerate(said.receipts, 1)}
    runs = [(Asker(actor, board.page.name, view_of(name)), receipt) for name, receipt in known.items()]
    return dict(zip(known, board.engine.record(runs, kind), strict=True)) if runs else {}


def view_of(name: str) -> str:
    """What the audit calls the view."""
    return VIEW if name.startswith(f"{VIEW} ") else name
