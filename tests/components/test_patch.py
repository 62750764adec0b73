"""A patched chart shows what hvplot would draw afresh of the same rows, whatever it showed before."""

from __future__ import annotations

import functools
import random

import pandas as pd
import pytest

from components.drawn import Drawn
from components.theme import FAINT
from components.view import Look, distinct
from queries.selection import Clause
from tests.charts import CHARTS, QUARTERS, SHORTS, board, chart, point, quarters, state
from tests.components.marks import Marks, drawn_afresh, patched
from tests.components.patched import Patched

LAYERS = ("initial_margin", "default_fund", "sitg")
MEASURES = ("initial_margin", "default_fund", "notional", "members")


def selections(seed: int, count: int) -> list[tuple[Clause, ...]]:
    """What readers may brush: CCPs, quarters, layers, and any of them together; the first is nothing."""
    draw = random.Random(seed)
    made: list[tuple[Clause, ...]] = [()]
    while len(made) < count:
        ccps = point("ccp", *draw.sample(SHORTS, draw.randint(1, 5)))
        low, high = sorted(draw.choices(QUARTERS, k=2))
        layers = point("layer", *draw.sample((*LAYERS, *MEASURES[2:]), draw.randint(1, 3)))
        kept = [each for each in (ccps, quarters(low, high), layers) if draw.random() < 0.5]
        made += [tuple(kept)] if kept else []
    return made


STREAM = selections(seed=20260101, count=24)


def frame_of(name: str, clauses: tuple[Clause, ...]) -> pd.DataFrame:
    return board().ask(board().page.views[name], state(*clauses))[0].frame


@functools.cache
def after(name: str, *clauses: Clause) -> Patched:
    """A copy of the chart as drawn, patched once."""
    return Patched(chart(name)).apply(chart(name).patch(frame_of(name, clauses), Look("KRX")))


@functools.cache
def afresh(name: str, *clauses: Clause) -> Marks:
    """What hvplot draws of the rows under `clauses`."""
    return drawn_afresh(chart(name), frame_of(name, clauses))


def applied(name: str, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses that the chart's query can apply."""
    skipped = board().ask(board().page.views[name], state(*clauses))[0].statement.unapplied
    return tuple(clause for clause in clauses if clause.field not in skipped)


def close(found: Marks, expected: Marks) -> bool:
    """Whether every mark that is expected is there with the same figures."""
    assert expected.keys() <= found.keys(), sorted(expected.keys() - found.keys())
    return all(
        len(found[key]) == len(expected[key])
        and all(same(a, b) for a, b in zip(found[key], expected[key], strict=True))
        for key in expected
    )


def same(a: object, b: object) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return a == pytest.approx(b, rel=1e-6, abs=1e-9, nan_ok=True)
    return a == b


def test_the_stream_of_selections_hides_and_shows_every_kind_of_mark() -> None:
    fields = {clause.field for clauses in STREAM for clause in clauses}
    assert len(STREAM) >= 24 and fields == {"ccp", "quarter", "layer"}
    assert len({len(clauses) for clauses in STREAM}) == 4


@pytest.mark.parametrize("name", CHARTS)
def test_a_patched_chart_shows_what_hvplot_draws_afresh(name: str) -> None:
    drawn, browser = chart(name), Patched(chart(name))
    compared = 0
    for step, clauses in enumerate(STREAM):
        frame = frame_of(name, clauses)
        browser.apply(drawn.patch(frame, Look("KRX")))
        assert browser.even()
        if step % 4 == 1 and len(frame) and whole(name, clauses):
            expected = afresh(name, *applied(name, clauses))
            found = patched(drawn, browser.sources)
            assert close(found, expected), (clauses, differing(found, expected))
            compared += len(expected)
    assert compared > 25 or name == "cover2"


def whole(name: str, clauses: tuple[Clause, ...]) -> bool:
    """Whether every layer is there: hvplot starts a bar of some layers at zero, the patch leaves each in its place."""
    return name != "waterfall" or all(clause.field != "layer" for clause in clauses)


def differing(found: Marks, expected: Marks) -> Marks:
    return {
        key: (*found[key], "expected", *expected[key]) for key in expected if not close(found, {key: expected[key]})
    }


@pytest.mark.parametrize("clauses", [each for each in STREAM if any(clause.field == "layer" for clause in each)])
def test_a_layer_alone_has_the_thickness_that_hvplot_gives_it(clauses: tuple[Clause, ...]) -> None:
    drawn, frame = chart("waterfall"), frame_of("waterfall", clauses)
    found = patched(drawn, after("waterfall", *clauses).sources)
    expected = afresh("waterfall", *clauses) if len(frame) else {}
    for key, (place, low, high) in expected.items():
        assert found[key][0] == place
        assert found[key][2] - found[key][1] == pytest.approx(high - low, abs=1.1e-4)


def alphas(drawn: Drawn, browser: Patched) -> dict[object, float]:
    """How strongly each mark of a chart shows, by its key."""
    source = next(columns for columns in browser.sources if "colour" in columns)
    return dict(zip(map(drawn.view.key, drawn.context), source["alpha"], strict=True))


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "im_trend"])
def test_what_is_not_selected_fades_and_does_not_vanish(name: str) -> None:
    drawn = chart(name)
    for clauses in STREAM:
        live = drawn.live(frame_of(name, clauses))
        for key, alpha in alphas(drawn, after(name, *clauses)).items():
            assert alpha >= 0.9 if key in live else alpha == FAINT, (clauses, key)


