"""A reader's session without a browser: what is told to it, and what it shows then."""

from __future__ import annotations

from typing import Any

import pytest
from apps.review import Review, gesture_of
from bokeh.document import Document
from bokeh.models import Slider

from apps.shell import moved
from components.view import Gesture
from queries.selection import Clause
from tests.charts import CHARTS, board, box, chart, point, quarters, state, tap, told

PLACE = 4.5
"""Where KRX stands on the axis of CCPs."""


@pytest.fixture
def review() -> Review:
    return Review(board(), state(), None)


def click(review: Review, name: str, x: float, y: float) -> None:
    model = chart(name).figure.id
    review.gesture(model, tap(model, x, y))


def clauses(review: Review) -> tuple[Clause, ...]:
    return review.state.selection.clauses


def test_the_page_opens_with_nothing_brushed(review: Review) -> None:
    assert list(review.cards) == list(CHARTS)
    assert clauses(review) == () and review.strip.chips == []
    assert (review.strip.can_undo, review.strip.can_redo, review.strip.badge) == (False, False, "synthetic")
    assert all(card.title and " · v1, " in card.about for card in review.cards.values())
    assert all(card.empty == "" for card in review.cards.values())


def test_a_click_brushes_and_a_second_one_lets_go(review: Review) -> None:
    click(review, "im_ranking", PLACE, 1)
    assert clauses(review) == (point("ccp", "KRX", source="im_ranking"),)
    assert review.strip.chips == [{"source": "im_ranking", "label": "Initial margin by region, latest quarter: KRX"}]
    click(review, "im_ranking", PLACE, 1)
    assert clauses(review) == () and review.strip.chips == []


def test_a_box_brushes_the_quarters(review: Review) -> None:
    model = chart("im_trend").figure.id
    review.gesture(model, box(model, 2024.1, 2024.6, 0, 300, final=False))
    assert clauses(review) == ()
    review.gesture(model, box(model, 2024.1, 2024.6, 0, 300))
    assert clauses(review) == (quarters("2024Q1", "2024Q3", source="im_trend"),)
    assert review.strip.chips[0]["label"].endswith("2024 Q1 to 2024 Q3")


def test_a_click_beside_the_marks_lets_go(review: Review) -> None:
    click(review, "im_ranking", PLACE, 1)
    click(review, "im_ranking", 40, 1)
    assert clauses(review) == ()


def test_undo_redo_and_clear(review: Review) -> None:
    click(review, "im_ranking", PLACE, 1)
    click(review, "waterfall", PLACE, 10)
    both = clauses(review)
    assert [clause.source for clause in both] == ["im_ranking", "waterfall", "waterfall"]
    review.strip_told({"undo": True})
    assert len(clauses(review)) == 1 and review.strip.can_redo
    review.strip_told({"redo": True})
    assert clauses(review) == both and not review.strip.can_redo
    review.strip_told({"clear": "waterfall"})
    assert [clause.source for clause in clauses(review)] == ["im_ranking"]
    review.strip_told({"clear": ""})
    assert clauses(review) == ()
    review.strip_told({"undo": True})
    assert len(clauses(review)) == 1


def test_the_note_says_what_a_chart_could_not_apply(review: Review) -> None:
    click(review, "waterfall", PLACE, 10)
    assert review.cards["cover2"].note == "not filtered by layer"
    assert review.cards["waterfall"].note == ""
    review.strip_told({"clear": ""})
    assert review.cards["cover2"].note == ""


def test_a_sentence_leads_to_its_marks(review: Review) -> None:
    position, said = next((i, row) for i, row in enumerate(review.sentences) if row["ccp"] and row["quarter"])
    click(review, "im_ranking", 0.5, 1)
    review.words_told({"show": position})
    assert {clause.source for clause in clauses(review)} == {said["view"]}
    assert dict((clause.field, clause.value[0]) for clause in clauses(review))["quarter"] in said["quarter"]


@pytest.mark.parametrize("message", [{}, {"show": 999}, {"show": "x"}, {"show": -999}, {"show": None}])
def test_a_message_about_no_sentence_changes_nothing(review: Review, message: dict[str, Any]) -> None:
    review.words_told(message)
    assert clauses(review) == ()


