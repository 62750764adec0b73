"""What a box or a click brushes on each kind of chart, and that a gesture outside all marks brushes nothing."""

from __future__ import annotations

import pytest

from components.view import Gesture, Look, holds
from queries.selection import Clause
from tests.charts import QUARTERS, chart

ALL = ("LCH", "CME", "ICE", "JSCC", "KRX", "ASX")
PLACE = {"LCH": 0, "CME": 1, "ICE": 2, "JSCC": 3, "KRX": 4, "ASX": 5}


def order(name: str) -> list[str]:
    return list(dict.fromkeys(row["ccp"] for row in chart(name).context))


def brushed(name: str, kind: str, x0: float, x1: float, y0: float, y1: float) -> dict[str, tuple[object, ...]]:
    view = chart(name).view
    clauses = view.brushed(Gesture.between(kind, x0, x1, y0, y1), chart(name).context)
    assert all(clause.source == name for clause in clauses)
    assert all((clause.kind == "interval") == (clause.field == "quarter") for clause in clauses)
    return {clause.field: clause.value for clause in clauses}


def test_a_box_on_the_trend_brushes_the_quarters_it_touches() -> None:
    assert brushed("im_trend", "box", 2024.2, 2024.8, 0, 1) == {"quarter": ("2024Q2", "2024Q4")}


def test_a_click_on_the_trend_lets_go() -> None:
    assert brushed("im_trend", "tap", 2024.25, 2024.25, 10, 10) == {}


@pytest.mark.parametrize("name", ["im_ranking", "cover2", "peak_ratio"])
@pytest.mark.parametrize(("kind", "x0", "x1"), [("box", 1.2, 2.9), ("box", 1.0, 2.0), ("box", 1.99, 2.01)])
def test_a_box_over_places_brushes_their_ccps(name: str, kind: str, x0: float, x1: float) -> None:
    assert brushed(name, kind, x0, x1, -1e9, 1e9) == {"ccp": tuple(order(name)[1:3])}


@pytest.mark.parametrize("name", ["im_ranking", "cover2", "peak_ratio"])
def test_a_click_on_a_place_brushes_its_ccp(name: str) -> None:
    for position, ccp in enumerate(order(name)):
        assert brushed(name, "tap", position + 0.5, position + 0.5, 1, 1) == {"ccp": (ccp,)}


def test_ccps_stand_in_one_order_on_every_chart_of_places() -> None:
    assert order("im_ranking") == order("cover2") == order("peak_ratio") == order("waterfall")
    assert sorted(order("im_ranking")) == sorted(ALL)


def test_a_click_on_a_layer_brushes_the_ccp_and_the_layer() -> None:
    place = order("waterfall").index("KRX") + 0.5
    assert brushed("waterfall", "tap", place, place, 10, 10) == {"ccp": ("KRX",), "layer": ("initial_margin",)}


def test_a_box_over_the_upper_layers_brushes_them() -> None:
    place = order("waterfall").index("KRX")
    found = brushed("waterfall", "box", place + 0.1, place + 0.9, 99.99, 120)
    assert found["ccp"] == ("KRX",) and "initial_margin" not in found["layer"]


def test_a_click_above_a_bar_brushes_nothing() -> None:
    assert brushed("waterfall", "tap", 0.5, 0.5, 108, 108) == {}


def test_a_box_on_the_grid_brushes_ccps_and_quarters() -> None:
    rows = order("spikes")
    found = brushed("spikes", "box", 2.1, 4.9, 0.1, 1.9)
    assert found == {"ccp": tuple(rows[-2:]), "quarter": (QUARTERS[2], QUARTERS[4])}


def test_the_first_ccp_stands_on_top_of_the_grid() -> None:
    assert brushed("spikes", "tap", 0.5, 0.5, 5.5, 5.5) == {"ccp": (order("spikes")[0],), "quarter": (QUARTERS[0],) * 2}


def test_a_cell_of_the_correlation_brushes_the_layer_across() -> None:
    assert brushed("correlation", "tap", 1.5, 1.5, 0.5, 0.5) == {"layer": ("default_fund",)}


def test_a_row_of_the_summary_brushes_its_ccp() -> None:
    assert brushed("summary", "box", 0.1, 6.9, 0.1, 0.9) == {"ccp": (order("summary")[-1],)}


@pytest.mark.parametrize(
    "name", ["im_ranking", "cover2", "peak_ratio", "waterfall", "spikes", "correlation", "summary"]
)
@pytest.mark.parametrize("x", [-3.0, 100.0, float("inf"), float("-inf"), float("nan")])
def test_a_gesture_outside_brushes_nothing(name: str, x: float) -> None:
    for kind in ("box", "tap"):
        assert brushed(name, kind, x, x, 0.5, 0.5) == {}


@pytest.mark.parametrize("x", [1900.0, 2100.0, float("inf"), float("nan")])
def test_a_box_outside_the_quarters_brushes_nothing(x: float) -> None:
    assert brushed("im_trend", "box", x, x, 0, 1) == {}


@pytest.mark.parametrize(
    "name", ["im_ranking", "cover2", "peak_ratio", "waterfall", "spikes", "correlation", "summary"]
)
def test_a_box_dragged_backwards_is_the_same_box(name: str) -> None:
    assert brushed(name, "box", 3.9, 0.1, 60.0, 0.1) == brushed(name, "box", 0.1, 3.9, 0.1, 60.0) != {}


def test_a_backward_box_on_the_trend_is_the_same_box() -> None:
    assert brushed("im_trend", "box", 2024.8, 2024.2, 9, 1) == {"quarter": ("2024Q2", "2024Q4")}


def test_what_is_brushed_on_a_chart_is_what_stands_out_on_it() -> None:
    look = Look("", (Clause("x", "ccp", "point", ("KRX",)), Clause("x", "quarter", "interval", ("2024Q1", "2024Q2"))))
    assert look.keeps({"ccp": "KRX", "quarter": "2024Q2"})
    assert not look.keeps({"ccp": "LCH", "quarter": "2024Q2"})
    assert not look.keeps({"ccp": "KRX", "quarter": "2024Q3"})
    assert holds(Clause("x", "layer", "point", ("sitg",)), {"ccp": "KRX"})
