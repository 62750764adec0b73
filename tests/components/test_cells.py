"""The contract with Bokeh that components/cells.py leans on: an upgrade that breaks it fails here."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import bokeh
import pytest
from bokeh.core.serialization import Deserializer
from bokeh.document import Document
from bokeh.models import Column, ColumnDataSource, DataTable, Range1d, Slider, Spacer
from hypothesis import given, settings
from hypothesis import strategies as st

from components.cells import Cell, Cells, brief, columns, difference, encode, message, models, placed, text
from components.view import Look
from tests.charts import CHARTS, board, chart, page, point, state, walk
from tests.components.screen import Screen

STRANGE = ["한국거래소", 'a "quoted" \\ name', "</script>", "\u2028", "\x00\n\t", "☂"]


def sent(root: Any) -> dict[str, Any]:
    """What a browser gets of a document with `root`."""
    document = Document()
    document.add_root(root)
    content: dict[str, Any] = json.loads(json.dumps(document.to_json(deferred=False)))
    document.clear()
    return content


def source() -> ColumnDataSource:
    return ColumnDataSource({"x": ["a", "b"], "y": [1.0, 2.0]})


def shown(name: str, *ccps: str) -> Cells:
    """The cells of a chart when `ccps` are brushed elsewhere."""
    frame = board().answer(page().views[name], state(point("ccp", *ccps)) if ccps else state()).frame
    return chart(name).patch(frame, Look("KRX"))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_sent_as_bokeh_would_send_it(name: str) -> None:
    assert sent(chart(name).figure)["roots"] == [json.loads(chart(name).text)]


@pytest.mark.parametrize("name", CHARTS)
def test_the_ids_of_a_chart_are_those_that_are_sent(name: str) -> None:
    drawn = chart(name)
    assert {each["id"] for each in walk(drawn.content) if "id" in each} == drawn.ids
    assert {each["id"] for each in models(drawn.content)} == drawn.ids


def test_charts_share_no_model() -> None:
    ids = [chart(name).ids for name in CHARTS]
    assert len(frozenset().union(*ids)) == sum(map(len, ids))


@pytest.mark.parametrize("name", CHARTS)
def test_what_is_sent_needs_no_binary_buffer(name: str) -> None:
    held = [each["data"] for each in walk(chart(name).content) if each.get("type") == "bytes"]
    assert all(isinstance(each, str) for each in held)


@pytest.mark.parametrize("value", [*STRANGE, None, True, 3, 0.1, [1, "a"], [], {"a": 1}, float("nan"), float("-inf")])
def test_a_value_is_what_bokeh_reads_back(value: Any) -> None:
    read = Deserializer().deserialize(json.loads(text(value)))
    assert read == value or (math.isnan(value) and math.isnan(read))


@given(st.one_of(st.floats(), st.integers(), st.text(), st.none(), st.booleans()))
def test_a_brief_figure_has_seven_digits_and_all_else_is_itself(value: Any) -> None:
    short = brief(value)
    if isinstance(value, float) and not math.isfinite(value):
        assert short == encode(value)
    elif isinstance(value, float):
        assert abs(short - value) <= 5.1e-7 * abs(value) + 5e-324
        assert brief(float(short)) == short
    else:
        assert short is value


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(min_size=1), st.lists(st.floats(), min_size=2, max_size=2), min_size=1, max_size=3))
def test_columns_arrive_whatever_their_names_and_figures(given_columns: dict[str, list[float]]) -> None:
    own = ColumnDataSource({name: [0.0, 0.0] for name in given_columns})
    screen = Screen(sent(own))
    screen.take(message(columns(own.id, given_columns)))
    found = screen.document.get_model_by_id(own.id).data
    assert {name: list(values) for name, values in found.items()} == {
        name: pytest.approx(values, rel=5.1e-7, nan_ok=True) for name, values in given_columns.items()
    }


def test_a_message_is_a_patch_of_bokehs_protocol() -> None:
    own, slider = source(), Slider(start=0, end=10, value=1)
    document = Document()
    for root in (own, slider):
        document.add_root(root)
    cells = {Cell(slider.id, "value"): "7", **columns(own.id, {"x": STRANGE[:2], "y": [math.nan, math.inf]})}
    document.apply_json_patch(json.loads(message(cells)))
    assert slider.value == 7 and own.data["x"] == STRANGE[:2]
    assert math.isnan(own.data["y"][0]) and own.data["y"][1] == math.inf


def test_what_the_message_says_is_what_bokeh_itself_would_say() -> None:
    document, own, slider = Document(), source(), Slider(start=0, end=10, value=1)
    for root in (own, slider):
        document.add_root(root)
    said: list[Any] = []
    document.on_change(lambda event: said.append(json.loads(json.dumps(encode(event)))))
    slider.value = 7
    own.data = {"x": ["b", "c"], "y": [3.0, math.nan]}
    cells = {Cell(slider.id, "value"): "7", **columns(own.id, own.data)}
    said[1]["cols"] = ["x", "y"]
    assert json.loads(message(cells))["events"] == said


def test_attributes_come_before_columns_and_columns_of_a_source_together() -> None:
    cells = {
        Cell("p1", "data", "x"): "[1]",
        Cell("p2", "end"): "3",
        Cell("p3", "data", "x"): "[2]",
        Cell("p1", "data", "y"): "[3]",
    }
    events = json.loads(message(cells))["events"]
    assert [(event["kind"], event["model"]["id"], event.get("cols")) for event in events] == [
        ("ModelChanged", "p2", None),
        ("ColumnDataChanged", "p1", ["x", "y"]),
        ("ColumnDataChanged", "p3", ["x"]),
    ]


def test_columns_of_a_model_that_an_attribute_brings_find_it() -> None:
    """A chart is set in its card and then moved: in one message, in this order."""
    table, own = DataTable(source=ColumnDataSource()), source()
    cells = {**columns(own.id, {"y": [5, 6]}), Cell(table.id, "source"): text(own)}
    document = Document()
    document.add_root(table)
    document.apply_json_patch(json.loads(message(cells)))
    assert table.source.id == own.id and table.source.data == {"y": [5, 6]}


def test_bokehjs_keeps_the_columns_that_a_message_leaves_out() -> None:
    script = (Path(bokeh.__file__).parent / "server/static/js/bokeh.js").read_text()
    case = script.split('case "ColumnDataChanged": {')[1].split("break;")[0]
    assert "if (cols != null)" in case and "new_data.set(name, column)" in case


def test_only_what_differs_is_sent() -> None:
    before = columns("p1", {"x": ["a"], "y": [1.0], "z": [math.nan]}) | {Cell("p2", "end"): "1"}
    after = columns("p1", {"x": ["a"], "y": [2.0], "z": [math.nan]}) | {Cell("p2", "end"): "1"}
    assert difference(before, after) == {Cell("p1", "data", "y"): "[2]"}
    assert difference(after, after) == {} and difference({}, after) == after


@pytest.mark.parametrize("name", CHARTS)
def test_of_a_real_chart_only_the_columns_that_differ_are_sent(name: str) -> None:
    moved = difference(shown(name), shown(name, "KRX"))
    assert moved and len(message(moved)) < len(message(shown(name)))
    assert not {cell.column for cell in moved} & chart(name).view.fixed


@pytest.mark.parametrize("name", CHARTS)
def test_a_document_with_cells_placed_is_what_a_browser_has_after_their_message(name: str) -> None:
    cells = shown(name, "KRX", "LCH")
    screen = Screen(sent(chart(name).figure))
    screen.take(message(cells))
    assert screen.differs(Screen(placed(sent(chart(name).figure), cells))) == []


def test_a_chart_that_is_placed_brings_models_that_cells_can_be_placed_in() -> None:
    card, name = Column(children=[Spacer()]), "summary"
    cells = {Cell(card.id, "children"): f"[{chart(name).text}]", **shown(name, "KRX")}
    screen = Screen(sent(card))
    screen.take(message(cells))
    other = Screen(placed(sent(card), cells))
    assert screen.differs(other) == []
    assert chart(name).ids <= other.seen().keys()


def test_a_screen_tells_two_documents_apart() -> None:
    """What the comparisons above stand on."""
    span = Range1d(start=0, end=1)
    left, right, other = Screen(sent(span)), Screen(sent(span)), Screen(sent(Range1d()))
    assert left.differs(right) == []
    assert len(left.differs(other)) == 2
    left.take(message({Cell(span.id, "end"): "2"}))
    assert left.differs(right) == [f"{span.id}.end: 2 and 1"]
    assert left.differs(right, leave={Cell(span.id, "end"): "3"}) == []
