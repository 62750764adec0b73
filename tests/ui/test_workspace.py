"""The SQL workspace in a real browser, as one journey: from the first letter to a board that follows a brush."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.pages import lighter
from tests.provider.running import Provider
from tests.ui.conftest import visitor, watched
from tests.ui.reader import Reader, enter
from tests.ui.served import Served, signed_in

CONTENT = ".ace > .ace_scroller > .ace_content"
EDITOR = ".ace > .ace_scroller .ace_text-layer"
ENDLESS = "SELECT sum(a.range * b.range) AS s FROM range(10000000) a, range(10000000) b"
BEGUN, REST = "SELECT ccp, quarter, count(*) AS n FROM disclo", " WHERE quartr >= $quarter GROUP BY ALL ORDER BY ALL"
WHOLE = f"{BEGUN}sure{REST.replace('quartr', 'quarter')}"
FREE = 15.0
"""Seconds from the click on Stop until another statement has its rows: about one where nothing else runs, half of what
the first would have run on.
"""
MISSING = "Failed to load resource"
"""What the console says of an answer that is an error; the provider has no icon. Those of the server are counted."""
TITLES = {"lines": "Counts over time", "points": "Counts by CCP"}


@pytest.fixture(scope="module")
def server(provider: Provider, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    provider.account("ada", "Ada 김", ["tidemark-power-users"])
    provider.account("kim", "Kim", ["tidemark-viewers"])
    folder = tmp_path_factory.mktemp("workspace")
    own = Path(shutil.copytree(home, folder / "home"))
    with signed_in(provider, own, folder, pages=lighter(folder / "pages")) as made:
        yield made
    provider.reset()


class Desk(Reader):
    """A browser with the workspace."""

    titles = TITLES
    charts = len(TITLES)

    def __init__(self, context: BrowserContext, address: str) -> None:
        super().__init__(watched(context.new_page()), address)
        self.page.set_default_timeout(30_000)
        self.failed: list[str] = []
        self.page.on("response", self.answered)

    def answered(self, response: Response) -> None:
        if response.url.startswith(self.address) and response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def come(self, name: str, path: str) -> Desk:
        """Sign in on the way to a path."""
        enter(self.page, self.address, name, path)
        return self

    def stands(self) -> Desk:
        """Wait until the editor and the schema are there."""
        self.page.locator(CONTENT).wait_for()
        self.page.locator(".relation", has_text="disclosure").first.wait_for()
        return self

    def text(self) -> str:
        """What stands in the editor."""
        return self.page.locator(EDITOR).inner_text().strip()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=4)

    def rows(self) -> None:
        """Wait until the grid has rows."""
        self.page.locator(".tabulator-row").first.wait_for()

    def result(self, name: str) -> None:
        """Look at another part of the results."""
        self.page.get_by_role("tab", name=name, exact=True).click()

    def pin(self, title: str, kind: str) -> None:
        """Choose a kind of chart and pin it to the own board."""
        self.page.locator(".axes select").first.select_option(label=kind)
        self.page.locator(".figure .bk-Figure").first.wait_for()
        self.page.get_by_label("Title of the chart").fill(title)
        self.page.get_by_role("button", name="Pin", exact=True).click()
        expect(self.page.locator(".pinned")).to_contain_text("Pinned to")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = visitor(browser)
    yield made
    made.close()


def test_a_journey(server: Served, context: BrowserContext, browser: Browser) -> None:
    desk = Desk(context, server.address).come("ada", "/sql").stands()
    page = desk.page
    written(desk)
    ran(desk)
    stopped(desk)
    run = charted(desk)
    followed(desk)
    page.goto(f"{server.address}/sql")
    desk.stands().rows()
    assert desk.text().startswith(WHOLE) and page.get_by_role("tab", name=re.compile("^Query")).count() == 2
    desk.picture("workspace found again")
    assert [each for each in desk.errors if MISSING not in each] == []
    assert desk.foreign() == [] and desk.failed == []
    refused(browser, server, run)


def written(desk: Desk) -> None:
    """A statement by completion, with a typo that is mended from its squiggle."""
    page = desk.page
    page.locator(CONTENT).click()
    desk.type(BEGUN)
    page.locator(".ace_autocomplete .ace_selected", has_text="disclosure").wait_for()
    page.keyboard.press("Enter")
    desk.type(REST)
    page.keyboard.press("Escape")
    fix = page.locator(".fix", has_text="Change to quarter")
    fix.wait_for()
    desk.picture("workspace squiggle")
    fix.click()
    expect(page.locator(EDITOR)).to_contain_text(WHOLE)


def ran(desk: Desk) -> None:
    """A value is chosen from those of its column, and rows come."""
    choice = desk.page.get_by_label("$quarter")
    choice.select_option("2024Q1")
    desk.page.get_by_role("button", name="Run", exact=True).click()
    desk.rows()
    expect(desk.page.locator(".results")).to_contain_text("TM-")
    desk.picture("workspace rows")


def stopped(desk: Desk) -> None:
    """What takes long is stopped, and the slot is free at once."""
    page = desk.page
    tabs = page.locator(".tab").count()
    page.get_by_role("button", name="New tab").click()
    page.locator(".tab").nth(tabs).and_(page.locator("[aria-selected=true]")).wait_for()
    page.locator(CONTENT).click()
    page.keyboard.insert_text(ENDLESS)
    page.keyboard.press("Control+Enter")
    stop = page.get_by_role("button", name="Stop", exact=True)
    stop.wait_for()
    page.wait_for_timeout(800)
    desk.picture("workspace running")
    begun = time.monotonic()
    stop.click()
    expect(page.locator(".results")).to_contain_text("You stopped it")
    page.locator(CONTENT).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT 42 AS answer")
    page.keyboard.press("Control+Enter")
    desk.rows()
    taken = time.monotonic() - begun
    print(f"from the click on Stop to the rows of the next statement: {taken:.2f} s")
    assert taken < FREE


def charted(desk: Desk) -> str:
    """Two charts of the first tab's rows on the own board; the id of the run."""
    page = desk.page
    page.get_by_role("tab", name=re.compile("^Query 1")).click()
    desk.rows()
    address = page.locator(".results a[href*='run=']").first.get_attribute("href") or ""
    desk.result("Chart")
    desk.pin(TITLES["lines"], "Lines over quarters")
    desk.picture("workspace chart")
    desk.pin(TITLES["points"], "Points by CCP and quarter")
    return re.split(r"run=|&", address)[1]


def followed(desk: Desk) -> None:
    """On the board, a brush on one chart moves the other."""
    desk.page.goto(f"{desk.address}/board")
    desk.drawn()
    before = desk.data()
    desk.drag("lines", (0.3, 0.7))
    after = desk.moved(before)
    assert after[TITLES["points"]] != before[TITLES["points"]] and desk.chips()
    desk.picture("board brushed")


def refused(browser: Browser, server: Served, run: str) -> None:
    """The link of a run, opened by somebody who may not query."""
    other = visitor(browser)
    try:
        page: Page = Desk(other, server.address).come("kim", f"/sql?run={run}").page
        expect(page.locator("body")).to_contain_text('the role "power user"')
        assert WHOLE not in page.content()
    finally:
        other.close()
