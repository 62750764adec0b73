"""The workspace in a real browser under the server's own policy; its server's side is scripted in this process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import panel as pn
import pytest
from panel.io.state import state
from playwright.sync_api import Browser, Page, expect

from tests.proxy import free_port
from tests.ui.conftest import visitor
from tests.ui.desk import Strict, cells, copied, foot, run, soon, text_of, write
from tests.ui.reader import Reader
from tests.ui.scripted import MARKUP, Scripted

pytestmark = pytest.mark.ui


@pytest.fixture(scope="module")
def side() -> Scripted:
    return Scripted()


@pytest.fixture(scope="module")
def port(side: Scripted) -> Iterator[int]:
    chosen, before = free_port(), len(state._servers)
    served = pn.serve(
        {"/sql": side.page},
        port=chosen,
        threaded=True,
        show=False,
        websocket_origin=f"localhost:{chosen}",
        verbose=False,
    )
    while len(state._servers) == before:
        served.join(0.02)
    [*state._servers.values()][-1][0]._tornado.transforms.append(Strict)
    yield chosen
    served.stop()


@pytest.fixture(scope="module")
def desk(browser: Browser, port: int) -> Iterator[Page]:
    context = visitor(browser, 1280, 860)
    page = context.new_page()
    page.set_default_timeout(8_000)
    page.add_init_script("window.__xss = () => { window.pwned = true; }")
    reader = Reader(page, f"http://localhost:{port}")
    page.goto(f"http://localhost:{port}/sql")
    page.locator(".ace .ace_line").first.wait_for()
    page.locator(".relation").first.wait_for()
    yield page
    assert page.evaluate("window.pwned") is None
    assert (reader.errors, reader.foreign()) == ([], [])
    context.close()


def test_a_typo_is_marked_and_mended_by_a_click(desk: Page, side: Scripted) -> None:
    write(desk, "-- 증거금 😀\nSELECT ccp, im_b FROM ccp_quarter")
    run(desk)
    expect(desk.locator(".outcome.wrong .message")).to_contain_text('"im_b" not found')
    marked = desk.locator(".ace .fault").bounding_box()
    line = desk.locator(".ace .ace_line").nth(1).bounding_box()
    assert marked and line and abs(marked["y"] - line["y"]) < 4 and marked["width"] < 60
    desk.locator(".fix").click()
    assert text_of(desk) == "-- 증거금 😀\nSELECT ccp, im_bn FROM ccp_quarter"
    expect(desk.locator(".ace .fault")).to_have_count(0)
    run(desk)
    expect(foot(desk)).to_have_text(re.compile(r"^48 rows · 34 ms"))


def test_what_is_wrong_is_said_while_it_is_typed(desk: Page) -> None:
    write(desk, "SELECT '가😀' AS a, im_b FROM ccp_quarter")
    expect(desk.locator(".toolbar .hint")).to_have_text("no column im_b")
    desk.keyboard.press("Alt+Enter")
    assert text_of(desk) == "SELECT '가😀' AS a, im_bn FROM ccp_quarter"
    expect(desk.locator(".toolbar .hint")).to_be_empty()


def test_the_statement_at_the_cursor_runs_and_all_of_them_in_turn(desk: Page, side: Scripted) -> None:
    write(desk, "SELECT '가😀;' AS a;\nSELECT 3 AS three")
    run(desk)
    expect(desk.locator(".column-title")).to_have_text("three")
    sent = side.said("run")[-1]
    assert sent["start"] == sent["end"] == len(sent["text"])
    before = len(side.said("run"))
    desk.keyboard.press("Control+Shift+Enter")
    soon(desk, lambda: len(side.said("run")) == before + 2)
    assert [(each["start"], each["end"]) for each in side.said("run")[before:]] == [(0, 17), (18, 36)]


def test_columns_of_the_statement_are_offered_with_what_they_mean(desk: Page) -> None:
    write(desk, "SELECT * FROM ccp_quarter AS q WHERE q")
    desk.keyboard.type(".", delay=20)
    offered = desk.locator(".ace_autocomplete .ace_line")
    expect(offered.first).to_contain_text("ccp")
    desk.keyboard.type("im", delay=20)
    expect(desk.locator(".ace_doc-tooltip")).to_contain_text(f"What im_bn means {MARKUP}")
    desk.keyboard.press("Enter")
    assert text_of(desk).endswith("q.im_bn")


def test_a_name_becomes_a_field_and_its_value_is_sent_and_kept(desk: Page, side: Scripted) -> None:
    write(desk, "SELECT ccp, quarter FROM ccp_quarter WHERE quarter = $quarter")
    desk.locator(".parameters select").select_option("2022Q4")
    write(desk, "SELECT ccp, quarter FROM ccp_quarter WHERE quarter = $quarter -- again")
    run(desk)
    expect(foot(desk)).to_have_text(re.compile("^4 rows"))
    assert set(cells(desk, 1)) == {"2022Q4"} and side.said("run")[-1]["values"] == {"quarter": "2022Q4"}


def test_names_have_fields_while_the_statement_is_wrong_and_a_missing_value_is_pointed_to(desk: Page) -> None:
    write(desk, "SELECT ccp, im_b FROM ccp_quarter WHERE quarter = $quarter AND im_bn > $least")
    expect(desk.locator(".parameters label")).to_have_text(["$quarter2022Q32022Q4", "$least"])
    desk.locator(".fix").click()
    run(desk)
    expect(desk.locator(".outcome h3")).to_have_text("A value is missing")
    field = desk.locator(".parameters input")
    expect(field).to_be_focused()
    field.fill("100")
    field.press("Enter")
    expect(foot(desk)).to_have_text(re.compile("^[1-9][0-9]* row"))
    expect(desk.locator(".parameters [aria-invalid]")).to_have_count(0)


def test_rows_are_sorted_filtered_and_copied_raw_and_never_markup(desk: Page) -> None:
    write(desk, f'SELECT ccp, im_bn, members, 0.5 AS "<b>{MARKUP}", 1234567.125::DOUBLE AS big FROM ccp_quarter')
    run(desk)
    expect(foot(desk)).to_have_text(re.compile("^48 rows"))
    assert desk.locator(".column-title").nth(3).inner_text() == f"<b>{MARKUP}"
    assert cells(desk, 2)[:2] == ["null", "1"] and cells(desk, 4)[0] == "1,234,567.13"
    desk.locator(".column-title").nth(1).click()
    desk.locator(".column-title").nth(1).click()
    expect(desk.locator('.tabulator-row .tabulator-cell[tabulator-field="1"]').first).to_have_text("295.000")
    assert cells(desk, 0)[0] == MARKUP
    desk.get_by_role("button", name="Filter").click()
    desk.locator(".tabulator-header-filter input").nth(1).press_sequentially("< 67")
    expect(desk.locator(".tabulator-row")).to_have_count(1)
    expect(desk.locator(".foot .passed")).to_have_text("1 passes the filters")
    assert copied(desk) == f"ccp\tim_bn\tmembers\t<b>{MARKUP}\tbig\nKRX\t66.66666666666667\t\t0.5\t1234567.125"


def test_many_rows_are_drawn_as_they_are_seen_and_the_limit_is_said(desk: Page) -> None:
    write(desk, "SELECT ccp, range AS n FROM ccp_quarter, range(210)")
    run(desk)
    expect(foot(desk)).to_have_text(re.compile("^first 10,080 of 1,213,400 rows"))
    assert desk.locator(".tabulator-row").count() < 120
    assert desk.get_by_role("link", name="Parquet").get_attribute("href").startswith("./sql/export?run=")  # type: ignore[union-attr]


def test_what_runs_is_stopped_and_nothing_and_no_rows_say_what_to_do(desk: Page, side: Scripted) -> None:
    write(desk, "SELECT 'forever'")
    run(desk)
    expect(desk.locator(".toolbar .said")).to_have_text(re.compile(r"\d\.\d s"))
    desk.get_by_role("button", name="Stop").click()
    expect(desk.locator(".outcome.stopped h3")).to_have_text("Stopped")
    soon(desk, lambda: bool(side.said("stop")))
    assert side.said("stop")[-1]["run"] == side.said("run")[-1]["run"]
    write(desk, "FROM nothing")
    run(desk)
    expect(desk.locator(".outcome.empty h3")).to_have_text("No rows")


def test_the_plan_and_the_profile_can_be_read(desk: Page) -> None:
    write(desk, "SELECT ccp, sum(im_bn) FROM ccp_quarter WHERE members > 3 GROUP BY ccp")
    desk.get_by_role("tab", name="Plan").click()
    expect(desk.locator(".plan .operator").filter(has_text="Seq scan")).to_be_visible()
    expect(desk.locator(".pane.plan")).to_contain_text("ccp_quarter")
    desk.get_by_role("tab", name="Profile").click()
    desk.get_by_role("button", name="Run and profile").click()
    expect(desk.locator(".pane.profile .share").first).to_be_visible()
    assert desk.locator(".pane.profile .step").first.inner_text().startswith("Hash group by")
    desk.get_by_role("tab", name="Grid").click()


def test_the_schema_is_searched_written_and_shown(desk: Page) -> None:
    field = desk.get_by_role("searchbox", name="Search the schema")
    field.fill("비 고")
    expect(desk.locator(".relation")).to_have_count(1)
    write(desk, "SELECT ")
    desk.locator(".column .name").first.click()
    assert text_of(desk) == 'SELECT "비 고"'
    expect(desk.locator(".column .item").first).to_have_text("PQD 6.1.1")
    desk.get_by_role("button", name="Sample rows").click()
    expect(desk.locator("dialog td").nth(1)).to_have_text("증거금")
    desk.keyboard.press("Escape")
    field.fill("")


def test_tabs_are_made_renamed_moved_closed_and_reopened(desk: Page, side: Scripted) -> None:
    tabs = desk.locator(".tab")
    desk.keyboard.press("Alt+Shift+N")
    expect(tabs).to_have_count(2)
    write(desk, "SELECT 'second'")
    tabs.nth(1).focus()
    desk.keyboard.press("F2")
    desk.keyboard.type("Peers")
    desk.keyboard.press("Enter")
    expect(tabs.nth(1)).to_have_text(re.compile("Peers"))
    desk.keyboard.press("Alt+Shift+ArrowLeft")
    expect(tabs.first).to_have_text(re.compile("Peers"))
    soon(desk, lambda: [each["ids"][1] for each in side.said("tabs")][-1:] == ["a"])
    desk.keyboard.press("Delete")
    expect(tabs).to_have_count(1)
    desk.keyboard.press("Alt+Shift+T")
    expect(tabs).to_have_count(2)
    assert text_of(desk) == "SELECT 'second'"
    assert side.tabs[-1]["title"] == "Peers"
    desk.keyboard.press("Alt+Shift+W")
    expect(tabs).to_have_count(1)


def test_what_is_typed_reaches_the_server_and_is_there_after_a_reload(desk: Page, side: Scripted) -> None:
    write(desk, "SELECT 1 -- kept 가")
    desk.reload()
    desk.locator(".ace .ace_line").first.wait_for()
    assert text_of(desk) == "SELECT 1 -- kept 가"
    assert side.said("draft")[-1]["text"] == "SELECT 1 -- kept 가"


def test_the_keyboard_leaves_the_editor_and_lists_its_keys(desk: Page) -> None:
    write(desk, "SELECT 1")
    desk.keyboard.press("Tab")
    inside = """() => { let at = document.activeElement;
        while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return Boolean(at.closest('.ace')); }"""
    assert not desk.evaluate(inside)
    desk.keyboard.press("F1")
    expect(desk.locator("dialog kbd").first).to_have_text("Ctrl+Enter")
    desk.keyboard.press("Escape")


def test_the_editor_follows_the_theme_of_the_page(desk: Page) -> None:
    for dark in (1, 0):
        desk.get_by_role("button", name="Toggle theme").click()
        expect(desk.locator(".bench.dark")).to_have_count(dark)
        assert desk.locator(".ace.ace_dark").count() == dark


def test_versions_saved_and_history_are_texts(desk: Page) -> None:
    desk.get_by_role("tab", name="History").click()
    expect(desk.locator(".entry .name").first).to_have_text(MARKUP)
    desk.get_by_role("tab", name="Saved").click()
    desk.get_by_role("button", name="Versions").click()
    desk.locator("dialog input[name=first]").nth(1).check()
    desk.locator("dialog input[name=second]").nth(0).check()
    expect(desk.locator(".diff .more")).to_contain_text(MARKUP)
    desk.keyboard.press("Escape")


def test_another_chart_leaves_the_workspace_as_it_is(desk: Page, side: Scripted) -> None:
    write(desk, "SELECT 'not drawn again'")
    desk.get_by_role("tab", name="Chart").click()
    shown: Any = pn.pane.Str("another chart")
    page = side.pages[-1]
    page.chart = shown
    expect(desk.locator(".figure")).to_contain_text("another chart")
    assert text_of(desk) == "SELECT 'not drawn again'"
