"""The margin page as a reader has it: charts follow a drag while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Locator

from tests import margin
from tests.ui.conftest import visitor, watched
from tests.ui.reader import DATA, Reader
from tests.ui.served import served

pytestmark = pytest.mark.ui

SPY = """() => {
  window.told = [];
  const socket = Object.getPrototypeOf(WebSocket.prototype);
  const { send } = socket;
  socket.send = function (frame) {
    if (frame.includes('"selectiongeometry"')) told.push([performance.now(), frame.includes('["final",true]')]);
    return send.call(this, frame);
  };
}"""
"""Keeps when the browser told of a box, and whether it was the end of it."""
TITLES = {
    "daily": "Initial margin of a day",
    "waterfall": "Stress loss by layer of the waterfall",
    "cover2": "Cover-2, the stress loss of a day's two largest members",
    "correlation": "Correlation of initial margin, variation margin, stress loss and default fund",
    "members": "The fifteen largest members by initial margin",
    "density": "Records by initial margin and stress loss",
}
OTHERS = set(TITLES) - {"daily"}


class Desk(Reader):
    """A reader of the margin page."""

    titles = TITLES

    def open(self, path: str = "/margin") -> Desk:
        self.page.goto(self.address + path)
        self.drawn(len(TITLES))
        self.page.locator("#skeleton").wait_for(state="detached")
        return self

    def begin(self, name: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag, and do not let go."""
        self.page.mouse.move(*self.at(name, *start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(name, *end), steps=8)

    def follows(self, before: dict[str, Any]) -> dict[str, Any]:
        """What the charts show once all that is told of them has come."""
        self.moved(before)
        self.page.wait_for_function(
            f"""() => {{
              const now = JSON.stringify(({DATA})()), busy = document.querySelector('[aria-busy="true"]');
              const same = window.shown === now && !busy;
              window.shown = now;
              return same;
            }}""",
            polling=250,
        )
        return self.data()

    def undo(self) -> Locator:
        return self.page.get_by_role("button", name="Undo")


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Desk]]:
    """Opens the page; at the end, no console error and no foreign request."""
    folder = tmp_path_factory.mktemp("margin")
    desks: list[Desk] = []
    with served(margin.home(folder / "home"), folder) as server:

        def visit(path: str = "/margin", width: int = 1280, scheme: str = "light") -> Desk:
            page = watched(visitor(browser, width, scheme=scheme).new_page())
            desks.append(Desk(page, server.address))
            return desks[-1].open(path)

        yield visit
        for desk in desks:
            desk.page.context.close()
    assert [each for desk in desks for each in (*desk.errors, *desk.foreign())] == []


@pytest.fixture(scope="module")
def one(visit: Callable[..., Desk]) -> Desk:
    return visit()


@pytest.fixture
def desk(one: Desk) -> Desk:
    """The page that stays open, with nothing brushed."""
    if one.chips():
        one.page.keyboard.press("Escape")
        one.page.locator(".hint").wait_for()
    return one


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name, title in TITLES.items() if before[title] != after[title]}


def test_a_drag_over_days_moves_the_others_while_it_goes_on_and_is_one_step(desk: Desk) -> None:
    before = desk.data()
    desk.begin("daily", (0.3, 0.5), (0.5, 0.5))
    during = desk.follows(before)
    assert changed(before, during) == OTHERS
    desk.page.mouse.move(*desk.at("daily", 0.7, 0.5), steps=8)
    further = desk.follows(during)
    assert changed(during, further) == OTHERS
    desk.picture("margin_drag")
    desk.page.mouse.up()
    desk.page.wait_for_function("() => location.search.includes('interval')")
    assert desk.chips() == ["Initial margin of a day: 2021-10-10 to 2024-03-21\n×"]
    assert changed(before, desk.follows(before)) == OTHERS
    desk.undo().click()
    desk.shows(before)
    assert desk.chips() == []


