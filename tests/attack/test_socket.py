"""A page's websocket opens for the reader and the page that its token was made for, and for nobody else."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable

import pytest
from bokeh.util.token import generate_jwt_token, get_session_id

from apps.serving.ledger import Ledger
from apps.serving.place import Place
from apps.serving.token import Ticket
from tests.attack import sight
from tests.attack.fort import Fort
from tests.attack.thief import Line, Thief, frame

MISSING, FOREIGN, NOT_OURS = "token is missing", "a page of another server", "token is not of this server"
ANOTHER_READER, ANOTHER_PAGE = "token is another reader's", "token is that of another page"
Made = Callable[[Fort], str]


def own(path: str = "/benchmark") -> Made:
    return lambda fort: fort.token(fort.readers["viewer"], path)


def parts(token: str) -> tuple[str, str]:
    payload, _, signature = token.partition(".")
    return payload, signature


def rewritten(**others: str) -> Made:
    """The reader's own token that says something else, under its old signature."""

    def made(fort: Fort) -> str:
        payload, signature = parts(own()(fort))
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))) | others
        return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=") + "." + signature

    return made


def forged(key: bytes) -> Made:
    """A token under another key."""
    session = Place(0, (), Ledger(1), None).session_id(0, key)  # type: ignore[arg-type]
    return lambda fort: Ticket(session, "local", "/benchmark").token(key)


def other_worker(fort: Fort) -> str:
    """The reader's own session, said to be another worker's."""
    session = get_session_id(own()(fort))
    return rewritten(session_id=re.sub(r"^w\d", lambda worker: f"w{1 - int(worker[0][1])}", session))(fort)


TOKENS: dict[str, tuple[Made, str]] = {
    "none": (lambda fort: "", MISSING),
    "nonsense": (lambda fort: "nonsense", NOT_OURS),
    "two dots": (lambda fort: "a.b.c", NOT_OURS),
    "unsigned": (lambda fort: generate_jwt_token("w0-x", signed=False), NOT_OURS),
    "unsigned, with a dot": (lambda fort: generate_jwt_token("w0-x", signed=False) + ".", NOT_OURS),
    "signature removed": (lambda fort: parts(own()(fort))[0], NOT_OURS),
    "signature empty": (lambda fort: parts(own()(fort))[0] + ".", NOT_OURS),
    "signature of another token": (
        lambda fort: parts(own()(fort))[0] + "." + parts(own("/margin")(fort))[1], NOT_OURS),
    "under another key": (forged(b"another key"), NOT_OURS),
    "under an empty key": (forged(b""), NOT_OURS),
    "under Bokeh's key": (lambda fort: generate_jwt_token("w0-x", b"x", True), NOT_OURS),
    "another user's": (lambda fort: fort.token(fort.readers["admin"]), ANOTHER_READER),
    "another session's of the same user": (lambda fort: fort.token(fort.sign_in("viewer")), ANOTHER_READER),
    "of another page": (own("/margin"), ANOTHER_PAGE),
    "of the bare address": (own("/"), ANOTHER_PAGE),
    "who rewritten": (rewritten(who="local"), NOT_OURS),
    "page rewritten": (rewritten(path="/margin"), NOT_OURS),
    "end rewritten": (rewritten(session_expiry="9e9"), NOT_OURS),
    "session rewritten": (rewritten(session_id="w0-x.y"), NOT_OURS),
    "session of another worker": (other_worker, NOT_OURS),
    "cookie as the token": (lambda fort: fort.readers["viewer"].id, NOT_OURS),
    "not ASCII": (lambda fort: "é.é", NOT_OURS),
    "longer than any": (lambda fort: "a" * 30_000, NOT_OURS),
}  # fmt: skip


@pytest.mark.parametrize("what", TOKENS)
def test_a_token(fort: Fort, thief: Thief, what: str) -> None:
    token, why = TOKENS[what]
    fort.refused(thief, thief.sit("/benchmark/ws", token(fort), fort.readers["viewer"].cookie), (403,), why)


