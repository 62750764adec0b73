"""Sign-in with a real directory."""

from __future__ import annotations

import pytest

from tests.apps.signing.lobby import Lobby, Visitor
from tests.slapd import PASSWORD


def tried(lobby: Lobby, name: str, password: str, to: str = "/account"):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """A visitor who has sent the form, and the answer."""
    visitor = Visitor(lobby)
    fields = visitor.fields("/signin", to=to)
    return visitor, visitor.post("/signin/ldap", **(fields | {"name": name, "password": password}))


@pytest.mark.parametrize("name, role", [("kim", "viewer"), ("obrien", "analyst"), (" park ", "admin")])
def test_whom_the_directory_knows_comes_in(ldap: Lobby, name: str, role: str) -> None:
    visitor, answer = tried(ldap, name, PASSWORD)
    assert answer.status_code == 303 and answer.headers["Location"] == "/account" and visitor.cookie()
    assert role in visitor.get("/account").text
    assert ldap.of("signed in")[-1]["actor"] == name.strip() and PASSWORD not in ldap.audit.path.read_text()


@pytest.mark.parametrize(
    "name, password", [("kim", "wrong"), ("kim", ""), ("", PASSWORD), ("kim", " "), ("*", PASSWORD)]
)
def test_the_form_comes_back_with_the_reason_and_the_name(ldap: Lobby, name: str, password: str) -> None:
    visitor, answer = tried(ldap, name, password)
    assert answer.status_code == 401 and 'class="trouble"' in answer.text and not visitor.cookie()
    assert f'value="{name}"' in answer.text and (not password.strip() or f'value="{password}"' not in answer.text)
    assert ldap.of("sign-in refused")[-1]["actor"] == name


def test_who_has_no_role_is_told_so(ldap: Lobby) -> None:
    visitor, answer = tried(ldap, "lonely", PASSWORD)
    assert answer.status_code == 403 and "no role here" in answer.text and not visitor.cookie()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/signout"])
def test_sign_in_leads_to_paths_of_this_server_only(ldap: Lobby, to: str) -> None:
    assert tried(ldap, "kim", PASSWORD, to)[1].headers["Location"] == "/"


def test_a_form_of_another_page_or_browser_signs_nobody_in(ldap: Lobby) -> None:
    fields = {"name": "kim", "password": PASSWORD, "to": "/"}
    own = Visitor(ldap)
    carried = own.fields("/signin")
    assert own.post("/signin/ldap", "https://evil.example", **(carried | fields)).status_code == 403
    other = Visitor(ldap)
    for form in (carried, {}, {"form": ""}):
        assert other.post("/signin/ldap", **(form | fields)).status_code == 403 and not other.cookie()
    other.fields("/signin")
    assert other.post("/signin/ldap", **(carried | fields)).status_code == 403
    assert own.browser.post("/signin/ldap", data=carried | fields).status_code == 403
    assert own.post("/signin/ldap", **(carried | fields)).status_code == 303


def test_after_five_failures_a_name_must_wait_even_with_the_right_password(ldap: Lobby) -> None:
    for _ in range(5):
        assert tried(ldap, "a*b(c)", "wrong")[1].status_code == 401
    visitor, answer = tried(ldap, "A*B(C)", PASSWORD)
    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 900 and not visitor.cookie()
    assert "try again in 15 minutes" in answer.text
    assert tried(ldap, "kim", PASSWORD)[1].status_code == 303


def test_there_is_no_way_to_a_provider(ldap: Lobby) -> None:
    assert [Visitor(ldap).get(path).status_code for path in ("/signin/openid", "/signin/callback")] == [404, 404]
    assert Visitor(ldap).browser.post("/signout/backchannel", data={"logout_token": "x"}).status_code in (403, 404, 405)
