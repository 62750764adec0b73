"""What a reader notices when workers die, servers restart, the network is gone, and newer data is published."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error

from tests.apps.serving.running import alive, wait_until
from tests.data.book import wide
from tests.pages import CHARTS, lighter
from tests.ui.conftest import visitor, watched
from tests.ui.reader import CUT, Reader
from tests.ui.served import Served, started

pytestmark = [pytest.mark.ui, pytest.mark.long]  # the meeting's browsers meet killed workers too

LOST = "Connection lost. Trying again…"
BACK = 20.0
"""Seconds within which a reader is back once a server answers: about three where nothing else runs."""

Visit = Callable[..., Reader]


@pytest.fixture(scope="module")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own, over a copy of the home."""
    folder = tmp_path_factory.mktemp("faults")
    own = Path(shutil.copytree(home, folder / "home"))
    with started(Served(own, folder, {}, pages=lighter(folder / "pages"))) as server:
        yield server


@pytest.fixture
def visit(browser: Browser, server: Served) -> Iterator[Visit]:
    """Opens the page; at the end, the console has said nothing but that connections were cut."""
    readers: list[Reader] = []
    contexts: list[BrowserContext] = []

    def visit(path: str = "/", width: int = 1280, scheme: str = "light") -> Reader:
        contexts.append(visitor(browser, width, scheme=scheme))
        readers.append(Reader(watched(contexts[-1].new_page()), server.address))
        readers[-1].charts = CHARTS
        return readers[-1].open(path)

    yield visit
    for context in contexts:
        context.close()
    said = [each for reader in readers for each in reader.errors]
    assert [each for each in said if not any(known in each for known in CUT)] == []


def brushed(reader: Reader) -> Reader:
    """A reader who has brushed something."""
    before = reader.data()
    reader.click("ranking", 0.5 / 6, 0.9)
    reader.moved(before)
    reader.wait("() => location.search.includes('im_ranking')")
    return reader


class Before:
    """What a reader saw before a fault."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.data, self.chips, self.url = reader, reader.data(), reader.chips(), reader.page.url
        reader.page.evaluate("() => { window.before = true; }")

    def cut(self) -> bool:
        """Whether the page says that it is cut off, or has begun anew already."""
        try:
            return bool(self.reader.page.evaluate("() => !window.before || document.getElementById('cut') !== null"))
        except Error:
            return True

    def said(self, picture: str) -> None:
        """Wait until the page says that it is cut off."""
        self.reader.page.get_by_text(LOST).wait_for()
        self.reader.picture(picture)

    def again(self, what: str) -> None:
        """The page loads itself anew and shows the same, soon."""
        start = time.monotonic()
        self.reader.wait("() => !window.before && window.Bokeh && document.getElementById('skeleton') === null")
        self.reader.shows(self.data)
        took = time.monotonic() - start
        print(f"{what}: the page is back after {took:.1f} s")
        assert self.reader.chips() == self.chips and self.reader.page.url == self.url
        assert took < BACK


def test_readers_of_a_killed_worker_come_back_and_others_notice_nothing(server: Served, visit: Visit) -> None:
    readers = [Before(brushed(visit())) for _ in range(2)]
    assert server.sessions() == [1, 1]
    os.kill(server.workers()[0], signal.SIGKILL)
    wait_until(lambda: any(reader.cut() for reader in readers), 2)
    hurt, spared = sorted(readers, key=lambda reader: not reader.cut())
    hurt.again("a worker was killed")
    assert not spared.cut()
    spared.reader.page.keyboard.press("Control+z")
    spared.reader.moved(spared.data)
    assert len(server.workers()) == 2


def test_a_killed_server_is_waited_for_and_its_links_go_on(server: Served, visit: Visit) -> None:
    before = Before(brushed(visit(width=390, scheme="dark")))
    workers = server.workers()
    server.kill()
    before.said("lost_dark_390")
    wait_until(lambda: not any(map(alive, workers)), 5)
    server.start()
    before.again("the server was killed and started again")
    parts = urlsplit(before.url)
    other = visit(f"{parts.path}?{parts.query}")
    other.shows(before.data)
    assert other.chips() == before.chips


def test_a_server_that_is_told_to_end_is_waited_for(server: Served, visit: Visit) -> None:
    before = Before(brushed(visit()))
    server.kill(signal.SIGTERM)
    assert server.process.returncode == 0
    before.said("lost_1280")
    server.start()
    before.again("the server was ended and started again")


def test_a_page_without_a_network_says_so_and_comes_back(server: Served, visit: Visit) -> None:
    before = Before(brushed(visit()))
    before.reader.page.context.set_offline(True)
    before.said("offline_1280")
    before.reader.page.context.set_offline(False)
    before.again("there was no network")


def test_what_is_brushed_while_the_workers_hang_is_shown_once_they_go_on(server: Served, visit: Visit) -> None:
    before, workers = Before(visit()), server.workers()
    reader = before.reader
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        reader.click("ranking", 0.5 / 6, 0.9)
        reader.drag("trend", (0.3, 0.6))
        reader.page.wait_for_timeout(500)
        assert reader.chips() == [] and not before.cut()
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
    reader.page.locator(".chip").nth(1).wait_for()
    assert len(reader.chips()) == 2 and not before.cut()


def test_newer_data_is_said_and_shown_when_asked_for(server: Served, visit: Visit, tmp_path: Path) -> None:
    reader = brushed(visit())
    old, link = Before(reader), urlsplit(reader.page.url)
    row = ("2018-03-29", "Eurex AG", "Eurex Clearing", "Eurex_DefaultFund", "EUR", 3608240387.5)
    server.ingest(wide(tmp_path / "Compiled.xlsx", row, items=("4.1.4",)))
    said = reader.page.get_by_text("Data version 2 is there; this is version 1")
    said.wait_for(timeout=60_000)  # the new version is drawn first
    reader.picture("newer_1280")
    assert reader.data() == old.data
    about = reader.card("ranking").locator(".about")
    reader.page.get_by_role("button", name="Show it").click()
    about.filter(has_text="v2").wait_for()
    reader.wait("""() => JSON.parse(new URLSearchParams(location.search).get('state')).version === 2""")
    assert said.count() == 0 and reader.chips() == old.chips
    reader.page.keyboard.press("Control+z")
    about.filter(has_text="v1").wait_for()
    said.wait_for()
    earlier = visit(f"{link.path}?{link.query}")
    earlier.shows(old.data)
    assert "v1" in earlier.card("ranking").locator(".about").inner_text()
    assert "v2" in visit().card("ranking").locator(".about").inner_text()
