"""The account, the audit and receipts, to those who may see them and to those who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from apps.signing.paper import COOKIE
from queries.answer import Asker, Receipt
from queries.figures import Figures
from queries.library.history import History, Run, fresh
from queries.query import FOLDER, Query
from queries.sandbox.client import running
from tests.apps.serving.doors import let_in
from tests.apps.signing.lobby import Lobby, Visitor, lobby
from tests.stored import locked

RANKING = Query.read(FOLDER / "im_ranking.sql")
ROLES = """
ask: the risk desk
entitlements:
  published: {datasets: [rec2019]}
roles:
  viewer: {groups: [viewers], sees: everything, may: {open: all, provenance: all, verify: all}}
  quant: {includes: [viewer], groups: [quants], sees: everything, may: {query: all}}
  admin: {includes: [viewer], groups: [admins], sees: everything, may: {audit: all}}
  guest: {includes: [viewer], groups: [guests], sees: published, may: {audit: all}}
"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """Readers who have signed in already, with roles of this test's own."""
    home = tmp_path_factory.mktemp("hall")
    roles = home / "roles.yaml"
    roles.write_text(ROLES)
    tree = {"ldap_user_base": "dc=x", "ldap_group_base": "dc=x"}
    with lobby(home, roles=roles, ldap="ldap://localhost:1", **tree) as made:
        yield made


def reader(hall: Lobby, role: str, subject: str = "") -> Visitor:
    visitor = Visitor(hall)
    visitor.browser.cookies.set(hall.access.cookie, let_in(hall.access, role, subject))
    return visitor


def drawn(hall: Lobby, actor: str = "jan", **arguments: str) -> str:
    """The receipt code of a query that was run."""
    answer = hall.engine.answer(RANKING, "krx_case", arguments)
    (code,) = hall.engine.record([(Asker(actor, "benchmark", "im_ranking"), answer.receipt)])
    return code


def test_the_account_says_who_as_what_and_since_when(hall: Lobby) -> None:
    page = reader(hall, "admin", "o'two").get("/account").text
    assert "o&#x27;two" in page and "admin" in page and "UTC" in page and "everything" in page
    assert page.count('name="csrf"') == 2 and 'action="/signout"' in page and "<script" not in page


def test_nobody_gets_there_who_is_not_signed_in(hall: Lobby) -> None:
    for path in ("/account", "/audit", "/receipt/TM-0000-0000-0000", "/receipt"):
        answer = Visitor(hall).get(path)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/signin?to=%2F")


def test_the_audit_is_for_those_who_may_read_it(hall: Lobby) -> None:
    refused = reader(hall, "viewer").get("/audit")
    assert refused.status_code == 403 and "you need the role" in refused.text.replace("Y", "y")
    assert "/audit" not in reader(hall, "viewer").get("/account").text
    page = reader(hall, "admin").get("/audit")
    assert page.status_code == 200 and "<details>" in page.text


def test_the_audit_is_searched_and_each_search_is_written_down(hall: Lobby) -> None:
    code = drawn(hall, "searched-for")
    admin = reader(hall, "admin")
    found = admin.get("/audit", actor="searched-for", words="im_ranking krx_case").text
    assert found.count("<details>") == 1 and code in found and "im_ranking of krx_case" in found
    assert "Nothing of the kind" in admin.get("/audit", words="not there, surely").text
    assert "Nothing of the kind" in admin.get("/audit", actor="searched-for", until="2020-01-01").text
    wrong = admin.get("/audit", since="yesterday")
    assert wrong.status_code == 400 and "no moment" in wrong.text
    record = hall.of("audit read")[0]
    assert record["actor"] == "admin" and record["page"] == 1


def test_pages_of_the_audit_hold_a_hundred(hall: Lobby) -> None:
    for number in range(205):
        hall.audit.event("test of pages", "robot", number=number)
    admin = reader(hall, "admin")
    pages = [admin.get("/audit", actor="robot", page=str(number)).text for number in (1, 2, 3)]
    assert [page.count("<details>") for page in pages] == [100, 100, 5]
    assert ["Older" in page for page in pages] == [True, True, False]
    assert ["Newer" in page for page in pages] == [False, True, True]
    assert "number: 204" in pages[0] and "number: 104" in pages[1] and "number: 0" in pages[2]
    for strange in ("0", "-1", "x", "99999999999", "²"):
        assert admin.get("/audit", actor="robot", page=strange).status_code == 200


def test_who_sees_a_part_reads_of_that_part_alone(hall: Lobby) -> None:
    drawn(hall, "of-everything")
    hall.audit.event("denied", "somebody", path="/benchmark", reason="secret-of-others")
    guest = reader(hall, "guest")
    page = guest.get("/audit").text
    assert "krx_case" not in page and "secret-of-others" not in page and "of-everything" not in page
    assert "audit read" in guest.get("/audit").text


