"""The kinds that follow a brush by columns show what hvplot draws afresh of each answer of a stream of them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from components.cells import Cell, message
from components.density import Density
from components.drawn import drawing
from components.moving import bounds, roof
from components.theme import FAINT, LAYERS, NEUTRAL
from components.view import Gesture, Look
from components.words import amount
from queries.selection import Clause
from tests.components.margin import MEMBERS, PAIRS, VIEWS, Columns, drawn, size, stream, whole
from tests.components.marks import box_shapes, columns_of, zipped
from tests.components.patched import Columns as Lists
from tests.components.patched import Patched

Marks = dict[Any, tuple[float, ...]]


def marks(name: str, sources: list[Lists]) -> Marks:
    """The figures of the marks of a patched copy that stand out, by what is read at the axes."""
    told: dict[str, Callable[[], Marks]] = {
        "daily": lambda: keyed(sources[1], ("x",), ("y",)),
        "waterfall": lambda: keyed(sources[0], ("y",), ("right",)),
        "members": lambda: keyed(sources[0], ("y",), ("right",)),
        "cover2": lambda: {shape[0]: shape[1:] for shape in box_shapes(sources[1:7])},
        "correlation": lambda: keyed(sources[0], ("x", "y"), ("figure",)),
        "density": lambda: keyed(sources[0], ("x", "y"), ("n",)),
    }
    return told[name]()


def afresh(name: str, columns: Columns) -> Marks:
    """The figures that hvplot draws of an answer, by what is read at the axes."""
    view = VIEWS[name]
    made = [columns_of(each) for each in drawing(view, view.rows(columns)).renderers]
    first = made[0]
    told: dict[str, Callable[[], Marks]] = {
        "daily": lambda: {at.timestamp() * 1000: (y,) for at, y in zipped(moments(first), "x", "initial_margin")},
        "waterfall": lambda: keyed(first, ("label",), ("stress_loss",)),
        "members": lambda: keyed(first, ("label",), ("initial_margin",)),
        "cover2": lambda: {shape[0]: shape[1:] for shape in box_shapes(made[1:7])},
        "correlation": lambda: {
            (PAIRS[pair]["label"], short): (r,) for pair, short, r in zipped(first, "measure", "short", "zvalues")
        },
        "density": lambda: keyed(first, ("x", "y"), ("zvalues",)),
    }
    return told[name]()


def moments(columns: Lists) -> Lists:
    return {**columns, "x": [pd.Timestamp(each, tz="UTC") for each in columns["x"]]}


def keyed(columns: Lists, keys: tuple[str, ...], values: tuple[str, ...]) -> Marks:
    told = zip(zipped(columns, *keys), zipped(columns, *values), strict=True)
    return {key[0] if len(keys) == 1 else key: value for key, value in told}


def same(found: tuple[float, ...], expected: tuple[float, ...]) -> bool:
    """Bars without a figure have no length; whatever else has none is absent."""
    zeroed = [0.0 if a == 0 and math.isnan(b) else b for a, b in zip(found, expected, strict=True)]
    return found == pytest.approx(tuple(zeroed), rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("name", VIEWS)
def test_a_patched_chart_shows_what_hvplot_draws_afresh(name: str) -> None:
    browser, compared = Patched(drawn(name)), 0
    for columns in stream(name):
        browser.apply(drawn(name).patch(columns, Look()))
        assert browser.even()
        found = marks(name, browser.sources)
        if size(columns):
            expected = afresh(name, columns)
            assert expected.keys() <= found.keys()
            wrong = {key: (found[key], mark) for key, mark in expected.items() if not same(found[key], mark)}
            assert not wrong
            compared += len(expected)
    assert compared >= 12


@pytest.mark.parametrize("name", VIEWS)
def test_a_patch_is_absolute_whatever_form_the_rows_come_in(name: str) -> None:
    way = random.Random(7)
    for columns in stream(name):
        other = way.choice(stream(name))
        browser = Patched(drawn(name)).apply(drawn(name).patch(other, Look("LCH")))
        browser.apply(drawn(name).patch(pd.DataFrame(columns), Look("KRX")))
        assert browser.seen() == Patched(drawn(name)).apply(drawn(name).patch(columns, Look("KRX"))).seen()


@pytest.mark.parametrize("name", VIEWS)
def test_a_patch_with_the_context_changes_nothing_that_is_seen(name: str) -> None:
    chart, browser = drawn(name), Patched(drawn(name))
    before = browser.seen()[0]
    browser.apply(chart.patch(whole(name), Look()))
    for old, new in zip(before, browser.seen()[0], strict=True):
        assert old.keys() == new.keys()
        assert all(new[column] == [near(value) for value in values] for column, values in old.items())


def near(value: object) -> object:
    return pytest.approx(value, rel=1e-6) if isinstance(value, float) else value


@pytest.mark.parametrize("name", ["waterfall", "cover2", "correlation"])
def test_a_mark_that_the_rows_lack_fades_in_its_place(name: str) -> None:
    key = "layer" if name == "waterfall" else "ccp"
    for columns in stream(name):
        source = next(
            each for each in Patched(drawn(name)).apply(drawn(name).patch(columns, Look())).sources if "who" in each
        )
        there = [row[key] in set(columns[key]) for row in drawn(name).context]
        each = len(source["alpha"]) // len(there)
        assert source["alpha"] == [1.0 if on else FAINT for on in there for _ in range(each)]


def test_a_layer_that_the_rows_lack_has_no_length_and_a_dash() -> None:
    chart, rows = drawn("waterfall"), {"layer": np.array(["sitg"], object), "stress_loss": np.array([7.0])}
    bars = Patched(chart).apply(chart.patch(rows, Look())).sources[0]
    assert dict(zipped(bars, "y", "right")) == {
        "initial margin": 0, "defaulter's contribution": 0, "skin in the game": 7, "default fund": 0, "assessments": 0,
    }  # fmt: skip
    assert bars["tip"] == ["–", "–", "$7.0 mn", "–", "–"]
    assert bars["colour"] == [LAYERS[row["layer"]] for row in chart.context]


def test_members_come_go_and_change_places() -> None:
    chart, seen = drawn("members"), set()
    for columns in stream("members"):
        browser = Patched(chart).apply(chart.patch(columns, Look()))
        members = list(columns["member"])
        seen |= set(members)
        assert browser.attributes[chart.figure.y_range.id, "factors"] == members[::-1]
        assert browser.sources[0]["y"] == browser.sources[1]["y"] == members
        assert set(browser.sources[0]["colour"]) <= {NEUTRAL}
    assert len(seen) > 2 * len(chart.context) and seen <= set(MEMBERS)


def test_a_click_on_a_member_brushes_the_one_that_stands_there_now() -> None:
    chart = drawn("members")
    for columns in stream("members"):
        sent, members = chart.patch(columns, Look()), list(columns["member"])
        for place, member in enumerate(members):
            at = len(members) - place - 0.5
            clause = Clause("members", "member", "point", (member,))
            assert chart.brushed(Gesture("tap", 1, 1, at, at), sent) == [clause]
        assert chart.brushed(Gesture("tap", 1, 1, 99.5, 99.5), sent) == []
    assert chart.brushed(Gesture("tap", 1, 1, 0.5, 0.5), {})[0].value == (chart.context[-1]["member"],)


def brushed(name: str, x0: float, x1: float, y0: float, y1: float, kind: str = "box") -> list[Clause]:
    return drawn(name).brushed(Gesture.between(kind, x0, x1, y0, y1), {})


def milliseconds(day: str) -> float:
    return float(np.datetime64(day, "ms").astype(np.int64))


def test_a_drag_over_days_brushes_those_within() -> None:
    low, high = milliseconds("2020-02-01"), milliseconds("2020-02-05")
    assert brushed("daily", high + 1, low - 1, 0, 1) == [
        Clause("daily", "date", "interval", ("2020-02-01", "2020-02-05"))
    ]
    assert brushed("daily", low + 1, high - 1, 0, 1)[0].value == ("2020-02-02", "2020-02-04")
    assert brushed("daily", low + 1, low + 2, 0, 1) == brushed("daily", low, low, 0, 1, "tap") == []
    assert brushed("daily", -math.inf, math.inf, 0, 1)[0].value == ("2020-01-30", "2020-04-08")


def test_a_click_on_a_bar_brushes_its_layer_and_a_box_several() -> None:
    assert brushed("waterfall", 0, 0, 4.5, 4.5, "tap") == [Clause("waterfall", "layer", "point", ("initial_margin",))]
    assert brushed("waterfall", 0, 0, 1.1, 2.9)[0].value == ("sitg", "default_fund")


def test_a_cell_of_the_correlation_brushes_its_ccp_and_a_box_several() -> None:
    assert brushed("correlation", 1.5, 1.5, 5.5, 5.5, "tap") == [Clause("correlation", "ccp", "point", ("LCH",))]
    assert brushed("correlation", 0, 2, 0.1, 1.9)[0].value == ("KRX", "ASX")
    assert brushed("correlation", 2.5, 3, 0.1, 1.9) == []


def test_a_cell_of_the_density_brushes_all_that_it_holds_and_nothing_more() -> None:
    first = drawn("density").figure.x_range.start
    clauses = brushed("density", first + 0.5, first + 0.5, first + 1.2, first + 2.3, "tap")
    assert [(each.field, each.kind) for each in clauses] == [
        ("initial_margin", "interval"),
        ("stress_loss", "interval"),
    ]
    assert clauses[0].value == (0.01, math.nextafter(0.02, 0)) and clauses[1].value == (0.02, math.nextafter(0.1, 0))
    assert brushed("density", -math.inf, math.inf, -math.inf, math.inf)[0].value == (0.01, math.nextafter(1.0, 0))


def test_the_ends_of_the_ladder_hold_what_lies_beyond() -> None:
    ends = np.array([-5e6, 5e6])
    rows = [{"a": low, "b": low, "records": 1.0} for low in ends]
    view = Density(name="ends", x="a", y="b", brush=["a"])
    (clause,) = view.brushed(Gesture("box", -math.inf, math.inf, -math.inf, math.inf), rows)
    assert clause.value == (-1.7976931348623157e308, 1.7976931348623157e308)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("at", [-9e15, 9e15, float("nan")])
def test_a_gesture_outside_brushes_nothing(name: str, at: float) -> None:
    assert brushed(name, at, at, at, at) == brushed(name, at, at, at, at, "tap") == []


@pytest.mark.parametrize("name", VIEWS)
def test_an_example_of_a_gesture_has_the_fields_and_kinds_of_one(name: str) -> None:
    clauses = brushed(name, -math.inf, math.inf, -math.inf, math.inf)
    shape = [(each.source, each.field, each.kind) for each in clauses]
    assert shape and [(e.source, e.field, e.kind) for e in VIEWS[name].example(drawn(name).context)] == shape


@pytest.mark.parametrize("name", [name for name in VIEWS if name != "daily"])
def test_what_is_brushed_on_a_chart_stands_out_on_it(name: str) -> None:
    chart = drawn(name)
    up = chart.figure.y_range.start + 0.5 if name == "density" else 0.5
    own = tuple(brushed(name, 0, 0.9, up, up) or brushed(name, -math.inf, math.inf, up, up))
    alphas = next(each["alpha"] for each in shown(name, own).sources if "who" in each)
    kept = [Look("", own).keeps(row) for row in chart.context]
    each = len(alphas) // len(kept)
    assert len(set(kept)) == 2
    assert alphas == pytest.approx([1.0 if on else FAINT for on in kept for _ in range(each)])


def shown(name: str, own: tuple[Clause, ...]) -> Patched:
    return Patched(drawn(name)).apply(drawn(name).patch(whole(name), Look("", own)))


def test_the_box_over_the_days_follows_what_is_brushed_there_and_nothing_else_is_sent() -> None:
    chart, columns = drawn("daily"), stream("daily")[0]
    before = chart.patch(columns, Look())
    after = chart.patch(columns, Look("", (Clause("daily", "date", "interval", ("2020-02-01", "2020-02-05")),)))
    moved = {cell.attribute: value for cell, value in after.items() if before[cell] != value}
    assert moved.keys() == {"visible", "left", "right"} and moved["visible"] == "true"
    assert float(moved["right"]) - float(moved["left"]) == 5 * 86_400_000


@pytest.mark.parametrize("name", VIEWS)
def test_the_same_rows_and_look_are_the_same_cells(name: str) -> None:
    chart, columns = drawn(name), stream(name)[2]
    assert chart.patch(columns, Look("KRX")) is chart.patch(columns, Look("KRX"))
    assert chart.patch(stream(name)[0], Look("KRX")) is not chart.patch(columns, Look("KRX"))


def test_two_thousand_days_take_twelve_kilobytes() -> None:
    at = np.arange("2020-01-01", "2025-12-30", dtype="datetime64[D]")
    rows = {"date": at, "initial_margin": np.linspace(7e4, 9e4, len(at))}
    chart = type(drawn("daily"))(VIEWS["daily"], rows)
    cells = chart.patch(rows, Look())
    y = Cell(chart.renderers[1].data_source.id, "data", "y")
    assert len(message({y: cells[y]})) < 12_500
    (found,) = (each["y"] for each in Patched(chart).apply(cells).sources if "y" in each)
    assert found == pytest.approx(rows["initial_margin"].tolist(), rel=1e-7)


@pytest.mark.parametrize(
    ("value", "end"), [(0.0, 1.0), (-3.0, 1.0), (math.nan, 1.0), (1.0, 1.0), (1.01, 1.2), (9.1e4, 1e5)]
)
def test_an_axis_ends_on_a_round_figure(value: float, end: float) -> None:
    assert roof(value) == pytest.approx(end)


def test_an_axis_holds_its_figures_and_stays_while_they_move_a_little() -> None:
    assert bounds(3.0, 95.0) == bounds(3.1, 94.5)
    for ends in ((-5.0, 5.0), (0.0, 0.0), (7.0, 7.0), (-2e9, -1e9)):
        low, high = bounds(*ends)
        assert low <= ends[0] <= ends[1] < high


def test_an_amount_of_millions_turns_to_billions() -> None:
    said = [amount(value, "$ mn") for value in (0.0, 0.004, 0.5, 12.0, 999.0, 1000.0, -2500.0, 1.2e5)]
    assert said == ["$0.0 mn", "$0.004 mn", "$0.5 mn", "$12 mn", "$999 mn", "$1.0 bn", "-$2.5 bn", "$120 bn"]
