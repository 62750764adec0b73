"""Two hosts behind nginx, in a browser: the host that serves a page is killed, and its reader goes on at the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from apps.bench.postgres import Postgres
from tests.hosts.front import Hosts, hosts, killed, sessions
from tests.ui.conftest import visitor, watched
from tests.ui.reader import CUT, Reader

pytestmark = [pytest.mark.ui, pytest.mark.long]


@pytest.fixture
def both(home: Path, postgres: Postgres, nginx: str, tmp_path: Path) -> Iterator[Hosts]:
    with hosts(tmp_path, home, postgres, nginx) as made:
        yield made


def come(context: BrowserContext, both: Hosts) -> Reader:
    """Somebody who has signed in, on a page with one chart."""
    front = both.front.house
    cookie = {"name": front.access.cookie, "value": both.front.cookie("viewer", "ann"), "url": front.origin}
    context.add_cookies([{**cookie, "secure": True, "httpOnly": True}])  # type: ignore[list-item]
    reader = Reader(watched(context.new_page()), front.origin)
    reader.page.goto(f"{front.origin}/good")
    reader.page.locator(".bk-Figure").wait_for()
    title = reader.page.locator("section[aria-label]:has(.bk-Figure)").get_attribute("aria-label")
    reader.titles = {"trend": str(title)}
    reader.drawn(1)
    return reader


def test_the_page_of_a_killed_host_goes_on_at_the_other(browser: Browser, both: Hosts) -> None:
    context = visitor(browser)
    reader = come(context, both)
    before = reader.data()
    reader.drag("trend", (0.3, 0.6))
    reader.wait("() => location.search.includes('2025Q1')")
    shown, chips, address = reader.data(), reader.chips(), reader.page.url
    assert chips and before
    reader.page.evaluate("() => { window.before = true; }")
    gone = both.with_most()
    (there,) = {*both.each} - {gone}
    killed(gone)
    reader.wait("() => !window.before && window.Bokeh && document.getElementById('skeleton') === null")
    reader.shows(shown)
    assert (reader.chips(), reader.page.url) == (chips, address) and sessions(there.house) == 1
    reader.page.keyboard.press("Escape")
    reader.page.locator(".chip").wait_for(state="detached")
    assert [each for each in reader.errors if not any(known in each for known in CUT)] == []
    context.close()
