"""A server process over the shipped catalog, and a real Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.proxy import free_port
from tests.ui.reader import Reader
from tests.ui.served import served

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@pytest.fixture(scope="package")
def front() -> int:
    """The port of a proxy that browsers may reach the server through."""
    return free_port()


@pytest.fixture(scope="package")
def behind(home: Path, front: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server answers, with no proxy in front."""
    settings = {"TIDEMARK_HOSTS": f"localhost:{front}", "TIDEMARK_PROXIED": "true", "TIDEMARK_OPEN_TO": "everyone"}
    folder = tmp_path_factory.mktemp("server")
    with served(Path(shutil.copytree(home, folder / "home")), folder, **settings) as server:
        yield server.address


@pytest.fixture(scope="package")
def address(behind: str) -> str:
    """Where browsers look for the server."""
    return behind


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


Opened = Callable[..., Reader]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Opens the page as a new reader would; at the end, no console error and no foreign request."""
    readers: list[Reader] = []
    contexts: list[BrowserContext] = []

    def opened(path: str = "/", width: int = 1280, height: int = 900) -> Reader:
        context = visitor(browser, width, height)
        contexts.append(context)
        readers.append(Reader(watched(context.new_page()), address))
        return readers[-1].open(path)

    yield opened
    for context in contexts:
        context.close()
    assert [each for reader in readers for each in reader.errors] == []
    assert [each for reader in readers for each in reader.foreign()] == []


def visitor(browser: Browser, width: int = 1280, height: int = 900, scheme: str = "light") -> BrowserContext:
    """A new reader's browser on a `light` or `dark` desktop, which takes a certificate that nobody signed."""
    size = {"width": width, "height": height}
    return browser.new_context(viewport=size, color_scheme=scheme, accept_downloads=True, ignore_https_errors=True)


def watched(page: Page) -> Page:
    page.set_default_timeout(20_000)
    return page


@pytest.fixture(scope="module")
def at_desk(browser: Browser, address: str) -> Iterator[Reader]:
    """A page that stays open."""
    context = visitor(browser, 1280, 900)
    reader = Reader(watched(context.new_page()), address).open()
    yield reader
    context.close()
    assert reader.errors == [] and reader.foreign() == []


@pytest.fixture
def desk(at_desk: Reader) -> Reader:
    """The page that stays open, with nothing brushed."""
    if at_desk.chips():
        at_desk.page.keyboard.press("Escape")
        at_desk.page.locator(".hint").wait_for()
    return at_desk
