"""What one slide is on paper: its charts as they are brushed, and a sentence where something of it is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.board import Board
from apps.present.deck import Deck
from apps.present.telling import Telling, telling
from queries.selection import Clause, Selection
from queries.trail.chain import AuditError


def tell(board: Board | None, krx: Deck, id: str = "spikes", **changed: object) -> Telling:
    """A slide of the deck whose state was changed."""
    slide = krx.slide(id)
    return telling(board, krx, replace(slide, state=replace(slide.state, **changed)), "en", "kim", record=False)  # type: ignore[arg-type]


def test_a_chart_has_all_its_marks_and_the_figures_of_the_state(board: Board, krx: Deck) -> None:
    brushed = Selection((Clause("im_trend", "ccp", "point", ("KRX",)), Clause("spikes", "ccp", "point", ("ASX",))))
    (chart,) = tell(board, krx, selection=brushed).charts
    assert set(chart.frame["ccp"]) == {"KRX"} and len(chart.context) == 72
    assert [row["ccp"] for row in chart.context[::12]] == list(board.ccps(board.opening()))
    assert chart.look.my_ccp == "KRX" and [each.value for each in chart.look.own] == [("ASX",)]


def test_what_a_chart_is_not_filtered_by_or_does_not_have_is_said(board: Board, krx: Deck) -> None:
    layer = Selection((Clause("correlation", "layer", "point", ("members",)),))
    assert tell(board, krx, selection=layer).charts[0].note == "not filtered by layer"
    none = Selection((Clause("im_trend", "ccp", "point", ("nobody",)),))
    assert tell(board, krx, selection=none).charts[0].note == "nothing matches what is brushed"
    other = tell(board, krx, dataset="eu_2019")
    assert [chart.empty for chart in other.charts] == ["This dataset has no figures for this chart."]


GONE = [
    ({"page": "x"}, "The page x is not there any more, or not for you: give this slide a view of another page."),
    ({"dataset": "krx_cse"}, "Data version 1 has no dataset krx_cse, or none for you: unknown dataset 'krx_cse'; did"),
    ({"arguments": {"spikes": {"treshold": 2}}}, "Synchronised spikes cannot be asked so: spike_grid: argument: unkn"),
]


@pytest.mark.parametrize(("changed", "sentence"), GONE, ids=["page", "dataset", "argument"])
def test_a_slide_stays_and_says_what_is_gone(
    board: Board, krx: Deck, changed: dict[str, object], sentence: str
) -> None:
    made = tell(board if "page" not in changed else None, krx, **changed)
    assert made.problems[0].startswith(sentence) and not made.charts
    assert made.title == "One CCP's spike is not a market's" and made.points


def test_a_chart_and_a_frozen_version_that_are_gone_are_said(board: Board, krx: Deck) -> None:
    slide = replace(krx.slide("spikes"), focus="spike")
    (problem,) = telling(board, krx, slide, "en", "kim", record=False).problems
    assert (
        problem
        == "The page Global benchmark has no chart spike any more: unknown chart 'spike'; did you mean 'spikes'?"
    )
    frozen = telling(board, replace(krx, frozen=9), krx.slide("spikes"), "en", "kim", record=False)
    assert list(frozen.problems) == [
        "Data version 9 is not there any more: freeze the deck at another one, or show it live."
    ]


def test_what_cannot_be_recorded_is_not_told(board: Board, krx: Deck) -> None:
    def refuse(*_: object) -> list[str]:
        raise AuditError("the disk is full")

    kept, board.engine._record = board.engine._record, refuse
    try:
        with pytest.raises(AuditError):
            telling(board, krx, krx.slide("summary"), "en", "kim", record=True)
    finally:
        board.engine._record = kept