def test_escape_ends_a_drag_and_takes_back_what_it_brushed(desk: Desk) -> None:
    before = desk.data()
    desk.begin("daily", (0.3, 0.5), (0.5, 0.5))
    desk.moved(before)
    desk.page.keyboard.press("Escape")
    desk.shows(before)
    desk.page.mouse.move(*desk.at("daily", 0.8, 0.5), steps=4)
    desk.page.mouse.up()
    desk.page.wait_for_timeout(300)
    assert desk.data() == before and desk.chips() == []
    desk.click("waterfall", 0.1, 0.1)
    assert len(desk.moved(before)) == len(TITLES)


def test_a_drag_is_told_at_most_thirty_times_a_second_and_its_end_always(desk: Desk) -> None:
    shown = desk.data()
    desk.page.evaluate(SPY)
    desk.begin("daily", (0.2, 0.5), (0.4, 0.5))
    (x, y), (end, _) = desk.at("daily", 0.4, 0.5), desk.at("daily", 0.595, 0.5)
    for step in range(40):
        desk.page.mouse.move(x + (end - x) * step / 39, y)
    desk.page.mouse.up()
    desk.moved(shown)
    told = desk.page.evaluate("() => window.told")
    assert told[-1][1] is True and [final for _, final in told[:-1]] == [False] * (len(told) - 1)
    pauses = [after - before for (before, _), (after, _) in pairwise(told[:-1])]
    assert len(pauses) > 1 and min(pauses) >= 32
    assert desk.chips() == ["Initial margin of a day: 2021-03-01 to 2023-07-30\n×"]


def test_a_click_on_a_layer_filters_the_others(desk: Desk) -> None:
    before = desk.data()
    desk.click("waterfall", 0.1, 0.5)
    after = desk.follows(before)
    assert desk.chips() == ["Stress loss by layer of the waterfall: skin in the game\n×"]
    assert changed(before, after) == set(TITLES)
    assert [alpha for alpha in column(after, "waterfall", "alpha") if alpha == 1] == [1]


def column(shown: dict[str, Any], name: str, wanted: str) -> list[Any]:
    """A column of the first source of a chart that has it."""
    return next(dict(source)[wanted] for source in shown[TITLES[name]] if wanted in dict(source))


def test_a_box_on_the_density_filters_the_others_and_members_change_places(desk: Desk) -> None:
    before = desk.data()
    desk.drag("density", (0.1, 0.5), (0.9, 0.4))
    after = desk.follows(before)
    assert changed(before, after) == set(TITLES)
    assert column(before, "members", "y") != column(after, "members", "y")
    (chip,) = desk.chips()
    assert chip.startswith("Records by initial margin and stress loss: ")


def test_an_empty_selection_says_so(desk: Desk) -> None:
    before = desk.data()
    desk.drag("density", (0.93, 0.99), (0.2, 0.01))
    middle = desk.moved(before)
    desk.drag("daily", (0.4, 0.47))
    desk.moved(middle)
    note = desk.card("members").locator(".note")
    note.get_by_text("nothing matches what is brushed").wait_for()
    assert column(desk.data(), "members", "y") == []
    desk.picture("margin_empty")


def test_the_menu_says_what_answered(desk: Desk) -> None:
    desk.card("members").locator("summary").click()
    tier = desk.card("members").locator(".tier")
    assert tier.inner_text().endswith("ms") and "20,000 rows" in tier.inner_text()
    desk.card("members").locator("summary").click()


@pytest.mark.long
def test_the_address_shows_another_reader_the_same(desk: Desk, visit: Callable[..., Desk]) -> None:
    before = desk.data()
    desk.click("members", 0.1, 0.1)
    shown = desk.follows(before)
    desk.wait("() => location.search.includes('member')")
    address = urlparse(desk.page.url)
    other = visit(f"{address.path}?{address.query}", 390, "dark")
    other.shows(shown)
    assert other.chips() == desk.chips() and len(other.chips()) == 1
    wide = "() => [document.documentElement, document.body].map((node) => node.scrollWidth)"
    assert max(other.page.evaluate(wide)) <= 390
    other.picture("margin_390")
