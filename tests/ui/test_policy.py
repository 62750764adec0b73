"""What a browser is told that it may run: it runs all of every page, and nothing else; signed out, it signs in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.apps.serving.house import House, house
from tests.ui.conftest import visitor, watched

TOLD = """window.told = []; addEventListener("securitypolicyviolation",
  (event) => told.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""
INJECTED = """async () => {
  const script = Object.assign(document.createElement("script"), { textContent: "window.injected = true" });
  const frame = Object.assign(document.createElement("iframe"), { src: "https://foreign.example/" });
  document.body.append(script, frame);
  document.body.insertAdjacentHTML("beforeend", `<img src="x:" onerror="window.injected = true">`);
  const foreign = await fetch("https://foreign.example/").then(() => "sent", () => "refused");
  await new Promise((done) => setTimeout(done, 100));
  let evaluated;
  try { evaluated = eval("1"); } catch { evaluated = "refused"; }
  await new Promise((done) => setTimeout(done, 100));
  return [window.injected ?? "not run", evaluated, foreign, told.map((each) => each.split(" ")[0])];
}"""


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house"), 2, home) as stands:
        yield stands


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that notes what its policy forbids and what goes wrong in it."""
    context = visitor(browser)
    context.add_init_script(TOLD)
    page = watched(context.new_page())
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    yield page
    context.close()
    assert wrong == []


def signed_in(page: Page, there: House) -> str:
    """The cookie of somebody who has signed in with this browser."""
    cookie = there.cookie("admin")
    page.context.add_cookies([{"name": "tidemark-dev", "value": cookie, "url": there.origin, "httpOnly": True}])
    return cookie


@pytest.mark.parametrize("name", ["benchmark", pytest.param("margin", marks=pytest.mark.long)])
def test_every_page_runs_within_its_policy(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    card = page.locator("section[aria-label]").last
    card.locator(".bk-Figure, .empty:not([hidden])").first.wait_for()
    page.locator("#skeleton").wait_for(state="detached")
    page.get_by_role("button", name="Toggle theme").click()
    page.wait_for_function("() => document.documentElement.style.colorScheme === 'dark'")
    card.locator("summary").click()
    card.get_by_role("button", name="SQL", exact=True).click()
    page.locator("pre", has_text="SELECT").wait_for()
    assert page.evaluate("told") == []


def test_what_is_no_part_of_a_page_does_not_run_in_it(browser: Browser, address: str) -> None:
    page = watched(browser.new_page())
    page.add_init_script(TOLD)
    page.goto(f"{address}/published")
    page.locator("#skeleton").wait_for(state="detached")
    told, *outcome = reversed(page.evaluate(INJECTED))
    assert outcome == ["refused", "refused", "not run"]
    assert {"script-src-elem", "script-src-attr", "script-src", "connect-src", "frame-src"} <= set(told)
    page.close()


@pytest.mark.long
def test_an_ordinary_page_of_panel_runs_within_its_policy_too(page: Page, there: House) -> None:
    signed_in(page, there)
    page.goto(f"{there.origin}/bad")
    page.get_by_text("did you mean 'line'?").wait_for()
    assert page.evaluate("told") == []


@pytest.mark.long
def test_who_is_signed_out_comes_to_the_page_that_signs_in(page: Page, there: House) -> None:
    cookie = signed_in(page, there)
    page.goto(f"{there.origin}/good")
    page.locator("#skeleton").wait_for(state="detached")
    assert there.access.sessions
    there.access.sessions.end(there.session(cookie).key)
    page.wait_for_url(f"{there.origin}/signin?to=%2Fgood*", timeout=5000)
    assert page.locator("h1").inner_text() == "Sign in"
