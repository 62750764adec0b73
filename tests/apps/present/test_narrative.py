"""Narratives: figures of the state, in two languages; a dash and a reason where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.board import Board
from apps.present.deck import Deck
from apps.present.narrative import Told, told
from apps.present.placing import placed
from queries.selection import Clause, Selection


def say(board: Board, krx: Deck, template: str, language: str = "en", clauses: tuple[Clause, ...] = ()) -> Told:
    """A narrative of the spikes, brushed with `clauses`."""
    slide = replace(krx.slide("spikes"), narrative={"": template})
    state = replace(placed(board, krx, slide, language).state, selection=Selection(clauses))
    return told(board, slide, state, language)


def quarters(first: str, last: str) -> tuple[Clause, ...]:
    return (Clause("im_trend", "quarter", "interval", (first, last)),)


FORMS = [
    ("{im_ranking[rank=1].initial_margin_usd_bn:$ bn}", "$349 bn", "3,490억 달러"),
    ("{im_moves[short=ASX].growth_pct:+.1%}", "0.0%", "0.0%"),
    ("{im_moves[short=ICE].growth_pct:+%}", "+1.5%", "+1.5%"),
    ("{peak_ranking[rank=1].peak_ratio:x}", "1.88x", "1.88배"),
    ("{im_moves.quarter}", "2025 Q4", "2025년 4분기"),
    ("{im_moves.rose} of {im_moves.ccps}", "5 of 6", "5 of 6"),
    ("{$my_ccp}", "KRX", "KRX"),
    ("{if im_moves.fell:fell}{unless im_moves.fell:rose}", "fell", "fell"),
    ("{each im_ranking first 2: {.short}}", "LCH, CME", "LCH, CME"),
    ("a{if im_moves[short=XYZ]: gone}  b", "a b", "a b"),
]


@pytest.mark.parametrize(("template", "english", "korean"), FORMS)
def test_a_figure_is_said_in_its_unit_and_language(
    board: Board, krx: Deck, template: str, english: str, korean: str
) -> None:
    assert (say(board, krx, template).text, say(board, krx, template, "ko").text) == (english, korean)
    assert say(board, krx, template).problems == []


def test_a_narrative_follows_what_is_brushed_and_the_arguments_of_the_chart(board: Board, krx: Deck) -> None:
    trend = krx.slide("im_trend")
    state = placed(board, krx, trend, "en").state
    before = told(board, trend, state, "en").text
    after = told(board, trend, replace(state, selection=Selection(quarters("2024Q4", "2024Q4"))), "en").text
    assert before.startswith("In 2025 Q1 (Tariffs) ") and after.startswith("In 2024 Q4 (US election) ")
    spikes = krx.slide("spikes")
    argued = placed(board, krx, spikes, "en").state.argued("spikes", "threshold", 2.0)
    assert told(board, spikes, argued, "en").text.startswith("Counted from a peak ratio of 2.0x on:")
    own = argued.argued("spikes", "mode", "own_history")
    assert told(board, spikes, own, "en").text.startswith("Counted above 90% of a CCP's own quarters:")


def test_every_query_has_one_receipt_and_what_it_is_not_filtered_by_is_said(board: Board, krx: Deck) -> None:
    layer = (Clause("correlation", "layer", "point", ("members",)),)
    made = say(board, krx, "{im_moves.rose} {im_moves.fell} {im_ranking.short}", clauses=layer)
    assert [receipt.query.name for _, receipt in made.receipts] == ["im_moves", "im_ranking"]
    assert made.note == "not filtered by layer"


PROBLEMS = [
    ("{im_movs.rose}", "line 1, column 1: query: unknown 'im_movs'; did you mean 'im_moves'?"),
    ("a\nb {im_moves.rsoe}", "line 2, column 3: im_moves: column: unknown 'rsoe'; did you mean 'rose'?"),
    ("{im_moves[sort=ICE].rose}", "line 1, column 1: im_moves: column: unknown 'sort'; did you mean 'short'?"),
    ("{im_moves[short=XYZ].rose}", "line 1, column 1: im_moves has no rose here"),
    ("{spike_counts(treshold=2).ccps}", "line 1, column 1: spike_counts: argument: unknown 'treshold'; did you mean"),
    ("{each im_moves[short=XYZ]:{.short}}", "line 1, column 1: im_moves has no such row here"),
    ("{each im_moves first 1:{.shrt}}", "line 1, column 24: column: unknown 'shrt'; did you mean 'short'?"),
    ("{.short}", "line 1, column 1: .short stands in no list"),
    ("{im_moves.rose", "line 1, column 1: a '{' without its '}'"),
]


@pytest.mark.parametrize(("template", "problem"), PROBLEMS)
def test_what_cannot_be_told_is_a_dash_and_a_reason_with_its_place(
    board: Board, krx: Deck, template: str, problem: str
) -> None:
    made = say(board, krx, template)
    assert "–" in made.text and len(made.problems) == 1
    assert made.problems[0].startswith(problem), made.problems


def test_words_of_readers_stay_words(board: Board, krx: Deck) -> None:
    assert say(board, krx, "<img onerror=alert(1)> {{x}}").text == "<img onerror=alert(1)> {x}"