def test_a_receipt_of_sql_shows_it_to_those_who_may_write_some(hall: Lobby) -> None:
    text, opened = "SELECT '<b>' AS shown", hall.engine.opened()
    query = Query.written("sql", text, {}, {}, {"shown": "VARCHAR"})
    receipt = Receipt(query, None, opened.version, {}, (), 1, figures=Figures(pd.DataFrame({"shown": ["<b>"]})))
    (code,) = hall.engine.record([(Asker("jan", "sql"), receipt)])
    History(hall.access.store).add(Run(fresh(), "jan", text, code=code))
    assert reader(hall, "viewer").get(f"/receipt/{code}").status_code == 404
    quant = reader(hall, "quant")
    assert "SELECT &#x27;&lt;b&gt;&#x27; AS shown" in quant.get(f"/receipt/{code}").text
    fields = quant.fields(f"/receipt/{code}")
    assert "SQL of readers is run by the server alone" in quant.post(f"/receipt/{code}", **fields).text
    with running(1) as hall.engine.sandbox:
        assert "Identical" in quant.post(f"/receipt/{code}", **fields).text
    hall.engine.sandbox = None


def test_a_receipt_says_what_it_stands_for_and_is_drawn_again(hall: Lobby) -> None:
    code = drawn(hall)
    viewer = reader(hall, "viewer")
    for written in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        page = viewer.get(f"/receipt/{written}").text
        assert all(each in page for each in (code, "im_ranking", "krx_case", "jan", "SHA-256 of the data"))
    fields = viewer.fields(f"/receipt/{code}")
    verdict = viewer.post(f"/receipt/{code}", **fields)
    assert verdict.status_code == 200 and "Identical" in verdict.text
    assert hall.of("verified")[-1]["of"] == code and hall.of("verified")[-1]["actor"] == "viewer"
    assert viewer.post(f"/receipt/{code}").status_code == 403
    assert viewer.post(f"/receipt/{code}", "https://evil.example", **fields).status_code == 403


def test_an_unknown_code_and_one_of_what_the_reader_may_not_see_look_the_same(hall: Lobby) -> None:
    code, event = drawn(hall), hall.audit.event("configured", "robot")
    guest = reader(hall, "guest")
    fields = {"csrf": re.search(r'name="csrf" value="([^"]*)"', guest.get("/account").text)[1]}  # type: ignore[index]
    unknown = plain(guest.get("/receipt/TM-0000-0000-0000").text, "TM-0000-0000-0000")
    for each in (code, event):
        assert plain(guest.get(f"/receipt/{each}").text, each) == unknown
        assert plain(guest.post(f"/receipt/{each}", **fields).text, each) == unknown
    assert reader(hall, "viewer").get(f"/receipt/{event}").status_code == 404
    near = code[:-1] + ("X" if code[-1] != "X" else "Y")
    assert code in reader(hall, "viewer").get(f"/receipt/{near}").text
    assert code not in guest.get(f"/receipt/{near}").text


def plain(page: str, code: str) -> str:
    return page.replace(code, "CODE")


def test_what_is_no_code_is_said_to_be_none(hall: Lobby) -> None:
    viewer = reader(hall, "viewer")
    assert viewer.get("/receipt").status_code == 200
    page = viewer.get("/receipt", code="<img src=x onerror=alert(1)>")
    assert page.status_code == 404 and "<img" not in page.text and "no receipt code" in page.text


def test_the_theme_that_was_chosen_is_kept_and_no_other_word_is(hall: Lobby) -> None:
    visitor = reader(hall, "viewer")
    for said, shown in (("dark", 'class="dark"'), ("light", 'class="light"'), ('x" onload="', 'class=""')):
        visitor.browser.cookies.set(COOKIE, said.replace('"', "%22"))
        assert shown in visitor.get("/account").text


def test_while_the_store_is_locked_a_page_says_so(hall: Lobby) -> None:
    visitor = reader(hall, "viewer")
    fields = visitor.fields("/account")
    with locked(hall.home):
        refused = visitor.post("/signout", **fields)
    assert refused.status_code == 503 and "locked" in refused.text
    assert visitor.post("/signout", **fields).status_code == 303


def test_where_nobody_signs_in_the_pages_say_so(tmp_path: Path) -> None:
    with lobby(tmp_path) as free:
        visitor = Visitor(free)
        assert "Nobody signs in here" in visitor.get("/signin").text + visitor.get("/account").text
        code = drawn(free)
        assert "Identical" in visitor.post(f"/receipt/{code}").text
        assert visitor.get("/audit").status_code == 200
        assert visitor.get("/signin/openid").status_code == visitor.get("/signin/ldap").status_code == 404