PATHS = (
    "/ws",
    "/margin/ws",
    "/published/ws",
    "//benchmark/ws",
    "/benchmark/ws/",
    "/benchmark//ws",
    "/margin/../benchmark/ws",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_token_at_another_path(fort: Fort, thief: Thief, path: str) -> None:
    answer = thief.sit(path, own()(fort), fort.readers["viewer"].cookie)
    fort.refused(thief, answer, (403, 404))


@pytest.mark.parametrize("name", ["", "guest", "admin"])
def test_a_token_with_the_cookie_of_another_or_none(fort: Fort, thief: Thief, name: str) -> None:
    cookie = fort.readers[name].cookie if name else ""
    answer = thief.sit("/benchmark/ws", own()(fort), cookie)
    fort.refused(thief, answer, (403,) if name else (401,), ANOTHER_READER if name else "nobody is signed in")


ORIGINS = {
    "none": None, "null": "null", "foreign": "http://evil.example", "foreign below ours": "http://evil.{}",
    "foreign that begins like ours": "http://{}.evil.example", "foreign behind our name": "http://{}@evil.example",
    "another port": "http://localhost:1", "no port": "http://localhost", "another scheme": "ftp://{}",
    "a file": "file://", "two": "http://{} http://evil.example", "in brackets": "http://[::1", "our name alone": "{}",
}  # fmt: skip


@pytest.mark.parametrize("what", ORIGINS)
def test_an_origin(fort: Fort, thief: Thief, what: str) -> None:
    origin = ORIGINS[what]
    said = origin.format(fort.host) if origin else origin
    answer = thief.sit("/benchmark/ws", own()(fort), fort.readers["viewer"].cookie, said)
    fort.refused(thief, answer, (403,), FOREIGN)


def test_an_old_name_of_the_origin(fort: Fort, thief: Thief) -> None:
    answer = thief.sit("/benchmark/ws", own()(fort), fort.readers["viewer"].cookie, None, Sec_WebSocket_Origin=fort.url)
    fort.refused(thief, answer, (403,), FOREIGN)


@pytest.mark.parametrize("place", ["?bokeh-token={}", "?token={}", "?bokeh-session-id={}"])
def test_a_token_in_the_address(fort: Fort, thief: Thief, place: str) -> None:
    path = "/benchmark/ws" + place.format(own()(fort))
    fort.refused(thief, thief.sit(path, "", fort.readers["viewer"].cookie), (403,), MISSING)


@pytest.mark.parametrize("way", ["header", "query"])
def test_a_session_of_bokeh_s_that_a_reader_names(fort: Fort, thief: Thief, way: str) -> None:
    reader, admin = fort.readers["viewer"], get_session_id(fort.token(fort.readers["admin"]))
    if way == "header":
        page = thief.ask("/benchmark", reader.cookie, Bokeh_Session_Id=admin)
    else:
        page = thief.ask(f"/benchmark?bokeh-session-id={admin}", reader.cookie)
    assert page.status == 200 and get_session_id(page.token()) != admin and admin not in page.body


@pytest.mark.parametrize("name", ["autoload.js?bokeh-autoload-element=x", "metadata", "autoload.js?bokeh-token=x"])
def test_what_bokeh_would_serve_beside_a_page(fort: Fort, thief: Thief, name: str) -> None:
    for page in ("", "/benchmark", "/margin"):
        fort.refused(thief, thief.ask(f"{page}/{name}", fort.readers["viewer"].cookie), (404,))


MESSAGES: dict[str, bytes] = {
    "no JSON": b"{",
    "another kind": b'{"msgid":"1","msgtype":"PUSH-DOC"}',
    "server's information": b'{"msgid":"1","msgtype":"SERVER-INFO-REQ"}',
    "no kind": b"{}",
    "nested deeply": b"[" * 50_000,
}


@pytest.mark.parametrize("what", MESSAGES)
def test_a_message_that_is_none(fort: Fort, thief: Thief, what: str) -> None:
    line = fort.seated(fort.readers["viewer"], thief=thief)
    for part in (MESSAGES[what], b"{}", b"{}"):
        line.line.sendall(frame(part))
    heard = line.told(5)
    assert sight.shown(heard, fort.words) == [] and line.code in (1002, 1011)
    line.close()


def test_a_message_that_is_too_long(fort: Fort, thief: Thief) -> None:
    line = fort.seated(fort.readers["viewer"], thief=thief)
    line.line.sendall(b"\x81\xff" + (1 << 40).to_bytes(8, "big") + bytes(4) + b"x" * 1000)
    assert sight.shown(line.told(5), fort.words) == []
    assert isinstance(line, Line)
    line.close()