def test_a_line_that_is_not_selected_leaves_its_faint_twin() -> None:
    drawn, ccps = chart("im_trend"), distinct(chart("im_trend").context, "ccp")
    faint = after("im_trend").sources[: len(ccps)]
    assert [columns["y"] for columns in faint] == [
        pytest.approx(columns["y"], rel=1e-6) for columns in Patched(drawn).sources[: len(ccps)]
    ]
    for clauses in STREAM:
        sources = after("im_trend", *clauses).sources
        live = drawn.live(frame_of("im_trend", clauses))
        assert [columns["y"] for columns in sources[: len(ccps)]] == [columns["y"] for columns in faint]
        lit = [any((ccp, quarter) in live for quarter in QUARTERS) for ccp in ccps]
        assert sources[-1]["alpha"] == sources[-2]["alpha"] == [1.0 if on else 2 * FAINT for on in lit]
        for ccp, columns in zip(ccps, sources[len(ccps) : 2 * len(ccps)], strict=True):
            assert [y == y for y in columns["y"]] == [(ccp, quarter) in live for quarter in QUARTERS]


@pytest.mark.parametrize("name", CHARTS)
def test_a_patch_is_absolute(name: str) -> None:
    drawn, way = chart(name), random.Random(7)
    for clauses in STREAM:
        before = way.choice(STREAM)
        browser = Patched(drawn).apply(drawn.patch(frame_of(name, before), Look("LCH")))
        browser.apply(drawn.patch(frame_of(name, clauses), Look("KRX")))
        assert browser.seen() == after(name, *clauses).seen(), (before, clauses)


@pytest.mark.parametrize("name", ["im_trend", "im_ranking", "waterfall", "cover2", "peak_ratio"])
def test_hiding_ccps_changes_no_colour(name: str) -> None:
    coloured = [columns.get("colour") for columns in Patched(chart(name)).sources]
    assert any(coloured)
    for clauses in STREAM:
        assert [columns.get("colour") for columns in after(name, *clauses).sources] == coloured


@pytest.mark.parametrize("name", ["spikes", "correlation", "summary"])
def test_the_colour_of_a_cell_follows_from_its_measure_and_value_alone(name: str) -> None:
    drawn = chart(name)
    seen: dict[object, str] = {}
    for clauses in STREAM:
        live = drawn.live(frame_of(name, clauses))
        for row, colour in zip(drawn.context, after(name, *clauses).sources[0]["colour"], strict=True):
            shown = live.get(drawn.view.key(row), row)
            value = (row["measure"] if name == "summary" else "", str(shown[drawn.view.value]))
            assert seen.setdefault(value, colour) == colour, (clauses, row)
    assert len(set(seen.values())) >= 4


@pytest.mark.parametrize("name", CHARTS)
def test_a_patch_moves_only_models_of_its_own_chart(name: str) -> None:
    cells = chart(name).patch(frame_of(name, STREAM[1]), Look("KRX"))
    assert {cell.model for cell in cells} <= chart(name).ids
