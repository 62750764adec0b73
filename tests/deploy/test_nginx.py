"""What the shipped nginx configuration does with a request."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any

import pytest

from tests.proxy import Proxy


def trusting(proxy: Proxy) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(proxy.certificate))


def asked(proxy: Proxy, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> HTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPSConnection("localhost", proxy.secure, timeout=20, context=trusting(proxy))
    connection.request(method, path, body, named)
    return connection.getresponse()


def told(proxy: Proxy, path: str, **headers: str) -> dict[str, Any]:
    """What arrived behind the proxy."""
    request: dict[str, Any] = json.loads(asked(proxy, path, **headers).read())
    return request


def tunnel(proxy: Proxy, context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(("127.0.0.1", proxy.secure), 20), server_hostname="localhost")


def test_http_leads_to_https_with_the_whole_link(proxy: Proxy) -> None:
    connection = HTTPConnection("localhost", proxy.plain, timeout=20)
    connection.request("GET", "/benchmark?state=%7B%7D")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, "https://localhost/benchmark?state=%7B%7D")
    assert answer.getheader("Strict-Transport-Security") is None


def test_the_link_and_where_it_came_from_reach_the_server(proxy: Proxy) -> None:
    request = told(proxy, "/benchmark?state=%7B%22a%22%3A1%7D")
    assert request["path"] == "/benchmark?state=%7B%22a%22%3A1%7D"
    headers = request["headers"]
    own = f"localhost:{proxy.secure}"
    assert (headers["Host"], headers["X-Forwarded-Host"], headers["X-Forwarded-Proto"]) == (own, own, "https")
    assert headers["Connection"] == "close" and "Upgrade" not in headers


def test_what_a_browser_claims_to_be_is_not_passed_on(proxy: Proxy) -> None:
    claims = ("X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Scheme")
    headers = told(proxy, "/", **{claim.replace("-", "_"): "203.0.113.9" for claim in claims})["headers"]
    assert [headers[claim] for claim in claims] == ["127.0.0.1", "127.0.0.1", "https", headers["Host"], "https"]


def test_a_websocket_is_open_both_ways(proxy: Proxy) -> None:
    with tunnel(proxy, trusting(proxy)) as line, line.makefile("rwb") as both:
        both.write(
            b"GET /benchmark/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        both.flush()
        assert both.readline() == b"HTTP/1.1 101 Switching Protocols\r\n"
        while both.readline() != b"\r\n":
            pass
        for word in (b"one\n", b"two\n"):
            both.write(word)
            both.flush()
            assert both.readline() == word


def test_text_is_compressed_for_who_asks(proxy: Proxy) -> None:
    path = f"/?{'x' * 2000}"
    packed = asked(proxy, path, Accept_Encoding="gzip")
    assert (packed.getheader("Content-Encoding"), packed.getheader("Vary")) == ("gzip", "Accept-Encoding")
    assert json.loads(gzip.decompress(packed.read()))["path"] == path
    assert asked(proxy, path).getheader("Content-Encoding") is None


def test_files_that_all_readers_share_are_fetched_and_compressed_once(proxy: Proxy) -> None:
    path = f"/static/js/bokeh.min.js?v={'x' * 2000}"
    first, second = (asked(proxy, path, Accept_Encoding="gzip, deflate, br") for _ in range(2))
    assert first.getheader("Content-Encoding") == second.getheader("Content-Encoding") == "gzip"
    packed = gzip.decompress(first.read())
    assert gzip.decompress(second.read()) == packed
    plain = told(proxy, path)
    assert plain == told(proxy, path) and plain["asked"] != json.loads(packed)["asked"]
    assert told(proxy, f"{path}y")["path"] == f"{path}y"
    assert told(proxy, "/benchmark")["asked"] != told(proxy, "/benchmark")["asked"]


@pytest.mark.parametrize(
    ("path", "seconds"),
    [("/static/js/bokeh.min.js?v=1", 315360000), ("/static/js/bokeh.min.js", 3600), ("/benchmark?v=1", None)],
)
def test_what_carries_a_version_is_kept_for_years(proxy: Proxy, path: str, seconds: int | None) -> None:
    said = asked(proxy, path).getheader("Cache-Control")
    assert said == (f"max-age={seconds}" if seconds else None)


def test_the_answer_says_to_stay_with_tls_and_not_what_serves(proxy: Proxy) -> None:
    answer = asked(proxy, "/")
    assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"
    assert answer.getheader("Server") == "nginx"


def test_a_large_body_is_refused(proxy: Proxy) -> None:
    assert asked(proxy, "/", "POST", b"x" * (1024 * 1024 + 1)).status == 413


def test_metrics_are_not_for_everybody(proxy: Proxy) -> None:
    assert asked(proxy, "/metrics").status == 403
    assert asked(proxy, "/health").status == 200


def test_browsers_are_offered_http2(proxy: Proxy) -> None:
    context = trusting(proxy)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with tunnel(proxy, context) as line:
        assert line.selected_alpn_protocol() == "h2"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_only_current_tls_is_spoken(proxy: Proxy) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = trusting(proxy)
        context.minimum_version = context.maximum_version = version
        with tunnel(proxy, context) as line:
            assert line.version() == version.name.replace("_", ".")
    old = trusting(proxy)
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol"):
        tunnel(proxy, old)


def test_a_server_that_is_away_is_said_and_tried_again(lone_proxy: Proxy) -> None:
    answer = asked(lone_proxy, "/benchmark")
    assert (answer.status, answer.getheader("Retry-After")) == (503, "3")
    page = answer.read().decode()
    assert "Tidemark is being started" in page and 'http-equiv="refresh"' in page
