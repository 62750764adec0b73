"""Texts of others are shown as texts: of data, files, columns, queries, pages, links and people, in a real browser.

Nothing of them becomes an element, runs, or has the browser's policy stop it; and no page holds the value of a cookie.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from data.ingest import Ingest
from tests.provider.running import Provider
from tests.ui import desk
from tests.ui.conftest import visitor, watched
from tests.ui.hostile import SINKS, brought, files, installed, named, payload, quoted
from tests.ui.reader import Reader, enter
from tests.ui.served import Served, signed_in

WATCH = """
window.fired = [];
window.__xss = (number) => window.fired.push(number);
addEventListener("securitypolicyviolation", (event) => window.fired.push(event.violatedDirective + " " + event.sample));
"""
LOOK = """() => {
  const found = { texts: [], elements: [], fired: window.fired };
  const look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.classList.contains("pwned") || node.tagName === "IFRAME") found.elements.push(node.outerHTML);
      for (const { value } of node.attributes) found.texts.push(value);
      if (node.value) found.texts.push(String(node.value));
      if (node.shadowRoot) look(node.shadowRoot);
      for (const child of node.childNodes) if (child.nodeType === 3) found.texts.push(child.data);
    }
  };
  look(document);
  return found;
}"""
DAILY = "Initial margin and stress loss by day"
TITLES = {"plain": payload("query title"), "daily": DAILY, "members": "Members by initial margin"}
ERROR = "provider's error"
ACCOUNTS = {"mallory": ["tidemark-admins"], "stranger": [payload("group")]}


@pytest.fixture(scope="module")
def server(provider: Provider, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The installation of a bad neighbour, with an administrator and somebody without a role."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, groups in ACCOUNTS.items():
        provider.account(name, payload("account title"), groups)
    root = installed(folder / "program")
    (folder / "files").mkdir()
    own = Path(shutil.copytree(home, folder / "home"))
    for dataset, file in files(folder / "files").items():
        Ingest(own).ingest([file], dataset)
    with signed_in(provider, own, folder, root) as made:
        yield made
    provider.reset()


class Watched:
    """A browser that notes what was shown to it and what should not have been."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.seen: set[str] = set()
        self.wrong: list[str] = []
        context.add_init_script(WATCH)
        self.page: Page = watched(context.new_page())
        self.reader = Reader(self.page, address)
        self.reader.titles = TITLES
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def sign_in(self, name: str) -> None:
        """Sign in with the provider."""
        enter(self.page, self.address, name, "/")

    def go(self, path: str) -> None:
        """Open a page without scripts, and look at it."""
        self.page.goto(f"{self.address}{path}")
        self.look()

    def charts(self, path: str, cards: int) -> None:
        """Open a page with charts, and look at it once they stand."""
        self.page.goto(f"{self.address}{path}")

        self.page.locator("section[aria-label] .bk-Figure").nth(cards - 1).wait_for()
        self.page.wait_for_function("() => Bokeh.documents[0].is_idle && !document.getElementById('skeleton')")
        self.look()

    def look(self) -> None:
        """Note which sinks are shown, and whatever was taken for markup."""
        found = self.page.evaluate(LOOK)
        self.seen |= set(re.findall(r"__xss\((\d+)\)", json.dumps(found["texts"])))
        self.wrong += [*map(str, found["fired"]), *found["elements"]]
        source, cookies = self.page.content(), self.context.cookies()
        self.wrong += [f"{each['name']} stands in the page" for each in cookies if str(each.get("value")) in source]

    def card(self, title: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        return self.page.locator("section[aria-label]").filter(has_text=title).first

    def shows(self, *sinks: str) -> None:
        """Each of these was shown, as a text; and nothing wrong has happened."""
        assert self.wrong == []
        assert [sink for sink in sinks if str(SINKS[sink]) not in self.seen] == []


@pytest.fixture(scope="module")
def mallory(browser: Browser, server: Served) -> Iterator[Watched]:
    context = visitor(browser)
    made = Watched(context, server.address)
    made.sign_in("mallory")
    yield made
    context.close()


@pytest.fixture
def anybody(browser: Browser, server: Served) -> Iterator[Watched]:
    context = visitor(browser)
    yield Watched(context, server.address)
    context.close()


def test_what_stands_on_a_page(mallory: Watched) -> None:
    mallory.charts("/benchmark", 2)
    mallory.shows("page title", "other page title", "view title", "view unit", "query title", "query unit")
    mallory.shows("heading", "sentence", "account title", "argument doc", "argument value")
    assert mallory.page.title().startswith(payload("page title"))


def test_what_stands_behind_a_chart(mallory: Watched) -> None:
    asked, filed = payload("query title"), payload("view title")
    for title, entry, sinks in (
        (asked, "Data table", ("column name", "cell", "statement", "ccp", "argument value")),
        (asked, "SQL", ("statement", "column name", "argument value")),
        (filed, "Provenance", ("ccp", "currency", "file name", "sheet name", "descriptor")),
    ):
        mallory.charts("/benchmark", 2)
        mallory.seen.clear()
        chosen(mallory, title, entry)
        mallory.shows(*sinks)


def chosen(reader: Watched, title: str, entry: str) -> None:
    """Choose an entry of a chart's menu, and look at what comes."""
    card = reader.card(title)
    card.locator("summary").click()
    card.get_by_role("button", name=entry, exact=True).click()
    reader.page.locator("h3").filter(has_text=f"{entry.split()[0]}: {title}").wait_for()
    reader.look()


def test_what_hovering_and_brushing_say(mallory: Watched) -> None:
    mallory.charts("/benchmark", 2)
    mallory.seen.clear()
    place = mallory.reader.at("plain", 0.25, 0.25)
    mallory.page.mouse.move(place[0] - 9, place[1] - 9)
    mallory.page.mouse.move(*place, steps=5)
    mallory.page.locator(".bk-Tooltip").first.wait_for(state="attached")
    mallory.look()
    mallory.page.mouse.click(*place)
    mallory.page.locator(".chip").first.wait_for()
    mallory.look()
    mallory.shows("ccp", "query title")


def test_margin_records(mallory: Watched) -> None:
    mallory.charts("/margin", 3)
    mallory.seen.clear()
    mallory.page.mouse.move(*mallory.reader.at("daily", 0.5, 0.5))
    mallory.page.locator(".bk-Tooltip").first.wait_for(state="attached")
    mallory.look()
    mallory.page.mouse.click(*mallory.reader.at("members", 0.2, 0.5))
    mallory.page.locator(".chip").first.wait_for()
    mallory.look()
    mallory.shows("series unit", "account title", "member")


def test_the_workspace_and_what_is_pinned_there(mallory: Watched) -> None:
    page, name = mallory.page, named(payload("result column"))
    mallory.seen.clear()
    page.goto(f"{mallory.address}/sql")
    page.locator(".ace .ace_scroller").wait_for()
    page.locator("input[type=file]").set_input_files([brought()])
    page.locator(".looked td").first.wait_for()
    mallory.look()
    page.locator("dialog").get_by_role("button", name="Cancel").click()
    desk.write(page, f"SELECT '{payload('fault')}'::INT")
    desk.run(page)
    page.locator(".bench").get_by_text("Could not convert").first.wait_for()
    mallory.look()
    given = f"{quoted(payload('result cell'))} AS {name}"
    desk.write(page, f"SELECT {given}, 1.5 AS n -- {payload('statement')}")
    desk.run(page)
    page.locator(".tabulator-row .tabulator-cell").first.wait_for()
    mallory.look()
    page.get_by_role("button", name="Save", exact=True).click()
    for label, sink in {"Name": "saved name", "What it says": "saved about", "What is new": "saved why"}.items():
        page.locator("dialog").get_by_label(label).fill(payload(sink))
    page.locator("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("tab", name="Saved").click()
    page.get_by_role("button", name="Versions").click()
    page.locator(".versions td").first.wait_for()
    mallory.look()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="History").click()
    page.locator(".entry .code").first.wait_for()
    mallory.look()
    page.get_by_role("tab", name="Chart").click()
    page.get_by_label("Title of the chart").fill(payload("pin title"))
    page.locator(".charted .bk-Figure").wait_for()
    mallory.look()
    page.get_by_role("button", name="Pin", exact=True).click()
    page.locator(".note.pinned").wait_for()
    mallory.charts("/board", 1)
    mallory.shows("result column", "result cell", "fault", "saved name", "saved about", "saved why", "pin title")
    mallory.shows("statement", "own file", "own column", "own cell")


@pytest.mark.parametrize(
    "sink",
    [
        "unknown page",
        *(pytest.param(f"unknown {each}", marks=pytest.mark.long) for each in ("ccp", "argument", "dataset")),
    ],
)
def test_what_a_link_gets_wrong(mallory: Watched, sink: str) -> None:
    state: dict[str, object] = {"page": "benchmark", "dataset": "filed", "my_ccp": "", "version": 3}
    state |= {"arguments": {}, "clauses": []}
    wrong = payload(sink)
    state |= {
        "unknown page": {"page": wrong},
        "unknown ccp": {"my_ccp": wrong},
        "unknown argument": {"arguments": {"plain": {wrong: "1"}}},
        "unknown dataset": {"dataset": wrong},
    }[sink]
    mallory.charts(f"/benchmark?{urlencode({'state': json.dumps(state)})}", 2)
    mallory.page.locator(".message").first.wait_for()
    mallory.look()
    mallory.shows(sink)


def test_plain_pages(mallory: Watched) -> None:
    mallory.go("/account")
    mallory.go(f"/audit?{urlencode({'words': payload('audit words'), 'actor': payload('audit actor')})}")
    mallory.go(f"/audit?{urlencode({'since': payload('audit since')})}")
    mallory.go(f"/receipt?{urlencode({'code': payload('receipt code')})}")
    mallory.go(f"/receipt/{quote(payload('receipt code', 0), safe='')}")
    mallory.go(f"/{quote(payload('address'), safe='')}")
    mallory.go("/audit")
    mallory.shows("account title", "audit words", "audit actor", "audit since", "receipt code")


def test_a_receipt_of_strange_texts(mallory: Watched) -> None:
    mallory.charts("/benchmark", 2)
    mallory.seen.clear()
    card = mallory.card(payload("view title"))
    card.locator("summary").click()
    code = re.search(r"TM-[0-9A-Z-]+", card.inner_text())
    assert code
    mallory.go(f"/receipt/{code[0]}")
    mallory.shows("view name")
    mallory.page.get_by_role("button", name="Draw again").click()
    mallory.page.locator(".verdict").wait_for()
    mallory.look()
    mallory.shows("view name")


def test_before_anybody_is_signed_in(anybody: Watched) -> None:
    anybody.go(f"/signin?{urlencode({'to': '/' + payload('to', 2).replace(' ', '/')})}")
    anybody.go(f"/signin/callback?{urlencode({'error': 'x', 'error_description': payload(ERROR)})}")
    anybody.shows("to", ERROR)


def test_who_has_no_role(anybody: Watched) -> None:
    anybody.sign_in("stranger")
    anybody.look()
    anybody.shows("account title")
    assert "give" in anybody.page.inner_text("main")


def test_errors_that_are_no_pages_are_plain_text(mallory: Watched) -> None:
    for path in (f"/benchmark/rows.csv?view={quote(payload('view name'))}x", "/benchmark/rows.csv?view=plain&state={}"):
        answer = mallory.context.request.get(f"{mallory.address}{path}")
        assert answer.status == 400 and answer.headers["content-type"].startswith("text/plain")
        assert answer.headers["x-content-type-options"] == "nosniff"
