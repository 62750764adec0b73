"""What is seen while a page or a chart is not there yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.ui.conftest import Opened, visitor, watched
from tests.ui.reader import CHARTS, Reader

pytestmark = pytest.mark.ui

BOXES = """(selector) => {
  const found = [];
  const visit = (node) => {
    for (const each of node.querySelectorAll("*")) {
      if (each.matches(selector)) found.push(each.getBoundingClientRect());
      if (each.shadowRoot) visit(each.shadowRoot);
    }
  };
  visit(document);
  return found.map(({ x, y, width, height }) => [x, y, width, height]);
}"""
NEVER = "2.345"
"""A threshold that no other test asks for: its chart must be drawn."""
NEAR = 3.0
"""Pixels by which the skeleton and the page may differ."""


class Held:
    """A reader whose scripts have not come yet."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.waiting = reader, list[Route]()
        self.free = False
        reader.page.route("**/*.js*", self.asked)
        reader.page.goto(reader.address, wait_until="commit")
        reader.page.locator("#skeleton i").first.wait_for()

    def asked(self, route: Route) -> None:
        if self.free:
            route.continue_()
        else:
            self.waiting.append(route)

    def go(self) -> None:
        """Let the scripts come."""
        self.free = True
        for route in self.waiting:
            route.continue_()
        self.reader.page.locator("section[aria-label]").nth(CHARTS - 1).wait_for()
        self.reader.drawn()

    def boxes(self, selector: str) -> list[list[float]]:
        return [list(map(float, box)) for box in self.reader.page.evaluate(BOXES, selector)]

    def light(self, selector: str) -> float:
        """How light the ground of a part is, from 0 to 255."""
        colour = "(node) => getComputedStyle(node).backgroundColor.match(/[0-9.]+/g).slice(0, 3).map(Number)"
        found: list[float] = self.reader.page.locator(selector).first.evaluate(colour)
        return sum(found) / 3


LOOKS = [
    pytest.param((1280, "light"), id="wide_light"),
    pytest.param((390, "dark"), id="narrow_dark", marks=pytest.mark.long),
]


@pytest.fixture(params=LOOKS)
def held(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Held]:
    """A page at its first paint."""
    width, scheme = request.param
    context = visitor(browser, width, scheme=scheme)
    held = Held(Reader(watched(context.new_page()), address))
    held.reader.picture(f"skeleton_{scheme}_{width}")
    yield held
    context.close()
    assert held.reader.errors == []


def test_the_page_takes_the_place_of_its_skeleton(held: Held) -> None:
    wide = held.reader.page.viewport_size or {"width": 0}
    ground, frames = held.light("#skeleton"), held.boxes("#skeleton header, #skeleton i")
    assert (ground > 200) == (wide["width"] == 1280)
    assert held.reader.page.locator("#loader").is_hidden()
    held.go()
    held.reader.page.locator("#skeleton").wait_for(state="detached")
    cards = held.boxes("header.MuiAppBar-root, section.frame")
    held.reader.picture(f"page_{wide['width']}")
    assert len(frames) == len(cards) == CHARTS + 2
    moved = [abs(a - b) for frame, card in zip(frames, cards, strict=True) for a, b in zip(frame, card, strict=True)]
    assert max(moved) <= NEAR
    assert abs(held.light("main.main") - ground) < 1


@pytest.mark.long
def test_a_chosen_theme_is_there_at_first_paint_the_next_time(opened: Opened) -> None:
    reader = opened()
    reader.page.locator('[aria-label="Toggle theme"]').click()
    reader.dark("main.main", below=80)
    again = Held(Reader(watched(reader.page.context.new_page()), reader.address))
    assert again.light("#skeleton") < 80
    again.go()
    again.reader.page.locator("#skeleton").wait_for(state="detached")
    assert again.light("main.main") < 80
    assert again.reader.errors == []


def test_charts_that_take_long_say_so_and_a_later_wish_overtakes_them(opened: Opened) -> None:
    reader = opened()
    before, busy = reader.data(), reader.page.locator('section[aria-busy="true"]')
    card = reader.card("spikes")
    card.locator("summary").click()
    threshold = card.locator("label input").first
    threshold.fill(NEVER)
    threshold.press("Enter")
    busy.first.wait_for()
    reader.picture("busy_1280")
    reader.page.keyboard.press("Control+z")
    reader.page.get_by_role("button", name="Redo").and_(reader.page.locator(":enabled")).wait_for()
    busy.first.wait_for(state="detached")
    reader.shows(before)


@pytest.mark.long
def test_another_chart_is_brushed_while_one_is_drawn_anew(opened: Opened) -> None:
    reader = opened()
    card = reader.card("waterfall")
    card.locator("summary").click()
    card.locator("label select").first.select_option(index=1)
    reader.click("ranking", 0.5 / 6, 0.9)
    reader.wait("() => location.search.includes('waterfall') && location.search.includes('im_ranking')")
    assert reader.chips() == ["Initial margin by region, latest quarter: LCH\n×"]
    assert reader.page.locator('section[aria-busy="true"]').count() == 0
