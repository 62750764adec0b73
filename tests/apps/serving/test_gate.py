"""Who knocks at a server where readers sign in, and what they are answered: with one worker, and with two."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bokeh.util.token import generate_jwt_token, get_session_id, get_token_payload
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClientConnection

from apps.serving.denial import NOTHING
from apps.serving.gated import OVER
from auth.identity import Identity
from tests.apps.serving.house import METRICS, Answer, House, form, house

CLOSED = (
    "/", "/good", "/good/", "/good/rows.csv?view=trend", "/bad", "/records", "/nope", "/metrics", "/account", "/audit",
    "/receipt/TM-0000-0000-0000", "/favicon.ico", "/static/js/bokeh.min.js", "/static/extensions/panel/panel.min.js",
    "/good/autoload.js?bokeh-autoload-element=x", "/bad/autoload.js?bokeh-autoload-element=x", "/bad/metadata",
    "/components/panel.pane/HTML/_css/x.css", "/good/ws", "/ws", "/bad/ws", "//good", "/good%2f", "/SIGNIN/../good",
)  # fmt: skip
FIGURES = ("initial_margin", "ASX", "bokeh.min.js", "Tidemark</title>", "tidemark_sessions")
SAID = (
    "/", "/bad", "/nope", "/health", "/static/js/bokeh.min.js", "/metrics", "/signin", "/account", "/audit",
    "/good/rows.csv?view=trend",
)  # fmt: skip
SOCKETS = {"/good/ws": "/good", "/ws": "", "/bad/ws": "/bad"}


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house"), 2, home) as stands:
        yield stands


def refused(answer: Answer, *statuses: int) -> None:
    """It was refused, in one plain sentence, and no figure came with it."""
    assert answer.status in statuses, (answer.status, answer.body[:200])
    assert len(answer.body) < 300 and not [word for word in FIGURES if word in answer.body]
    assert answer.headers["Content-Security-Policy"] and answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_is_there_for_who_is_not_signed_in(there: House, path: str) -> None:
    refused(there.ask(path), 401, 403)
    refused(there.ask(path, "nonsense"), 401, 403)
    refused(there.ask(path, method="POST"), 403)
    shown = there.ask(path, Accept="text/html")
    if shown.status == 302:
        assert shown.headers["Location"].startswith("/signin?to=%2F")


def test_a_session_s_key_is_no_cookie_and_nor_is_another_user_s_name(there: House) -> None:
    session = there.session(there.cookie("admin"))
    for claimed in (session.key, "admin", "local", "x" * 20_000, "'--", "%00", "é"):
        refused(there.ask("/good", claimed), 401, 400, 431)
    names = ("X_Remote_User", "X_Forwarded_User", "Remote_User", "X_Auth_Request_User")
    refused(there.ask("/good", Authorization="Basic YWRtaW46eA==", **dict.fromkeys(names, "admin")), 401)


def test_a_role_opens_what_it_may_and_is_told_what_it_may_not(there: House) -> None:
    viewer, analyst, one = (there.cookie(role) for role in ("viewer", "analyst", "reader of one"))
    assert there.ask("/good", viewer).status == there.ask("/good/rows.csv?view=trend", analyst).status == 200
    answer = there.ask("/good/rows.csv?view=trend", viewer)
    refused(answer, 403)
    assert 'you need the role "analyst"' in answer.body and "ask the risk desk" in answer.body
    refused(there.ask("/metrics", analyst), 403)
    refused(there.ask("/good", one), 403)
    assert "Other · Tidemark" in there.ask("/", one).body and "Good" not in there.ask("/", one).body
    link = "/good/rows.csv?view=trend&state=" + json.dumps({"page": "good"})
    refused(there.ask(link.replace(" ", ""), analyst), 400)


def test_who_has_no_role_any_more_is_refused_with_the_reason(there: House) -> None:
    assert there.access.sessions
    stranger = there.access.sessions.begin(Identity("eve", "Eve", ("cleaners",)))
    answer = there.ask("/good", stranger)
    refused(answer, 403)
    assert "your groups (cleaners) give no role here; ask the risk desk" in answer.body


def test_a_page_without_figures_for_its_reader_is_like_one_that_is_not_there(there: House) -> None:
    guest, viewer = there.cookie("guest"), there.cookie("viewer")
    assert there.ask("/records", viewer).status == 200
    for path in ("/records", "/bad", "/nope", "/records/rows.csv?view=series"):
        answer = there.ask(path, guest)
        refused(answer, 404)
        assert answer.body == NOTHING
    page = there.ask("/good", guest).body
    assert "Records" not in page
    rows = there.ask("/good/rows.csv?view=trend", guest)
    assert rows.status == 200 and "KRX" not in rows.body
    for name in ("krx_case", "filed", "rba_2009", "near"):
        state = json.dumps({"page": "good", "dataset": name, "my_ccp": "", "version": 1})
        answer = there.ask(f"/good/rows.csv?view=trend&state={state}".replace(" ", ""), guest)
        assert answer.status == 400
        assert not [each for each in ("krx_case", "rba_2009", "KRX") if each in answer.body.replace(name, "")]


def test_a_monitor_reads_metrics_with_its_token_alone(there: House) -> None:
    assert there.ask("/metrics", Authorization=f"Bearer {METRICS}").status == 200
    assert "europe" not in there.ask("/metrics", Authorization=f"Bearer {METRICS}").body
    for claimed in ("", METRICS, "Bearer ", "Bearer x", f"Basic {METRICS}", f"Bearer {METRICS}x"):
        refused(there.ask("/metrics", Authorization=claimed), 401)
    refused(there.ask("/good", Authorization=f"Bearer {METRICS}"), 401)
    assert there.ask("/health").status == 200


def tokens(there: House) -> dict[str, Callable[[str, str], tuple[str, str]]]:
    """What an attacker may show: a token for a page, and the cookie that goes with it."""
    mine, other = there.cookie("viewer", "mallory"), there.cookie("admin", "alice")
    me, her = there.session(mine).key, there.session(other).key
    return {
        "no token": lambda page, _: ("", mine),
        "nonsense": lambda page, _: ("nonsense.x", mine),
        "forged": lambda page, _: (there.forged(me, page, b"another key"), mine),
        "of Bokeh, with its own key": lambda page, _: (generate_jwt_token("w0-x", b"x", True), mine),
        "unsigned": lambda page, _: (generate_jwt_token("w0-x", signed=False), mine),
        "signature of another token": lambda page, _: (
            there.forged(her, page).split(".")[0] + "." + there.forged(me, page).split(".")[1], mine),
        "expired": lambda page, _: (there.forged(me, page, expires=-1), mine),
        "another user's": lambda page, _: (there.forged(her, page), mine),
        "made without sign-in": lambda page, _: (there.forged("local", page), mine),
        "of another page": lambda page, _: (there.forged(me, "/other"), mine),
        "of the bare address": lambda page, _: (there.forged(me, "" if page else "/good"), mine),
        "without a cookie": lambda page, _: (there.forged(me, page), ""),
        "with a key for a cookie": lambda page, _: (there.forged(me, page), me),
        "of a session of no worker": lambda page, _: (there.forged(her, page, owner=7), mine),
    }  # fmt: skip


@pytest.mark.parametrize("path", SOCKETS)
def test_only_the_token_of_this_reader_and_this_page_opens_a_websocket(there: House, path: str) -> None:
    async def refusal(token: str, cookie: str) -> int:
        with pytest.raises(HTTPClientError) as error:
            await there.sit(path, token, cookie)
        return int(error.value.code)

    attacks = tokens(there)
    for what, attack in attacks.items():
        token, cookie = attack(SOCKETS[path], "")
        assert asyncio.run(refusal(token, cookie)) in (401, 403), what


@pytest.mark.parametrize("path", SOCKETS)
def test_a_page_brings_the_token_that_opens_its_websocket_for_its_reader_alone(there: House, path: str) -> None:
    mine, other = there.cookie("viewer"), there.cookie("viewer", "another")
    token = there.token(SOCKETS[path] or "/", mine)

    async def opens() -> None:
        (await there.sit(path, token, mine)).close()

    asyncio.run(opens())
    said = get_token_payload(token)
    assert (said["who"], said["path"]) == (there.session(mine).key, SOCKETS[path])
    assert said.get("cookies", {}) == said.get("headers", {}) == {}
    assert mine not in json.dumps(said) and mine not in there.ask(SOCKETS[path] or "/", mine).body
    with pytest.raises(HTTPClientError, match="403"):
        asyncio.run(there.sit(path, token, other))


@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "{}.evil.example", "http://127.0.0.1:1", "file://", "ftp://127.0.0.1"],
)
def test_a_websocket_says_whose_page_it_is(there: House, origin: str | None) -> None:
    cookie = there.cookie("viewer")
    for path, page in SOCKETS.items():
        token = there.token(page or "/", cookie)
        with pytest.raises(HTTPClientError, match="403"):
            asyncio.run(there.sit(path, token, cookie, origin and origin.format(there.origin)))


def test_who_signs_out_is_gone_everywhere_within_a_second(there: House) -> None:
    async def story() -> None:
        cookie, stays = there.cookie("viewer"), there.cookie("viewer", "stays")
        key = there.session(cookie).key
        sockets = [
            await there.sit(path, there.forged(key, page, owner=owner), cookie)
            for path, page in SOCKETS.items() for owner in (0, 1)
        ]  # fmt: skip
        left = await there.sit("/good/ws", there.token("/good", stays), stays)
        there.access.sessions.end(key)  # type: ignore[union-attr]
        begun = time.monotonic()
        assert [await closed(socket) for socket in sockets] == [OVER] * len(sockets)
        assert time.monotonic() - begun < 1
        refused(there.ask("/good", cookie), 401)
        assert left.close_code is None
        left.close()

    asyncio.run(asyncio.wait_for(story(), 20))


async def closed(socket: WebSocketClientConnection) -> int | None:
    """The code that the server closes with."""
    while await socket.read_message() is not None:
        pass
    return socket.close_code


def test_a_form_of_another_page_changes_nothing(there: House) -> None:
    cookie = there.cookie("viewer")
    csrf = there.session(cookie).csrf
    other = there.session(there.cookie("viewer", "another")).csrf
    for path in ("/signout", "/receipt/TM-0000-0000-0000", "/good", "/nope"):
        for sound, attack in (
            ("Origin", {"body": ""}), ("Origin", {"body": form(csrf="x")}), ("Origin", {"body": form(csrf=other)}),
            ("", {"body": form(csrf=csrf)}), ("http://evil.example", {"body": form(csrf=csrf)}),
            ("null", {"body": form(csrf=csrf)}),
            ("Origin", {"X_Tidemark_Csrf": other}), ("Origin", {"X_Tidemark_Csrf": other, "body": form(csrf=csrf)}),
            ("", {"X_Tidemark_Csrf": csrf}), ("http://evil.example", {"X_Tidemark_Csrf": csrf}),
        ):  # fmt: skip
            origin = {"Origin": there.origin if sound == "Origin" else sound} if sound else {}
            refused(there.ask(path, cookie, "POST", **attack, **origin), 403)  # type: ignore[arg-type]
        refused(there.ask(path, cookie, "POST", form(csrf=csrf), Sec_Fetch_Site="cross-site"), 403)
    assert there.session(cookie)
    answer = there.ask("/signout", cookie, "POST", form(csrf=csrf), Origin=there.origin)
    assert answer.status == 303
    refused(there.ask("/good", cookie), 401)
    cookie = there.cookie("viewer")
    token = there.session(cookie).csrf
    assert there.ask("/signout", cookie, "POST", X_Tidemark_Csrf=token, Origin=there.origin).status == 303


def test_what_a_request_claims_of_its_origin_changes_nothing(there: House) -> None:
    before = len(there.denials())
    claims = ("X_Forwarded_For", "X_Real_IP", "Forwarded", "X_Forwarded_Host", "X_Forwarded_Proto", "X_Scheme")
    cookie = there.cookie("viewer", "spoofer")
    refused(there.ask("/metrics", cookie, **dict.fromkeys(claims, "203.0.113.9")), 403)
    made = there.denials()[before:]
    assert [each["address"] for each in made if each["actor"] == "spoofer"] == ["127.0.0.1"]
    refused(there.ask("/good", cookie, Host="evil.example"), 421)


def test_every_answer_says_what_a_browser_may_do_with_it(there: House) -> None:
    cookie = there.cookie("admin")
    nonces = set()
    for path in SAID:
        answer = there.ask(path, cookie)
        policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'self'" and policy["frame-ancestors"] == "'none'" == policy["object-src"]
        assert "unsafe" not in policy["script-src"] and "://" not in str(policy)
        nonces.add(policy["script-src"].split("'nonce-")[1].split("'")[0])
        scripts = answer.body.count("<script") if "html" in answer.headers["Content-Type"] else 0
        assert answer.body.count("<script nonce=") == scripts
        assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in answer.headers and "Strict-Transport-Security" not in answer.headers
    assert len(nonces) == len(SAID)


def test_the_audit_has_the_denials_and_nothing_secret(there: House) -> None:
    cookie = there.cookie("viewer", "nosy")
    token = there.token("/good", cookie)
    refused(there.ask("/metrics?secret=of-the-query", cookie), 403)
    with pytest.raises(HTTPClientError):
        asyncio.run(there.sit("/other/ws", token, cookie))
    found = [each for each in there.denials() if each["actor"] == "nosy"]
    assert [each["path"] for each in found] == ["/metrics", "/other/ws"]
    assert 'the role "admin"' in found[0]["reason"] and "another page" in found[1]["reason"]
    written = (there.home / "audit.jsonl").read_text() + (there.home.parent / "said").read_text()
    secret = (cookie, token, METRICS, "of-the-query", str(get_session_id(token)))
    assert not [each for each in secret if each in written]
    assert "Traceback" not in written


def test_a_thousand_knocks_are_few_lines_of_the_audit(there: House) -> None:
    for _ in range(60):
        there.ask("/good")
    now = [each for each in there.denials() if each["actor"] == "nobody"]
    assert len(now) < 30 and sum(each["times"] for each in now) >= len(now)
