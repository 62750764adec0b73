"""The file of a deck in a real browser without a network: hover, brush, undo, languages, paper."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from apps.pack.offline.chart import brushing
from apps.pack.offline.places import places
from apps.pack.offline.values import columns
from components.view import Gesture, Look
from queries.selection import Clause
from tests.charts import CHARTS
from tests.offline import TARIFF, asking, held, text

pytestmark = pytest.mark.ui
SHOWN = """view => {
  const card = [...document.querySelectorAll('.card')].find((each) => each.getAttribute('aria-label') === view);
  return [card.querySelector('.note').textContent, card.querySelector('.receipt').textContent];
}"""
COLUMNS = """ids => Object.fromEntries(Bokeh.documents.flatMap((document) => ids.flatMap((id) => {
  const source = document.get_model_by_id(id);
  return source ? [[id, Object.fromEntries(Object.entries(source.data).map(([name, values]) =>
    [name, [...values].map((value) => (Number.isNaN(value) ? null : value))]))]] : [];
})))"""


@pytest.fixture
def tab(browser: Browser, tmp_path: Path) -> Iterator[Tab]:
    """The file, opened from a disk with the network off: it says nothing in the console and asks nobody."""
    file = tmp_path / "deck.html"
    file.write_text(text(), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, locale="en-US")
    tab = context.new_page()
    told: list[str] = []
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on("console", lambda said: told.append(said.text) if said.type in ("error", "warning") else None)
    tab.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else told.append(asked.url))
    tab.goto(file.as_uri())
    until(tab, "Bokeh.documents.length === 3 && Bokeh.documents.every((each) => each.is_idle)")
    yield tab
    assert told == []
    assert "broken" not in tab.title().replace("= 'broken'", "").replace("='broken'", "")
    context.close()


def until(tab: Tab, said: str) -> None:
    """Wait for something to be so. Playwright's own waiting evaluates texts in the page, which the policy refuses."""
    end = time.monotonic() + 60
    while not tab.evaluate(said):
        assert time.monotonic() < end, said
        tab.wait_for_timeout(20)


def drag(tab: Tab, view: str, low: float, high: float) -> None:
    """Drag across a chart between two points of its axis."""
    card = tab.locator(".card", has=tab.get_by_text(view, exact=True))
    card.scroll_into_view_if_needed()
    ends = tab.evaluate(
        """([view, low, high]) => {
          const cards = [...document.querySelectorAll('.card')];
          const root = Bokeh.documents[cards.findIndex((card) => card.getAttribute('aria-label') === view)].roots()[0];
          const shown = Bokeh.index.get_by_id(root.id);
          const { left, top, width, height } = shown.frame.bbox;
          const { start, end } = root.x_range;
          const box = shown.el.getBoundingClientRect();
          const across = (x) => box.left + left + ((x - start) / (end - start)) * width;
          return [across(low), across(high), box.top + top + height / 2];
        }""",
        [view, low, high],
    )
    tab.mouse.move(ends[0], ends[2])
    tab.mouse.down()
    tab.mouse.move(ends[1], ends[2], steps=4)
    tab.mouse.up()


def agreed(tab: Tab, name: str, clauses: tuple[Clause, ...]) -> bool:
    """Whether a chart shows what the engine answers, wherever the names beside its marks stand."""
    made = columns(asked(name).drawn.patch(asked(name).answer(clauses).table, Look("KRX")))
    found = tab.evaluate(COLUMNS, list(made))
    return all(
        found[source][column] == values or column == "level"
        for source, own in made.items()
        for column, values in own.items()
    )


def asked(name: str) -> Any:
    """The chart of which the file has a copy."""
    from apps.pack.offline.asking import Asking
    from tests.charts import state
    from tests.offline import three

    return Asking(three(), three().drawn(name, state(my_ccp="KRX")), state(my_ccp="KRX"))  # type: ignore[arg-type]


