"""The review as a reader has it: a real server, a real Chromium."""

from __future__ import annotations

import csv
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Opened
from tests.ui.reader import TITLES, Reader

pytestmark = pytest.mark.ui

FADED = 0.2


def unmoved(name: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the figures of a chart stayed: what is brushed on it may fade, its marks do not move."""
    return figures(before[TITLES[name]]) == figures(after[TITLES[name]])


def figures(sources: list[Any]) -> list[Any]:
    return [[column for column in source if column[0] not in ("alpha", "ink")] for source in sources]


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name, title in TITLES.items() if before[title] != after[title]}


def alphas(reader: Reader, name: str) -> set[float]:
    return {
        a for source in reader.data()[TITLES[name]] for column, values in source if column == "alpha" for a in values
    }


def test_the_page_opens_with_eight_charts(opened: Opened) -> None:
    reader = opened()
    assert set(reader.data()) == set(TITLES.values())
    assert reader.page.locator("section[aria-label]").count() == len(TITLES)
    assert reader.page.title() == "Global benchmark · Tidemark"
    assert reader.page.locator(".badge").inner_text() == "synthetic"
    assert "KRX ranks 5 of 6 by initial margin" in reader.page.locator("li button").first.inner_text()
    reader.picture("light_1280")


def test_a_drag_on_the_trend_filters_the_others_each_time_in_one_message(desk: Reader) -> None:
    before, sent = desk.data(), len(desk.patches)
    desk.drag("trend", (0.3, 0.6))
    after = desk.moved(before)
    assert unmoved("trend", before, after)
    assert changed(before, after) == set(TITLES) - {"trend"}
    assert desk.chips() == ["Initial margin over time: 2024 Q1 to 2025 Q1\n×"]
    moving = [events for events in desk.patches[sent:] if any(e["kind"] == "ColumnDataChanged" for e in events)]
    links = [sum(e.get("attr") == "link" for e in events) for events in moving]
    assert links == [1] * len(moving)
    desk.picture("brushed_1280")


def test_a_click_on_a_layer_filters_the_others(desk: Reader) -> None:
    before = desk.data()
    desk.click("waterfall", 4.5 / 6, 0.6)
    after = desk.moved(before)
    assert unmoved("waterfall", before, after)
    assert changed(before, after) >= {"ranking", "spikes", "cover2", "ratio", "summary", "trend"}
    assert desk.chips() == ["Default waterfall, latest quarter: KRX; initial margin\n×"]
    assert desk.card("cover2").locator(".note").inner_text() == "not filtered by layer"
    assert FADED in alphas(desk, "ranking")


def test_a_box_on_the_grid_filters_the_others(desk: Reader) -> None:
    before = desk.data()
    desk.drag("spikes", (3.5 / 12, 5.5 / 12), (0.5 / 6, 1.5 / 6))
    desk.page.locator(".chip", has_text="2024 Q2").wait_for()
    after = desk.moved(before)
    assert unmoved("spikes", before, after)
    assert changed(before, after) >= {"trend", "ranking", "waterfall", "cover2", "summary"}
    assert desk.chips() == ["Synchronised spikes: LCH, CME; 2023 Q4 to 2024 Q2\n×"]


def test_undo_redo_escape_and_the_cross_of_a_chip(desk: Reader) -> None:
    start = desk.data()
    desk.click("ranking", 0.5 / 6, 0.9)
    once = desk.moved(start)
    desk.page.keyboard.press("Control+z")
    assert desk.moved(once) == start and desk.chips() == []
    desk.page.get_by_role("button", name="Redo").click()
    assert desk.moved(start) == once
    desk.page.keyboard.press("Escape")
    assert desk.moved(once) == start
    desk.page.get_by_role("button", name="Undo").click()
    assert desk.moved(start) == once
    desk.page.get_by_role("button", name="Take off").click()
    assert desk.moved(once) == start and desk.chips() == []
    assert desk.page.get_by_role("button", name="Clear", exact=True).is_disabled()


@pytest.mark.long
def test_the_address_shows_another_reader_the_same(opened: Opened) -> None:
    reader = opened()
    before = reader.data()
    reader.drag("trend", (0.3, 0.6))
    middle = reader.moved(before)
    reader.click("ranking", 4.5 / 6, 0.97)
    shown = reader.moved(middle)
    reader.wait("() => location.search.includes('im_ranking')")
    address = urlparse(reader.page.url)
    assert set(parse_qs(address.query)) == {"state"}
    other = opened(f"{address.path}?{address.query}")
    other.shows(shown)
    assert other.chips() == reader.chips() and len(other.chips()) == 2


FORGED = (
    "garbage",
    '{"page":1',
    '{"page":"benchmark","dataset":"nowhere","my_ccp":"KRX","version":1,"arguments":{},"clauses":[]}',
)


def told(reader: Reader) -> str:
    """What the strip says; the skeleton has the same role as long as it is there."""
    return reader.page.get_by_role("status").and_(reader.page.locator(".message")).inner_text()


@pytest.mark.long
def test_a_forged_link_opens_the_page_and_says_so(opened: Opened) -> None:
    reader = opened(f"/?{urlencode({'state': FORGED[0]})}")
    for forged in FORGED[1:]:
        assert told(reader).endswith("Showing the page as it opens.")
        reader.open(f"/?{urlencode({'state': forged})}")
        assert told(reader).endswith("Showing the page as it opens.")
        assert reader.chips() == []


def luminance(reader: Reader, name: str) -> float:
    """How light the card of a chart is, from 0 to 255."""
    colour: list[float] = reader.card(name).evaluate(
        "(node) => getComputedStyle(node).backgroundColor.match(/[0-9.]+/g).slice(0, 3).map(Number)"
    )
    return sum(colour) / 3


@pytest.mark.long
def test_the_theme_turns_dark_and_back(opened: Opened) -> None:
    reader = opened()
    card = f'section[aria-label="{TITLES["summary"]}"]'
    assert luminance(reader, "summary") > 200
    reader.page.locator('[aria-label="Toggle theme"]').click()
    reader.dark(card, below=80)
    reader.picture("dark_1280")
    before = reader.data()
    reader.click("ranking", 0.5 / 6, 0.9)
    assert len(reader.moved(before)) == len(TITLES)


def test_at_390_pixels_there_is_one_column(opened: Opened) -> None:
    reader = opened(width=390, height=844)
    lefts = {round(box["x"]) for name in TITLES if (box := reader.card(name).bounding_box())}
    widths = {round(box["width"]) for name in TITLES if (box := reader.card(name).bounding_box())}
    assert len(lefts) == len(widths) == 1 and 300 <= widths.pop() <= 390
    wide = "() => [document.documentElement, document.body].map((node) => node.scrollWidth)"
    assert max(reader.page.evaluate(wide)) <= 390
    way = reader.page.get_by_role("link", name="SQL", exact=True)
    expect(way).to_be_hidden()
    reader.page.get_by_role("button", name="Global benchmark").click()
    expect(way).to_be_in_viewport()
    reader.page.keyboard.press("Escape")
    expect(way).to_be_hidden()
    reader.picture("light_390")


@pytest.mark.parametrize(
    ("entry", "heading", "said"),
    [
        ("Data table", "Data: Initial margin by region", "initial_margin_usd_bn"),
        ("SQL", "SQL: Initial margin by region", "FROM ccp_quarter"),
        ("Provenance", "Provenance: Initial margin by region", "6.1.1"),
    ],
)
def test_the_drawer_shows_what_stands_behind_a_chart(desk: Reader, entry: str, heading: str, said: str) -> None:
    desk.menu("ranking", entry)
    desk.page.get_by_role("heading", name=heading).wait_for()
    desk.page.get_by_text(said).first.wait_for()
    desk.page.keyboard.press("Escape")
    desk.page.get_by_role("heading", name=heading).wait_for(state="hidden")


def test_a_chart_is_saved_as_csv(desk: Reader) -> None:
    with desk.page.expect_download() as saved:
        desk.menu("ranking", "Export CSV")
    name = r"im_ranking_krx_case_synthetic_v1_TM(-[0-9A-Z]{4}){3}\.csv"
    assert re.fullmatch(name, saved.value.suggested_filename)
    with open(saved.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["ccp"] for row in rows] == ["LCH", "CME", "ICE", "JSCC", "KRX", "ASX"]
    assert float(rows[0]["initial_margin_usd_bn"]) == 349


@pytest.mark.long
def test_another_dataset_shows_its_figures_and_says_which_it_lacks(opened: Opened) -> None:
    reader = opened()
    before = reader.data()
    reader.choose("Dataset", "ASX Clear (Futures), June 2017")
    reader.wait("() => !location.search.includes('krx_case')")
    reader.page.locator(".empty:visible").first.wait_for()
    lacking = {name for name in TITLES if reader.card(name).locator(".empty").is_visible()}
    assert lacking and lacking != set(TITLES)
    said = [reader.card(name).locator(".empty").inner_text() for name in sorted(lacking)]
    assert any(each.startswith("This dataset has no figures of PQD ") for each in said)
    assert all("Choose another dataset above" in each for each in said)
    assert reader.page.locator(".badge").count() == 0
    reader.drawn(len(TITLES) - len(lacking))
    assert all(before[title] != shown for title, shown in reader.data().items())
    reader.page.get_by_role("button", name="Undo").click()
    reader.shows(before)
    reader.page.get_by_role("combobox", name="Dataset").filter(has_text="Six CCPs").wait_for()
