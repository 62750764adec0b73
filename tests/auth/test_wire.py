"""A provider that answers badly, or not at all, keeps nobody waiting and lets nobody in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from auth.identity import SignInError
from auth.openid import wire
from auth.openid.wire import Unreachable
from data.store import Store
from tests.auth.clock import Machine
from tests.auth.forger import Forger, say
from tests.auth.signing import client, come, session

Answer = Callable[[BaseHTTPRequestHandler], None]
PATHS = ("/.well-known/openid-configuration", "/jwks", "/token", "/userinfo")


def slow(place: BaseHTTPRequestHandler) -> None:
    place.send_response(200)
    place.end_headers()
    for _ in range(10):
        try:
            place.wfile.write(b" ")
            place.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def hung_up(place: BaseHTTPRequestHandler) -> None:
    place.close_connection = True


BAD: dict[str, tuple[Answer, str]] = {
    "garbage": (lambda place: say(place, b"\xff\x00garbage"), "something other than JSON"),
    "a page": (lambda place: say(place, b"<html>Sign in</html>", 200), "something other than JSON"),
    "a list": (lambda place: say(place, b"[1]"), "something other than JSON"),
    "nothing": (lambda place: say(place, b""), "something other than JSON"),
    "a nest": (lambda place: say(place, b'{"a":' * 50_000), "something other than JSON"),
    "too much": (lambda place: say(place, b"{" + b" " * (2 << 20) + b"}"), "more than 1 MiB"),
    "packed": (lambda place: say(place, b"{}", **{"Content-Encoding": "gzip"}), ""),
    "a redirect": (lambda place: say(place, b"", 302, Location="http://127.0.0.1:9/"), "answers with a redirect (302)"),
    "an error": (lambda place: say(place, b'{"error": "server_error"}', 503), "503"),
    "hung up": (hung_up, "cannot be reached"),
    "slow": (slow, "did not answer within"),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_said_and_nobody_is_let_in(
    name: str, path: str, forger: Forger, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.3 if name == "slow" else 10)
    answer, why = BAD[name]
    forger.answers[path] = answer
    forger.claims["groups"] = None
    began = time.monotonic()
    with pytest.raises(SignInError) as caught:
        asyncio.run(come(forger, client(forger, store)))
    assert time.monotonic() - began < 5
    assert why in caught.value.detail and caught.value.__cause__ is None
    assert [secret for secret in ("a code", "the secret", "an access token") if secret in str(caught.value)] == []


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        ({"issuer": "https://evil.example.org"}, "calls itself 'https://evil.example.org', and not"),
        ({"issuer": None}, "calls itself 'None', and not"),
        ({"token_endpoint": "http://login.example.org/token"}, "gives no token_endpoint over https"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "gives no authorization_endpoint over https"),
        (
            {"authorization_endpoint": "https://login.example.org/\r\nA: b"},
            "gives no authorization_endpoint",
        ),
        ({"jwks_uri": "file:///etc/passwd"}, "gives no jwks_uri over https"),
        ({"jwks_uri": 5}, "gives no jwks_uri over https"),
        ({"jwks_uri": "https://[::1"}, "gives no jwks_uri over https"),
        (
            {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
            "takes no client secret: allow client_secret_",
        ),
        ({"token_endpoint_auth_methods_supported": 5}, "takes no client secret"),
    ],
)
def test_metadata_that_cannot_be_used_are_refused(
    lie: dict[str, object], why: str, forger: Forger, store: Store
) -> None:
    forger.metadata = lie
    with pytest.raises(Unreachable) as caught:
        asyncio.run(client(forger, store).begin("/", "a cookie"))
    assert why in caught.value.detail


def test_keys_are_asked_for_once_and_the_provider_whenever_somebody_is_sent_there(forger: Forger, store: Store) -> None:
    openid = client(forger, store)
    for _ in range(3):
        forger.nonce = ""
        asyncio.run(come(forger, openid))
    assert forger.asked == [PATHS[0], "/token", "/jwks", *[PATHS[0], "/token"] * 2]


def test_what_is_known_counts_for_longer_while_the_provider_is_down(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    openid.provider.clock = clock
    old = session(openid, asyncio.run(come(forger, openid)))
    forger.answers = {path: BAD["an error"][0] for path in PATHS[:2]}
    clock.ahead = 1800
    openid.sessions.see(old.key)
    clock.ahead = 3700
    forger.claims = {"groups": ["analysts"], "exp": int(clock()) + 300}
    asyncio.run(openid.renew(old))
    found = openid.sessions.current(old.key)
    assert found and found.groups == ("analysts",)
    with pytest.raises(Unreachable, match="answers with status 503"):
        asyncio.run(openid.begin("/", "a cookie"))
    assert asyncio.run(openid.farewell(openid.sessions.tokens(old.key))) == ""


def test_an_error_of_the_provider_is_told_without_what_is_secret(forger: Forger, store: Store) -> None:
    words = b'{"error": "invalid_grant", "error_description": "code a code of the secret\\r\\nis <b>used</b>"}'
    forger.answers["/token"] = lambda place: say(place, words, 400)
    with pytest.raises(SignInError) as caught:
        asyncio.run(come(forger, client(forger, store)))
    assert caught.value.detail == "token endpoint: invalid_grant: code … of …  is <b>used</b>"
    assert "<b>" not in caught.value.reason
