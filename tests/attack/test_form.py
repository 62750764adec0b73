"""Every address that changes something does so for a form of this server, and of this session."""

from __future__ import annotations

import pytest

from tests.attack.fort import Fort
from tests.attack.thief import Thief

FOREIGN, NOT_OURS = "a page of another server", "the form is not of this session"
POSTS = ("/signout", "/receipt/{receipt}", "/signin", "/benchmark", "/nope")
ORIGINS = {
    "none": "",
    "foreign": "http://evil.example",
    "null": "null",
    "our name, another port": "http://localhost:1",
    "begins like ours": "http://{host}.evil.example",
    "ours is the user": "http://{host}@evil.example",
    "no address": "http://[::1",
}
TOKENS = {
    "none": "",
    "wrong": "csrf=wrong",
    "another's": "csrf={admin}",
    "not ASCII": "csrf=%C3%A9%00",
    "longer than any": "csrf=" + "x" * 9000,
    "of another name": "csrf_token={own}",
}
MULTIPART = "multipart/form-data; boundary=b"


def target(fort: Fort, path: str) -> str:
    return path.format(receipt=fort.receipt)


@pytest.mark.parametrize("what", ORIGINS)
@pytest.mark.parametrize("path", POSTS)
def test_a_form_of_another_server(fort: Fort, thief: Thief, path: str, what: str) -> None:
    reader, origin = fort.readers["viewer"], ORIGINS[what].format(host=fort.host)
    said = {"Origin": origin} if origin else {}
    body = f"csrf={reader.csrf}"
    fort.refused(thief, thief.ask(target(fort, path), reader.cookie, "POST", body, **said), (403,), FOREIGN)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_form_that_a_browser_says_is_of_another_site(fort: Fort, thief: Thief, site: str) -> None:
    reader = fort.readers["viewer"]
    for path in POSTS:
        body = f"csrf={reader.csrf}"
        answer = thief.ask(target(fort, path), reader.cookie, "POST", body, Sec_Fetch_Site=site)
        fort.refused(thief, answer, (403,), FOREIGN)


@pytest.mark.parametrize("what", TOKENS)
@pytest.mark.parametrize("path", [path for path in POSTS if path != "/signin"])
def test_a_form_of_another_session(fort: Fort, thief: Thief, path: str, what: str) -> None:
    reader = fort.readers["viewer"]
    body = TOKENS[what].format(admin=fort.readers["admin"].csrf, own=reader.csrf)
    answer = thief.ask(target(fort, path), reader.cookie, "POST", body, Origin=fort.url)
    fort.refused(thief, answer, (403,), NOT_OURS)


@pytest.mark.parametrize(
    "kind, body",
    [
        ("application/json", '{{"csrf":"{csrf}"}}'),
        ("text/plain", "csrf={csrf}"),
        ("text/plain; application/x-www-form-urlencoded", "csrf={csrf}"),
        (MULTIPART, '--b\r\nContent-Disposition: form-data; name="other"\r\n\r\n{csrf}\r\n--b--\r\n'),
        (MULTIPART, '--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nwrong\r\n--b--\r\n'),
        (MULTIPART, "no boundary"),
        ("", "csrf={csrf}"),
    ],
    ids=["JSON", "text", "two kinds", "multipart", "multipart, wrong", "multipart, broken", "no kind"],
)
def test_a_body_that_is_no_form(fort: Fort, thief: Thief, kind: str, body: str) -> None:
    reader = fort.readers["viewer"]
    for path in ("/signout", f"/receipt/{fort.receipt}"):
        answer = thief.ask(path, reader.cookie, "POST", body.format(csrf=reader.csrf), kind, Origin=fort.url)
        fort.refused(thief, answer, (400, 403))


@pytest.mark.parametrize("path", ["/signout?csrf={csrf}", "/receipt/{receipt}?csrf={csrf}"])
def test_a_token_in_the_address(fort: Fort, thief: Thief, path: str) -> None:
    reader = fort.readers["viewer"]
    asked = path.format(csrf=reader.csrf, receipt=fort.receipt)
    fort.refused(thief, thief.ask(asked, reader.cookie, "POST", Origin=fort.url), (403,), NOT_OURS)
    fort.refused(thief, thief.ask(asked.replace("receipt/", "receipts/"), reader.cookie), (303, 404))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_that_changes(fort: Fort, thief: Thief, method: str) -> None:
    reader = fort.readers["viewer"]
    for path in (*POSTS, "/benchmark/rows.csv", "/static/js/bokeh.min.js", "/metrics"):
        fort.refused(
            thief, thief.ask(target(fort, path), reader.cookie, method, f"csrf={reader.csrf}"), (403,), FOREIGN
        )
        own = thief.ask(target(fort, path), reader.cookie, method, f"csrf={reader.csrf}", Origin=fort.url)
        fort.refused(thief, own, (403, 404, 405))


def test_a_link_signs_nobody_out(fort: Fort, thief: Thief) -> None:
    reader = fort.readers["viewer"]
    for path in ("/signout", "/signout?everywhere=yes", "/signout/backchannel", f"/signout?csrf={reader.csrf}"):
        answer = thief.ask(path, reader.cookie, X_HTTP_Method_Override="POST")
        assert answer.status in (303, 404, 405) and "tidemark-dev" not in answer.cookies()
