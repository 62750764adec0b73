"""Who has not signed in, or only says so: whatever is asked, and however, nothing is told."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.attack import sight
from tests.attack.fort import METRICS, Fort
from tests.attack.thief import Thief

OUT, FOREIGN = "nobody is signed in", "a page of another server"
PATHS = (
    "/", "/benchmark", "/benchmark/", "/benchmark?state={}", "/margin", "/published", "/nope", "/account", "/audit",
    "/audit?words=x", "/receipt/TM-0000-0000-0000", "/metrics", "/metrics/", "/favicon.ico",
    "/benchmark/rows.csv?view=im_trend", "/benchmark/ws", "/ws", "/benchmark/autoload.js?bokeh-autoload-element=x",
    "/autoload.js?bokeh-autoload-element=x", "/benchmark/metadata", "/static/js/bokeh.min.js",
    "/static/extensions/panel/panel.min.js", "/components/panel.pane/HTML/_css/x.css",
)  # fmt: skip
TRICKS = (
    "//benchmark", "///benchmark", "/./benchmark", "/benchmark/.", "/benchmark/../audit", "/nope/../benchmark",
    "/%2e%2e/benchmark", "/benchmark%2fws", "/%62enchmark", "/benchmark;x", "/benchmark;.css", "/benchmark.",
    "/benchmark..", "/benchmark%00", "/benchmark%20", "/BENCHMARK", "/Benchmark/WS", "/benchmark\\ws", "/benchmark?",
    "/benchmark/%2e%2e/signin", "/benchmark/rows.csv/", "/benchmark/rows%2ecsv?view=im_trend",
    "/static/../panel_config.py", "/static/..%2f..%2fpanel_config.py", "/static/js/../../../../etc/passwd",
    "/static/extensions/panel/..%2f..%2f..%2f..%2fetc/passwd", "/signinx", "/signoutx/benchmark", "/healthz",
    "/health/", "/health/../metrics", "/.env", "/app.sqlite", "/audit.jsonl", "/secret",
)  # fmt: skip
OPEN_TRICKS = (
    "/signin/../benchmark", "/signin/..%2fbenchmark", "/signin//benchmark", "/signin/%2e%2e/audit", "/signin/ldap",
    "/signout/../audit", "/signout/metrics", "/signin/openid/../../benchmark", "/signin/benchmark/ws",
)  # fmt: skip
METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "POST")
NAMES = ("X_Remote_User", "Remote_User", "X_Forwarded_User", "X_Auth_Request_User", "X_Forwarded_Email", "X_User")


@pytest.mark.parametrize("target", PATHS + TRICKS)
def test_an_address(fort: Fort, thief: Thief, target: str) -> None:
    socket = target in ("/benchmark/ws", "/ws")
    fort.refused(thief, thief.ask(target), (403,) if socket else (401,), FOREIGN if socket else OUT)
    browser = thief.ask(target, Accept="text/html")
    fort.refused(thief, browser, (403,) if socket else (302,))
    assert socket or browser.header("Location").startswith("/signin?to=%2F")


@pytest.mark.parametrize("target", OPEN_TRICKS)
def test_an_address_below_one_that_is_open(fort: Fort, thief: Thief, target: str) -> None:
    fort.refused(thief, thief.ask(target), (404,))


@pytest.mark.parametrize("method", METHODS)
def test_a_method_on_every_route(fort: Fort, thief: Thief, method: str) -> None:
    for target in (*PATHS, "/signin", "/signin/openid", "/signin/callback", "/signout", "/signout/backchannel", "*"):
        answer = thief.ask(target, method=method)
        if method == "HEAD" and target == "/signin/openid":
            assert not answer.header("Location")
        fort.refused(thief, answer, (400, 401, 403, 404, 405))


CLAIMS: dict[str, tuple[str, dict[str, str]]] = {
    "name of a reader": ("", dict.fromkeys(NAMES, "admin")),
    "basic authorization": ("", {"Authorization": "Basic YWRtaW46YWRtaW4="}),
    "empty bearer": ("", {"Authorization": "Bearer "}),
    "part of the token for metrics": ("", {"Authorization": f"Bearer {METRICS[:-1]}"}),
    "token for metrics elsewhere": ("", {"Authorization": f"Bearer {METRICS}"}),
    "address of this machine": ("", {"X_Forwarded_For": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X_Real_IP": "::1"}),
    "another address in a header": ("", {"X_Original_URL": "/signin", "X_Rewrite_URL": "/signin"}),
    "another method in a header": ("", {"X_HTTP_Method_Override": "HEAD"}),
    "nonsense in the cookie": ("tidemark-dev=nonsense", {}),
    "empty cookie": ("tidemark-dev=", {}),
    "SQL in the cookie": ("tidemark-dev=' OR 1=1 --", {}),
    "cookie that is not ASCII": ("tidemark-dev=é", {}),
    "two cookies": ("tidemark-dev=a; tidemark-dev=b", {}),
    "cookies of Panel": ("user=admin; is_guest=1; id_token=x; access_token=x; oauth_expiry=9e9", {}),
    "thousand cookies": ("; ".join(f"c{n}=x" for n in range(1000)), {}),
    "session of Bokeh": ("", {"Bokeh_Session_Id": "w0-x"}),
}


@pytest.mark.parametrize("what", CLAIMS)
def test_a_claim_of_being_somebody(fort: Fort, thief: Thief, what: str) -> None:
    cookie, headers = CLAIMS[what]
    for target in ("/benchmark", "/benchmark/rows.csv?view=im_trend", "/audit"):
        fort.refused(thief, thief.ask(target, cookie, **headers), (401,), OUT)


def test_a_cookie_that_is_too_long(fort: Fort, thief: Thief) -> None:
    fort.refused(thief, thief.ask("/benchmark", f"tidemark-dev={'x' * 60_000}"), (401, 431))
    fort.refused(thief, thief.ask("/benchmark", f"tidemark-dev={'x' * 100_000}"), (0, 400, 431))


@pytest.mark.parametrize("name", ["bokeh-token", "bokeh-session-id", "access_token", "token", "tidemark-dev", "cookie"])
def test_a_secret_in_the_address(fort: Fort, thief: Thief, name: str) -> None:
    reader = fort.readers["admin"]
    for value in (reader.id, fort.token(reader)):
        fort.refused(thief, thief.ask(f"/benchmark?{name}={value}"), (401,), OUT)
        fort.refused(thief, thief.sit(f"/benchmark/ws?{name}={value}", ""), (401,))


def test_the_key_that_the_store_has_of_a_session(fort: Fort, thief: Thief) -> None:
    key = sha256(fort.readers["admin"].id.encode()).hexdigest()
    fort.refused(thief, thief.ask("/benchmark", f"tidemark-dev={key}"), (401,), OUT)


HOST = "Host: {host}\r\n"
GET, POST, END = "GET /benchmark HTTP/1.1\r\n", "POST /signout HTTP/1.1\r\n" + HOST, "0\r\n\r\n"
BYTES: dict[str, tuple[str, tuple[int, ...]]] = {
    "two hosts": (GET + HOST + "Host: evil.example\r\n\r\n", (400, 401, 421)),
    "no host": (GET + "\r\n", (400, 401, 421)),
    "HTTP/1.0 without a host": ("GET /benchmark HTTP/1.0\r\n\r\n", (0, 400, 401)),
    "HTTP/0.9": ("GET /benchmark\r\n\r\n", (0, 400)),
    "HTTP/2.0": ("GET /benchmark HTTP/2.0\r\n" + HOST + "\r\n", (0, 400)),
    "foreign host": (GET + "Host: evil.example\r\n\r\n", (421,)),
    "host with a name before it": (GET + "Host: localhost@evil.example\r\n\r\n", (400, 421)),
    "host in capitals": (GET + "Host: LOCALHOST\r\n\r\n", (401,)),
    "absolute address": ("GET http://{host}/benchmark HTTP/1.1\r\n" + HOST + "\r\n", (400, 401)),
    "absolute address of another": ("GET http://evil.example/ HTTP/1.1\r\n" + HOST + "\r\n", (400, 401, 421)),
    "address without a slash": ("GET benchmark HTTP/1.1\r\n" + HOST + "\r\n", (400, 401)),
    "two lengths": (POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", (0, 400)),
    "length and chunks": (POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + END, (0, 400)),
    "unknown coding": (POST + "Transfer-Encoding: xchunked\r\n\r\n" + END, (0, 400)),
    "coding twice": (POST + "Transfer-Encoding: chunked, chunked\r\n\r\n" + END, (0, 400)),
    "blank before the colon": (POST + "Transfer-Encoding : chunked\r\n\r\n" + END, (0, 400)),
    "negative length": (POST + "Content-Length: -1\r\n\r\n", (0, 400)),
    "length with a plus": (POST + "Content-Length: +1\r\n\r\na", (0, 400)),
    "length beyond all bounds": (POST + "Content-Length: 999999999999\r\n\r\n", (0, 400)),
    "zero byte in a header": (GET + HOST + "X: a\0b\r\n\r\n", (0, 400, 401)),
    "lines that end in one byte": ("GET /benchmark HTTP/1.1\nHost: {host}\n\n", (0, 400, 401)),
    "bare return in a header": (GET + HOST + "X: a\rCookie: b\r\n\r\n", (0, 400, 401)),
    "headers beyond all bounds": (GET + HOST + f"X: {'a' * 200_000}\r\n\r\n", (0, 400, 431)),
}


@pytest.mark.parametrize("what", BYTES)
def test_a_request_that_is_none(fort: Fort, thief: Thief, what: str) -> None:
    request, statuses = BYTES[what]
    answer = thief.send(request.format(host=fort.host).encode())
    assert answer.status in statuses, answer
    assert sight.shown(answer, fort.words) == []


@pytest.mark.parametrize(
    "first",
    [
        "POST /signin HTTP/1.1\r\n{host}Content-Length: 0\r\n\r\n",
        "POST /signout/backchannel HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /signin HTTP/1.1\r\n{host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /signin HTTP/1.1\r\n{host}\r\n",
        "GET /health HTTP/1.1\r\n{host}\r\n",
    ],
    ids=["no body", "chunks", "length and chunks", "the way in", "health"],
)
def test_a_request_behind_another(fort: Fort, thief: Thief, first: str) -> None:
    host = f"Host: {fort.host}\r\n"
    behind = f"GET /benchmark HTTP/1.1\r\n{host}\r\nGET /benchmark HTTP/1.1\r\n{host}Connection: close\r\n\r\n"
    heard = thief.everything((first.format(host=host) + behind).encode())
    assert heard.startswith("HTTP/1.1 ") and sight.shown(heard, fort.words) == []