def test_a_drag_is_followed_with_the_engines_figures_and_undone(tab: Tab) -> None:
    drag(tab, "Initial margin over time", 2024.9, 2025.1)
    until(tab, "document.querySelector('.chip')")
    brushed = (TARIFF,)
    assert "2025 Q1" in tab.inner_text("#chips")
    assert agreed(tab, "im_ranking", brushed) and agreed(tab, "spikes", brushed)
    assert not agreed(tab, "im_ranking", ())
    assert "not of this brush" in tab.inner_text("#stale")
    tab.keyboard.press("Control+z")
    assert agreed(tab, "im_ranking", ()) and agreed(tab, "spikes", ()) and tab.inner_text("#chips") == ""
    tab.keyboard.press("Control+Shift+z")
    assert agreed(tab, "im_ranking", brushed) and agreed(tab, "spikes", brushed)
    tab.click("#clear")
    assert agreed(tab, "im_trend", ())


def test_slides_keep_their_brush_and_speak_both_languages(tab: Tab) -> None:
    tab.keyboard.press("ArrowRight")
    until(tab, "document.querySelectorAll('.card').length === 1")
    assert tab.inner_text("#words h1") == "The tariff quarter" and tab.inner_text("#place") == "2 of 2"
    assert agreed(tab, "im_ranking", (TARIFF,))
    tab.select_option("#language", "ko")
    assert tab.inner_text("#words h1") == "초기증거금" and "실행 취소" in tab.inner_text("#strip")
    tips = tab.evaluate("Bokeh.documents[1].roots()[0].renderers[0].data_source.data.tip.join()")
    assert "달러" in tips and "$" not in tips
    tab.click("#theme")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    tab.click("#every")
    until(tab, "document.querySelectorAll('.card').length === 3")


def test_what_two_brushes_cannot_give_is_said(tab: Tab) -> None:
    drag(tab, "Initial margin over time", 2024.9, 2025.1)
    title = "Initial margin by region, latest quarter"
    assert tab.evaluate(SHOWN, title)[0] == ""
    merged = tab.evaluate(
        """(held) => {
          const chart = { ...held, answers: new Map(held.known.map((clauses, place) => [brushKey(clauses), place])) };
          const quarter = { source: 'a', field: 'quarter', kind: 'interval', value: ['2024Q1', '2024Q4'] };
          const layer = { source: 'b', field: 'price', kind: 'point', value: ['x'] };
          return followed(chart, [quarter, layer]).lost.map(({ field }) => field);
        }""",
        held()["charts"]["0 im_ranking"],
    )
    assert merged == ["price"]


def test_a_gesture_meets_in_the_file_what_it_meets_on_the_page(tab: Tab) -> None:
    chance = random.Random(7)
    for name in CHARTS:
        view, context, figure = asking(name).view, asking(name).drawn.context, asking(name).drawn.figure
        chart = {"view": name, **places(view, context), **brushing(asking(name))}
        across, up = (extent(axis) for axis in (figure.x_range, figure.y_range))
        boxes = [gesture(chance, across, up) for _ in range(40)]
        found = tab.evaluate("([chart, all]) => all.map((each) => gestureClauses(chart, each, []))", [chart, boxes])
        wanted = [view.brushed(Gesture(**each), context) for each in boxes]
        assert [[plain(Clause.read(each)) for each in own] for own in found] == [
            list(map(plain, own)) for own in wanted
        ], name
        assert any(wanted)


def extent(axis: Any) -> tuple[float, float]:
    """From where to where an axis reaches."""
    return (0.0, float(len(axis.factors))) if hasattr(axis, "factors") else (axis.start, axis.end)


def gesture(chance: random.Random, across: tuple[float, float], up: tuple[float, float]) -> dict[str, Any]:
    """A box or a tap somewhere on a chart."""
    kind = chance.choice(["box", "box", "tap"])
    x, y = ([chance.uniform(*span) for _ in range(2)] for span in (across, up))
    ends = (min(x), max(x), min(y), max(y)) if kind == "box" else (x[0], x[0], y[0], y[0])
    return {"kind": kind, **dict(zip(("x0", "x1", "y0", "y1"), ends, strict=True))}


def plain(clause: Clause) -> tuple[Any, ...]:
    """A clause to compare."""
    return clause.source, clause.field, clause.kind, clause.value
