"""The contract of apps/shell.py with Panel, panel-material-ui and Bokeh: an upgrade that breaks it fails here."""

from __future__ import annotations

import functools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from apps.page import FOLDER, read
from apps.shell import ACCOUNT, NONCE, NOTHING, TOKEN, Shell, shell
from components.cells import models
from queries.query import read_all
from tests.charts import CHARTS, TITLES, engine, page, stage
from tests.components.screen import Screen

CARDS = {f"card {name}" for name in CHARTS}
PARTS = {"page", "drawer", "dataset", "mine", "strip", "words", "links"} | CARDS
BUNDLES = ("cdn.holoviz.org", "cdn.bokeh.org", "cdn.jsdelivr.net", "unpkg.com", "fonts.googleapis.com")


class Addresses(HTMLParser):
    """What a page loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.bodies = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bodies += tag == "body"
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "action", "poster")]


@functools.cache
def published() -> Shell:
    return shell(read(FOLDER / "published.yaml", engine(), read_all()), TITLES)


def own() -> Shell:
    return stage().shell


def content(made: Shell | None = None) -> dict[str, Any]:
    return dict(json.loads((made or own()).document))


def inside(made: Shell | None = None) -> dict[str, dict[str, Any]]:
    """The models of the document by id."""
    return {each["id"]: each for each in models(content(made)["roots"])}


def test_the_token_stands_in_one_place() -> None:
    html = own().page("a.token-of_one-reader", "a-nonce")
    assert html.count("a.token-of_one-reader") == 1 and TOKEN not in html
    assert '"token":"a.token-of_one-reader"' in html
    assert TOKEN not in own().document


def test_every_script_carries_the_nonce_of_the_answer() -> None:
    html = own().page("a.token", "a-nonce")
    assert html.count("<script") == html.count('<script nonce="a-nonce"') > 10 and NONCE not in html


def test_the_page_has_one_body_with_the_skeleton_in_it_first() -> None:
    html = own().page("", "a-nonce")
    assert Addresses(html).bodies == 1 and html.count('id="skeleton"') == 1
    assert html.index("<body>") < html.index('id="skeleton"') < html.index("data-root-id")
    assert "<title>Global benchmark · Tidemark</title>" in html


def test_nothing_is_loaded_from_a_foreign_host() -> None:
    found = Addresses(own().page("", "a-nonce")).found
    assert any(each.endswith("bokeh.min.js") for each in found) and any("panel.min.js" in each for each in found)
    assert [each for each in found if re.match(r"(\w+:)?//", each)] == []
    assert re.findall(r"url\([^)]*//|@import|https?://", own().page("", "a-nonce")) == []


def test_the_document_names_no_bundle_on_a_foreign_host() -> None:
    """The import map of React's libraries is in it; the bundles hold them, and nothing asks for its addresses."""
    assert [host for host in BUNDLES if host in own().document] == []
    hosts = set(re.findall(r"https?://([^/\"]+)", own().document))
    assert hosts <= {"esm.sh"}


def test_no_wish_to_reconnect_or_to_notify_is_left_to_bokehjs() -> None:
    """The page says itself that it is cut off, and comes back by itself."""
    settings = content()["config"]["attributes"]
    assert (settings["reconnect_session"], settings["notify_connection_status"]) == (False, False)


def test_the_roots_of_the_page_are_those_of_the_document() -> None:
    named = re.search(r'"root_ids":(\[[^]]*\])', own().page("", "a-nonce"))
    roots = [root["id"] for root in content()["roots"]]
    assert named and json.loads(named[1]) == roots == re.findall(r'data-root-id="([^"]+)"', own().page("", "a-nonce"))
    assert [each["attributes"].get("name") for each in content()["roots"]] != ["browser_info"]


def test_every_part_is_found_by_name() -> None:
    assert own().models.keys() == own().hosts.keys() == PARTS
    known = inside()
    for name in PARTS:
        assert known[own().hosts[name]]["attributes"]["data"]["id"] == own().models[name]
    ids = [*own().models.values(), *own().hosts.values()]
    assert len(set(ids)) == len(ids) and set(ids) <= known.keys()


@pytest.mark.parametrize("name", CHARTS)
def test_a_card_has_a_title_the_address_of_its_rows_and_a_place_for_its_chart(name: str) -> None:
    card = inside()[own().models[f"card {name}"]]["attributes"]
    assert card["title"] == page().views[name].title
    assert card["rows"] == f"./benchmark/rows.csv?view={name}"
    assert card["chart"]["type"] == "object" and card["chart"]["id"] in inside()


def test_the_drawer_says_what_to_do() -> None:
    assert inside()[own().models["drawer"]]["attributes"]["markup"] == NOTHING


def test_the_definitions_are_those_of_the_models_that_are_used() -> None:
    """Each with what it extends, before what extends it; Bokeh's own models need none."""
    defined = [each["name"] for each in content()["defs"]]
    used = {each["name"] for each in models(content()["roots"])}
    assert len(set(defined)) == len(defined)
    for position, each in enumerate(content()["defs"]):
        parent = each.get("extends", {}).get("id")
        assert parent not in defined[position:]
    parents = {each["extends"]["id"] for each in content()["defs"] if "extends" in each}
    assert set(defined) <= used | parents
    inner = {inside()[model]["name"] for model in own().models.values()}
    assert inner <= set(defined)


def test_bokeh_reads_the_document_back() -> None:
    screen = Screen(content())
    assert screen.document.title == "Global benchmark · Tidemark"
    assert screen.seen().keys() == inside().keys()
    assert Screen(content()).differs(screen) == []


def test_every_attribute_that_is_set_is_one_that_the_model_has() -> None:
    """A misspelt attribute would be dropped by the browser without a word."""
    screen = Screen(content())
    for cell in stage().scene(stage().opening).cells:
        model = screen.document.get_model_by_id(cell.model)
        assert model is None or cell.attribute in model.properties(), cell


def test_the_shells_of_two_pages_share_no_model() -> None:
    assert not inside().keys() & inside(published()).keys()
    assert published().models.keys() - PARTS and published().models.keys() >= PARTS - CARDS - {"words"}


def test_menus_and_links_are_empty_until_it_is_known_who_reads() -> None:
    parts = inside()
    links = parts[own().models["links"]]["attributes"]
    assert links["account"] == ACCOUNT and "pages" not in links
    assert own().document.count(ACCOUNT) == 1
    assert not [name for name in CARDS if "entries" in parts[own().models[name]]["attributes"]]
    assert not [title for name, title in TITLES.items() if title in own().document and name != "benchmark"]


def test_names_of_views_and_pages_are_quoted_in_addresses(tmp_path: Path) -> None:
    strange = tmp_path / "a&b#c.yaml"
    strange.write_text('title: "</title><b>"\nviews:\n  \'x"&y=1\': {line: im_growth, y: initial_margin_usd_bn}\n')
    made = shell(read(strange, engine(), read_all()), {})
    assert inside(made)[made.models['card x"&y=1']]["attributes"]["rows"] == "./a%26b%23c/rows.csv?view=x%22%26y%3D1"
    assert "<b>" not in made.html and "&lt;b&gt;" in made.html
