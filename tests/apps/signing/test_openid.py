"""Sign-in with a real provider: in, turned away, and out again."""

from __future__ import annotations

import pytest

from tests.apps.signing.conftest import answered, through
from tests.apps.signing.lobby import Lobby, Visitor
from tests.provider.running import Provider


def test_the_way_in_names_the_provider_and_says_that_the_connection_is_plain(openid: Lobby, provider: Provider) -> None:
    page = Visitor(openid).get("/signin", to="/margin?state=x")
    assert f"Sign in with {provider.issuer.removeprefix('http://')}" in page.text
    assert "not encrypted" in page.text and 'value="/margin?state=x"' in page.text and "<script" not in page.text


@pytest.mark.parametrize("name, role", [("viewer", "viewer"), ("o'two", "viewer"), ("admin", "admin")])
def test_whom_the_provider_names_comes_in(openid: Lobby, name: str, role: str) -> None:
    visitor = through(openid, name)
    assert visitor.answer and visitor.answer.status_code == 303 and visitor.answer.headers["Location"] == "/account"
    cookie = visitor.answer.headers.get_list("set-cookie")
    assert any(f"{openid.access.cookie}=" in each and "HttpOnly" in each and "SameSite=Lax" in each for each in cookie)
    page = visitor.get("/account").text
    assert role in page and "Signed in" in page and "Audit" in page if role == "admin" else "Audit" not in page
    (record,) = [each for each in openid.of("signed in") if each["actor"] == name][-1:]
    assert record["roles"] == [role] and record["address"] and record["entitlement"] == "everything"


def test_who_has_no_role_is_told_why_and_gets_no_session(openid: Lobby) -> None:
    visitor = through(openid, "stranger")
    assert visitor.answer and visitor.answer.status_code == 403 and not visitor.cookie()
    assert "give no role here; ask the administrator" in visitor.answer.text and "Nobody" in visitor.answer.text
    assert openid.of("sign-in refused")[-1]["actor"] == "stranger"
    assert visitor.get("/account").headers["Location"].startswith("/signin?to=")


def test_a_session_is_another_at_each_sign_in_and_the_one_before_ends(openid: Lobby) -> None:
    visitor = through(openid, "viewer")
    first = visitor.cookie()
    visitor.get(answered(visitor, "analyst"))
    assert visitor.cookie() not in ("", first)
    visitor.browser.cookies.clear()
    visitor.browser.cookies.set(openid.access.cookie, first)
    assert visitor.get("/account").status_code == 302


def test_a_session_that_somebody_else_planted_is_not_taken_over(openid: Lobby) -> None:
    visitor = Visitor(openid)
    visitor.browser.cookies.set(openid.access.cookie, "planted", domain="localhost.local", path="/")
    visitor.get(answered(visitor, "viewer"))
    values = [cookie.value for cookie in visitor.browser.cookies.jar if cookie.name == openid.access.cookie]
    assert any(value and value != "planted" and openid.access.sessions.find(value) for value in values)  # type: ignore[union-attr]
    assert openid.access.sessions and openid.access.sessions.find("planted") is None


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/signin", "evil", "/\tx"]
)
def test_sign_in_leads_to_paths_of_this_server_only(openid: Lobby, to: str) -> None:
    visitor = through(openid, "viewer", to)
    assert visitor.answer and visitor.answer.headers["Location"] == "/"
    assert visitor.get("/signin", to=to).headers["Location"] == "/"


def test_an_answer_counts_in_the_browser_that_asked_and_once(openid: Lobby) -> None:
    visitor = Visitor(openid)
    answer = answered(visitor, "viewer")
    thief = Visitor(openid)
    assert thief.get(answer).status_code == 403 and not thief.cookie()
    assert Visitor(openid).get(answer.replace("state=", "state=x")).status_code == 403
    again = Visitor(openid)
    own = answered(again, "viewer")
    assert again.get(own).status_code == 303
    assert Visitor(openid).get(own).status_code == 403
    assert "Sign in again" in thief.get(answer).text


def test_what_the_provider_says_of_an_error_is_shown_as_text(openid: Lobby) -> None:
    page = Visitor(openid).get("/signin/callback", error="<b>", error_description="<script>alert(1)</script>" * 50)
    assert page.status_code == 403 and "&lt;b&gt;: &lt;script&gt;" in page.text and "<script" not in page.text
    assert len(page.text) < 20_000


def test_sign_out_ends_the_session_here_and_leads_to_the_provider(openid: Lobby, provider: Provider) -> None:
    visitor = through(openid, "host")
    cookie, fields = visitor.cookie(), visitor.fields("/account")
    gone = visitor.post("/signout", **fields)
    assert gone.status_code == 303 and gone.headers["Location"].startswith(provider.issuer)
    assert "post_logout_redirect_uri" in gone.headers["Location"]
    assert not visitor.cookie() and openid.access.sessions and openid.access.sessions.find(cookie) is None
    assert openid.of("signed out")[-1]["actor"] == "host"
    assert "You are signed out" in visitor.get("/signout").text


def test_sign_out_on_all_devices_ends_them_all(openid: Lobby) -> None:
    one, two, other = (through(openid, name) for name in ("power", "power", "viewer"))
    one.post("/signout", **one.fields("/account"), everywhere="yes")
    assert two.get("/account").status_code == 302 and other.get("/account").status_code == 200


@pytest.mark.parametrize("origin, field", [("https://evil.example", "own"), ("", "wrong"), ("", ""), ("null", "own")])
def test_nobody_is_signed_out_by_another_page(openid: Lobby, origin: str, field: str) -> None:
    visitor = through(openid, "viewer")
    own = visitor.fields("/account")["csrf"]
    refused = visitor.post("/signout", origin, csrf=own if field == "own" else field)
    assert refused.status_code == 403 and visitor.get("/account").status_code == 200


def test_the_provider_itself_signs_out_by_a_token_and_by_nothing_else(openid: Lobby) -> None:
    visitor = through(openid, "viewer")
    for token in ("", "x.y.z", "eyJhbGciOiJub25lIn0.e30."):
        answer = openid_told(openid, token)
        assert answer.status_code == 400 and answer.json()["error"] == "invalid_request"
    assert openid_told(openid, "x" * 100_000).status_code == 400
    assert visitor.get("/account").status_code == 200


def openid_told(lobby: Lobby, token: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return Visitor(lobby).browser.post("/signout/backchannel", data={"logout_token": token})


def test_while_the_provider_is_down_who_is_signed_in_stays_so(openid: Lobby, own_provider: Provider) -> None:
    visitor = through(openid, "viewer")
    own_provider.down()
    stranger = Visitor(openid)
    page = stranger.get("/signin/openid", to="/")
    assert page.status_code == 503 and "try again later" in page.text and "Sign in again" in page.text
    assert visitor.get("/account").status_code == 200
    assert visitor.post("/signout", **visitor.fields("/account")).headers["Location"] == "/signout"
    own_provider.up()
    assert through(openid, "viewer").cookie()


def test_nothing_secret_is_written_down_or_shown(openid: Lobby) -> None:
    visitor = through(openid, "admin")
    page, audit = visitor.get("/account").text, openid.audit.path.read_text()
    for cookie in visitor.browser.cookies.jar:
        assert cookie.value and cookie.value not in page and cookie.value not in audit
    assert "code=" not in audit and "state=" not in audit and "pw-" not in audit
