"""The state that a slide is shown in: over which version of the data, and why it cannot be shown if it cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace

from apps.board import Board
from apps.present.deck import Deck, Slide
from apps.state import State
from auth.words import unknown
from components.language import say
from data.catalog import CatalogError
from queries.query import QueryError


@dataclass(frozen=True)
class Placed:
    """The state of a slide over the version that its deck is frozen at, else over the newest.

    `problem` is a sentence that says what is missing and what to do; empty if nothing is.
    """

    state: State
    problem: str = ""


def placed(board: Board | None, deck: Deck, slide: Slide, language: str) -> Placed:
    """Where a slide of `deck` is shown; `board` is that of its page, None if it is gone or not for this reader."""
    state = slide.state
    if board is None:
        gone = "The page {page} is not there any more, or not for you: give this slide a view of another page."
        return Placed(state, say(language, gone, page=state.page))
    try:
        opened = board.engine.opened(deck.frozen)
    except (CatalogError, OSError):
        gone = "Data version {version} is not there any more: freeze the deck at another one, or show it live."
        return Placed(state, say(language, gone, version=deck.frozen))
    state = replace(state, version=opened.version.number)
    return Placed(state, missing(board, slide, state, language))


def missing(board: Board, slide: Slide, state: State, language: str) -> str:
    """What a slide's page, as it is now, cannot show of it; empty if it can show it."""
    known = board.datasets(state.version)
    if state.dataset not in known:
        gone = "Data version {version} has no dataset {dataset}, or none for you: {way}"
        way = unknown("dataset", state.dataset, known)
        return say(language, gone, version=state.version, dataset=state.dataset, way=way)
    if slide.focus and slide.focus not in board.page.views:
        gone = "The page {page} has no chart {chart} any more: {way}"
        way = unknown("chart", slide.focus, board.page.views)
        return say(language, gone, page=board.page.title, chart=slide.focus, way=way)
    return wrong(board, state, language)


def wrong(board: Board, state: State, language: str) -> str:
    """Which argument of the state a chart no longer takes."""
    for name, view in board.page.views.items():
        try:
            view.query.bind({**view.arguments, **state.arguments.get(name, {})})
        except QueryError as error:
            return say(language, "{title} cannot be asked so: {reason}", title=say(language, view.title), reason=error)
    return ""
