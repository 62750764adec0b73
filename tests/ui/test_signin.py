"""Signing in with a real provider in a real browser: what each role finds, and the way out again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.pages import CHARTS, lighter
from tests.provider.running import Provider
from tests.ui.conftest import visitor, watched
from tests.ui.reader import FAULTY, enter
from tests.ui.served import Served, signed_in

OFFERS = {
    "viewer": ["Maximise or restore", "Provenance"],
    "analyst": ["Maximise or restore", "Data table", "Provenance", "Export CSV"],
    "admin": [
        *("Maximise or restore", "Data table", "SQL", "Provenance", "Export CSV"),
        *("Copy as SQL", "Open in SQL", "Pin to my board"),
    ],
}
Come = Callable[..., Page]


@pytest.fixture(scope="module")
def server(provider: Provider, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    provider.account("kim", "김하늘 (리스크관리부)", ["tidemark-viewers"])
    folder = tmp_path_factory.mktemp("signed_in")
    own = Path(shutil.copytree(home, folder / "home"))
    with signed_in(provider, own, folder, pages=lighter(folder / "pages")) as made:
        yield made
    provider.reset()


@pytest.fixture
def come(browser: Browser, server: Served) -> Iterator[Come]:
    """Opens a path as somebody who signs in on the way to it; at the end no console has said anything."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def come(name: str, path: str = "/", width: int = 1280, scheme: str = "light") -> Page:
        context = visitor(browser, width, 900, scheme)
        contexts.append(context)
        page = watched(context.new_page())
        page.on("console", lambda line: said.append(line.text) if faulty(line) else None)
        enter(page, server.address, name, path)
        return page

    def faulty(line: ConsoleMessage) -> bool:
        return line.type in FAULTY and line.location["url"].startswith(server.address)

    yield come
    for context in contexts:
        context.close()
    assert said == []


def stands(page: Page) -> Page:
    """Wait until all charts are there."""
    page.locator("section[aria-label] .bk-Figure").nth(CHARTS - 1).wait_for()
    return page


@pytest.mark.parametrize(
    "name", ["viewer", *(pytest.param(each, marks=pytest.mark.long) for each in ("analyst", "admin"))]
)
def test_a_role_finds_what_it_may_do_and_the_way_out(come: Come, server: Served, name: str) -> None:
    page = stands(come(name, "/benchmark"))
    card = page.locator("section[aria-label]").nth(1)
    card.locator("summary").click()
    assert card.locator(".list button").all_inner_texts() == OFFERS[name]
    assert ("Audit" in page.locator("nav[aria-label=Pages] a").all_inner_texts()) == (name == "admin")
    page.keyboard.press("Escape")
    page.locator("a.account").click()
    page.wait_for_url("**/account")
    assert name in page.inner_text("main")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.locator("#go").click()
    page.wait_for_url(f"{server.address}/signout**")
    assert "You are signed out" in page.inner_text("main")
    page.goto(f"{server.address}/account")
    assert page.url.startswith(f"{server.address}/signin?to=")


@pytest.mark.parametrize("width, scheme", [(390, "dark")])
def test_a_long_name_fits_and_leads_to_the_account(come: Come, width: int, scheme: str) -> None:
    page = stands(come("kim", "/", width, scheme))
    box = page.locator("a.account").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width - 80
    assert page.locator("a.account .name").is_visible() == (width > 600)
    assert page.locator("a.account .initial").inner_text() == "김"
    page.goto(page.url.split("?")[0] + "account")
    assert page.evaluate("document.documentElement.scrollWidth") <= width and "김하늘" in page.inner_text("h1")


def test_an_open_page_goes_to_the_sign_in_when_its_reader_signs_out_elsewhere(come: Come, server: Served) -> None:
    page = stands(come("analyst", "/benchmark"))
    other = watched(page.context.new_page())
    other.goto(f"{server.address}/account")
    other.get_by_role("button", name="Sign out on all devices").click()
    page.wait_for_url(f"{server.address}/signin**", timeout=5000)
    assert "to=%2Fbenchmark" in page.url


def test_the_theme_that_is_chosen_on_a_page_is_that_of_the_account(come: Come, server: Served) -> None:
    page = stands(come("viewer", "/benchmark"))
    page.get_by_role("button", name="dark").or_(page.locator("header .MuiIconButton-root").first).first.click()
    page.wait_for_function("() => document.cookie.includes('tidemark-theme=dark')")
    page.goto(f"{server.address}/account")
    assert page.evaluate("document.documentElement.className") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 27)"
