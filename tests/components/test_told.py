from __future__ import annotations

from typing import Any

import pytest

from components.told import gesture, message_of, name_of, plain, subject, values_of
from components.view import Gesture
from tests.charts import box, said, tap, told


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "ModelChanged", "model": {"id": "shared"}, "attr": "nothing_of_ours", "new": object()},
        {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": {"type": "event", "name": "x", "values": None}},
        {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": {"name": "document_ready"}},
        {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": None},
        {"kind": "ModelChanged", "model": "not a reference"},
        {"kind": "ModelChanged", "model": {"id": ["no", "text"]}},
        {"kind": "ModelChanged", "model": {"id": 7}},
        {"kind": "TitleChanged", "title": "of the document"},
        {},
    ],
)
def test_an_event_of_no_known_form_has_a_subject_or_none(event: dict[str, Any]) -> None:
    assert subject(event) in (None, "shared")
    assert isinstance(values_of(event), dict)
    assert gesture(event) is None and message_of(event) is None


def test_a_box_is_read_as_the_browser_sends_it() -> None:
    event = box("p1", 0.5, {"type": "number", "value": "inf"}, -1, 2.5)  # type: ignore[arg-type]
    assert subject(event) == "p1"
    read = values_of(event)
    assert read["final"] is True
    assert read["geometry"] == {"type": "rect", "x0": 0.5, "x1": float("inf"), "y0": -1, "y1": 2.5}


def test_a_tap_is_read_as_the_browser_sends_it() -> None:
    read = values_of(tap("p1", 1.5, 2.5))
    assert (read["x"], read["y"]) == (1.5, 2.5)


def test_ordinary_values_stay_as_they_are() -> None:
    assert plain([1, "a", None]) == [1, "a", None]
    assert plain({"id": "p1"}) == {"id": "p1"}
    assert plain([{"type": "number", "value": "-inf"}]) == [float("-inf")]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kind": "MessageSent", "msg_data": None},
        {"kind": "ModelChanged", "model": {"id": "p1"}, "attr": "inner_width", "new": 3},
        told("tap", "p1"),
        told("tap", "p1", ["x", "far"], ["y", 1]),
        told("tap", "p1", ["x", 1], ["y", None]),
        told("tap", "p1", ["x", 1], ["y", 10**400]),
        told("selectiongeometry", "p1", ["final", True]),
        told("selectiongeometry", "p1", ["final", True], ["geometry", None]),
        told("selectiongeometry", "p1", ["final", True], ["geometry", {"type": "map", "entries": [["type", "rect"]]}]),
        told("selectiongeometry", "p1", ["final", True], ["geometry", {"type": "map", "entries": [["type", "poly"]]}]),
        told("lodstart", "p1"),
    ],
)
def test_an_event_that_is_no_gesture_is_none(event: dict[str, Any]) -> None:
    assert gesture(event) is None


def test_gestures_as_the_browser_sends_them() -> None:
    assert gesture(tap("p1", 1, 2)) == Gesture("tap", 1, 1, 2, 2)
    assert gesture(box("p1", 3, 1, 2, 0)) == Gesture("box", 1, 3, 0, 2)
    assert gesture(box("p1", 3, 1, 2, 0, final=False)) == Gesture("box", 1, 3, 0, 2, final=False)
    assert (name_of(tap("p1", 1, 2)), name_of({"kind": "ModelChanged"})) == ("tap", "")


def test_what_a_component_says_is_a_mapping() -> None:
    assert message_of(said("p1", clear="", undo=True)) == {"clear": "", "undo": True}
    assert message_of(told("data_event", "p1", ["data", "text"])) is None
    assert message_of(tap("p1", 1, 2)) is None


DEEP: list[Any] = []
for _ in range(900):
    DEEP = [DEEP]
HOSTILE = [DEEP, "map", "number", None, 7, [], [1], [["a"]], {"type": "map"}, {"type": "map", "entries": 7}]


@pytest.mark.parametrize("values", [*HOSTILE, *({"type": "map", "entries": each} for each in HOSTILE)])
def test_an_event_of_a_wrong_form_is_no_error(values: Any) -> None:
    """A browser is not believed: whatever stands where entries should be, the event is about no model."""
    event = {"kind": "MessageSent", "msg_data": {"type": "event", "name": "tap", "values": values}}
    assert subject(event) is None and gesture(event) is None and message_of(event) is None