def test_an_argument_of_one_chart_is_set(review: Review) -> None:
    drawn = board().drawn("spikes", review.state)
    review.cards["spikes"].tell({"set": "threshold", "value": "2.5"})
    assert review.state.arguments == {"spikes": {"threshold": "2.5"}}
    assert board().drawn("spikes", review.state) is not drawn
    assert next(each for each in review.cards["spikes"].settings if each["name"] == "threshold")["value"] == "2.5"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("threshold", "high", "spike_grid.threshold: 'high' is not a DOUBLE"),
        ("threshold", None, "spike_grid.threshold"),
        ("mode", "own", "spike_grid.mode: unknown 'own'"),
        ("treshold", "2", "did you mean 'threshold'?"),
    ],
)
def test_a_wrong_argument_is_told_and_changes_nothing(review: Review, name: str, value: Any, said: str) -> None:
    review.cards["spikes"].tell({"set": name, "value": value})
    assert said in review.strip.message
    assert review.state == state()
    review.cards["spikes"].tell({"set": "threshold", "value": "2"})
    assert review.strip.message == ""


@pytest.mark.parametrize("what", ["data", "sql", "provenance"])
def test_the_drawer_shows_what_stands_behind_a_chart(review: Review, what: str) -> None:
    opened: list[bool] = []
    review.opened = lambda: opened.append(True)
    review.cards["im_ranking"].tell({"choose": what})
    assert opened == [True] and len(review.drawer) == 1


def test_another_dataset_says_which_items_it_lacks(review: Review) -> None:
    review.change(moved(review, "rba_2009"))
    assert "PQD 4.1.1 or 4.1.2, 4.1.4, 4.4.7" in review.cards["cover2"].empty
    assert review.strip.badge == ""
    review.strip_told({"undo": True})
    assert review.cards["cover2"].empty == ""


def test_only_what_moved_is_sent(review: Review) -> None:
    """Once the page has loaded every chart is sent, because nothing before that arrives; then only what moves."""
    assert all(review.moved(name) for name in CHARTS)
    assert all(review.moved(name) == [] for name in CHARTS)
    review.history.enter(state(point("ccp", "KRX", source="im_ranking")))
    sent = {name for name in CHARTS if review.moved(name)}
    assert sent == set(CHARTS)
    review.history.enter(state(point("ccp", "KRX", source="im_ranking"), point("layer", "sitg", source="nothing")))
    assert {name for name in CHARTS if review.moved(name)} == set(CHARTS)


def test_an_event_about_a_chart_that_was_taken_away_does_not_reach_bokeh() -> None:
    """The browser may speak of a drawing that another has just taken the place of."""
    document, slider = Document(), Slider(start=0, end=10, value=1)
    document.add_root(slider)
    review = Review(board(), state(), document)
    former = chart("spikes").figure.id
    review.cards["spikes"].tell({"set": "threshold", "value": "2.5"})
    own = {"kind": "ModelChanged", "model": {"id": slider.id}, "attr": "value", "new": 6}
    width = {"kind": "ModelChanged", "model": {"id": former}, "attr": "inner_width", "new": 300}
    document.apply_json_patch({"events": [width, own, tap(former, 1, 1)]})
    assert slider.value == 6 and clauses(review) == ()


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kind": "MessageSent", "msg_data": None},
        {"kind": "ModelChanged", "model": {"id": "p1"}, "attr": "inner_width", "new": 3},
        told("tap", "p1"),
        told("tap", "p1", ["x", "far"], ["y", 1]),
        told("tap", "p1", ["x", 1], ["y", None]),
        told("selectiongeometry", "p1", ["final", True]),
        told("selectiongeometry", "p1", ["final", True], ["geometry", None]),
        told("selectiongeometry", "p1", ["final", True], ["geometry", {"type": "map", "entries": [["type", "rect"]]}]),
        told("selectiongeometry", "p1", ["final", True], ["geometry", {"type": "map", "entries": [["type", "poly"]]}]),
        told("lodstart", "p1"),
    ],
)
def test_an_event_that_is_no_gesture_is_none(event: dict[str, Any]) -> None:
    assert gesture_of(event) is None


def test_gestures_as_the_browser_sends_them() -> None:
    assert gesture_of(tap("p1", 1, 2)) == Gesture("tap", 1, 1, 2, 2)
    assert gesture_of(box("p1", 3, 1, 2, 0)) == Gesture("box", 1, 3, 0, 2)
