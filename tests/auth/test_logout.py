"""Logout tokens: only the provider's own end sessions, once, and only those that they name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from auth.identity import Identity, SignInError
from auth.openid import OpenID
from auth.openid.logout import EVENT
from data.store import Store
from tests.auth.clock import Machine
from tests.auth.forger import KEY, Forger, signed
from tests.auth.signing import client, come, lasts, session

OTHER = RSAKey.generate_key(2048, {"kid": "first"})
NOW, DAY = int(time.time()), 86_400
"""Read when the tests are collected, which may be long before they run."""
HEADER = {"alg": "RS256", "kid": "first", "typ": "logout+jwt"}


def told(forger: Forger, header: dict[str, Any] | None = None, key: Any = KEY, **claims: Any) -> str:
    now = int(time.time())
    honest = {"iss": forger.issuer, "aud": forger.client, "iat": now, "exp": now + 120, "jti": "one", "sid": "sid-1"}
    every = honest | {"sub": "viewer", "events": {EVENT: {}}} | claims
    return signed(HEADER | (header or {}), {name: value for name, value in every.items() if value is not None}, key)


def sessions(openid: OpenID) -> list[Any]:
    people = [("viewer", "sid-1"), ("viewer", "sid-2"), ("other", "sid-3")]
    return [session(openid, Identity(subject, subject, (), sid)) for subject, sid in people]


Lie = Callable[[Forger], str]
LIES: dict[str, Lie] = {
    "unsigned": lambda f: told(f, {"alg": "none"}, None),
    "other key": lambda f: told(f, key=OTHER),
    "shared secret": lambda f: told(f, {"alg": "HS256"}, b"the secret"),
    "other issuer": lambda f: told(f, iss="https://evil.example.org"),
    "for somebody else": lambda f: told(f, aud="another"),
    "for nobody": lambda f: told(f, aud=None),
    "future": lambda f: told(f, iat=NOW + DAY),
    "over": lambda f: told(f, exp=NOW - 300),
    "old": lambda f: told(f, iat=NOW - 700),
    "without a time": lambda f: told(f, iat=None),
    "without a name": lambda f: told(f, jti=None),
    "names nobody": lambda f: told(f, sid=None, sub=None),
    "session that is no text": lambda f: told(f, sid=["sid-1"]),
    "subject that is no text": lambda f: told(f, sub=["viewer"]),
    "without an event": lambda f: told(f, events=None),
    "another event": lambda f: told(f, events={"http://schemas.openid.net/event/other": {}}),
    "event that is no object": lambda f: told(f, events={EVENT: True}),
    "with a nonce, as an ID token has": lambda f: told(f, nonce="n"),
    "another kind of token": lambda f: told(f, {"typ": "at+jwt"}),
    "kind that is no text": lambda f: told(f, {"typ": 5}),
    "an ID token": lambda f: f.token(),
    "garbage": lambda f: "garbage",
    "nothing": lambda f: "",
}


@pytest.mark.parametrize("name", LIES)
def test_it_is_refused_and_nobody_signed_out(name: str, forger: Forger, store: Store) -> None:
    openid = client(forger, store)
    signed_in = sessions(openid)
    with pytest.raises(SignInError):
        asyncio.run(openid.told(LIES[name](forger)))
    assert all(lasts(openid, each) for each in signed_in)


@pytest.mark.parametrize(
    ("claims", "header", "left"),
    [
        ({}, {}, [False, True, True]),
        ({"sub": None}, {}, [False, True, True]),
        ({"sid": None}, {}, [False, False, True]),
        ({"exp": None}, {}, [False, True, True]),
        ({"aud": ["tidemark"]}, {"typ": "JWT"}, [False, True, True]),
        ({"sid": "of nobody"}, {}, [True, True, True]),
    ],
)
def test_it_ends_what_it_names(
    claims: dict[str, Any], header: dict[str, Any], left: list[bool], forger: Forger, store: Store
) -> None:
    openid = client(forger, store)
    signed_in = sessions(openid)
    ended = asyncio.run(openid.told(told(forger, header, **claims)))
    assert ended == ["viewer"] * left.count(False)
    assert [lasts(openid, each) for each in signed_in] == left


def test_it_counts_once_in_all_workers(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid, other = client(forger, store, clock), client(forger, Store(store.home), clock)
    asyncio.run(openid.told(told(forger)))
    again = sessions(openid)
    with pytest.raises(SignInError) as caught:
        asyncio.run(other.told(told(forger)))
    assert caught.value.detail == "the logout token has counted already (jti)"
    assert all(lasts(openid, each) for each in again)
    asyncio.run(other.told(told(forger, jti="two")))
    assert not lasts(openid, again[0])


def test_it_is_remembered_for_as_long_as_it_would_count(forger: Forger, store: Store) -> None:
    clock, now = Machine(), int(time.time())
    openid = client(forger, store, clock)
    for step in range(12):
        clock.ahead = step * 200
        asyncio.run(openid.told(told(forger, jti=f"number {step}", iat=now + step * 200, exp=now + 100_000)))
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM told").scalar() == 6
    with pytest.raises(SignInError, match="cannot be trusted"):
        asyncio.run(openid.told(told(forger, jti="number 0", exp=now + 100_000)))


def test_a_session_of_before_the_provider_said_its_own_name_ends_by_subject(forger: Forger, store: Store) -> None:
    openid = client(forger, store)
    old = session(openid, asyncio.run(come(forger, openid)))
    asyncio.run(openid.told(told(forger, sid="never heard of")))
    assert not lasts(openid, old)
