"""Sessions: what the browser knows, when they end, and who is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from auth.identity import Identity, SignInError, Tokens
from auth.openid import Registration
from auth.openid.state import Begun
from auth.openid.wire import Answer
from auth.seal import Seal, digest
from auth.session import Sessions
from data.store import Store, StoreError
from tests.auth.clock import Clock
from tests.stored import asked, content, locked

VIEWER = Identity(
    "u-17", "Vera O'Brien <b>", ("viewers", "읽는 사람"), "sid-1", Tokens("an id token", "refresh", "n", 300)
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(store: Store, clock: Clock) -> Sessions:
    return Sessions(store, idle_minutes=30, session_hours=2, clock=clock)


def test_a_session_is_found_by_the_identifier_alone(sessions: Sessions, clock: Clock) -> None:
    identifier = sessions.begin(VIEWER)
    found = sessions.find(identifier)
    assert found and (found.subject, found.title, found.groups) == (VIEWER.subject, VIEWER.title, VIEWER.groups)
    assert found.began == clock.now and found.fresh_until == clock.now + 300
    assert len(identifier) >= 43 and found.key == digest(identifier)
    others = ("", found.key, identifier[:-1], identifier.upper(), "a\udc80", identifier + "\0")
    assert [sessions.find(other) for other in others] == [None] * len(others)


def test_every_sign_in_has_an_identifier_and_a_csrf_field_of_its_own(sessions: Sessions) -> None:
    identifiers = [sessions.begin(VIEWER) for _ in range(5)]
    fields = {found.csrf for each in identifiers if (found := sessions.find(each))}
    assert len(set(identifiers)) == len(fields) == 5


def test_nothing_that_opens_a_session_or_a_provider_lies_on_the_disk(sessions: Sessions) -> None:
    identifier = sessions.begin(VIEWER)
    kept = content(sessions.store.home)
    assert b"u-17" in kept
    assert [secret for secret in (identifier, "an id token", "refresh") if secret.encode() in kept] == []


def test_no_representation_shows_what_is_secret(sessions: Sessions) -> None:
    found = sessions.find(sessions.begin(VIEWER))
    assert found and found.csrf not in repr(found)
    assert "an id token" not in repr(VIEWER) and "refresh" not in repr(VIEWER)
    assert "refresh" not in repr(Answer(200, {"refresh_token": "refresh"}))
    assert "a secret" not in repr(Registration("https://id.example.org", "tidemark", "a secret", "https://example.org"))
    assert "of this" not in repr(Begun("nonce of this", "verifier of this", "/"))
    assert str(SignInError("sign in again", "state unknown")) == "sign in again"


def test_a_session_that_is_not_used_ends(sessions: Sessions, clock: Clock) -> None:
    identifier = sessions.begin(VIEWER)
    clock.now += 29 * 60
    assert sessions.find(identifier)
    clock.now += 29 * 60
    assert sessions.find(identifier)
    clock.now += 31 * 60
    assert sessions.find(identifier) is None


def test_a_session_that_is_used_all_the_time_ends_too(sessions: Sessions, clock: Clock) -> None:
    identifier = sessions.begin(VIEWER)
    lasted = 0
    while sessions.find(identifier):
        clock.now += 20 * 60
        lasted += 20
    assert lasted == 120


def test_use_over_an_open_websocket_counts(sessions: Sessions, clock: Clock) -> None:
    identifier = sessions.begin(VIEWER)
    for _ in range(5):
        clock.now += 20 * 60
        sessions.see(digest(identifier))
    assert sessions.find(identifier)


def test_looking_at_a_session_does_not_keep_it_alive(sessions: Sessions, clock: Clock) -> None:
    key = digest(sessions.begin(VIEWER))
    for _ in range(6):
        found = sessions.current(key)
        assert found and found.key == key
        clock.now += 5 * 60
    assert sessions.current(key) is None


def test_being_seen_does_not_bring_back_what_is_over(sessions: Sessions, clock: Clock) -> None:
    identifier = sessions.begin(VIEWER)
    clock.now += 31 * 60
    sessions.see(digest(identifier))
    assert sessions.find(identifier) is None


def test_last_use_is_written_once_a_minute_at_most(sessions: Sessions, clock: Clock) -> None:
    identifier = sessions.begin(VIEWER)
    home, seen = sessions.store.home, "SELECT seen FROM session"
    clock.now += 50
    sessions.find(identifier)
    assert asked(home, seen) == [(clock.now - 50,)]
    clock.now += 20
    sessions.find(identifier)
    assert asked(home, seen) == [(clock.now,)]


def test_a_session_that_is_ended_is_over_for_everybody(sessions: Sessions) -> None:
    kept, gone = sessions.begin(VIEWER), sessions.begin(VIEWER)
    other = Sessions(Store(sessions.store.home), 30, 2, sessions.clock)
    assert other.find(gone)
    sessions.end(digest(gone))
    assert other.find(gone) is None and other.find(kept)
    assert other.ended([digest(kept), digest(gone), "never was"]) == {digest(gone), "never was"}
    assert other.ended([]) == set()


def test_what_is_over_by_the_clock_is_ended_too(sessions: Sessions, clock: Clock) -> None:
    key = digest(sessions.begin(VIEWER))
    clock.now += 31 * 60
    assert sessions.ended([key]) == {key}


def test_what_is_over_is_forgotten_at_the_next_sign_in(sessions: Sessions, clock: Clock) -> None:
    sessions.begin(VIEWER)
    clock.now += 31 * 60
    sessions.begin(VIEWER)
    assert asked(sessions.store.home, "SELECT count(*) FROM session") == [(1,)]


def test_a_provider_ends_its_own_sessions(sessions: Sessions) -> None:
    first, second = sessions.begin(VIEWER), sessions.begin(Identity("u-17", "Vera", (), "sid-2"))
    without, other = sessions.begin(Identity("u-17", "Vera", ())), sessions.begin(Identity("u-18", "Olaf", ()))
    everyone = [first, second, without, other]
    assert sessions.end_provider("sid-1", "u-17") == ["u-17", "u-17"]
    assert [bool(sessions.find(each)) for each in everyone] == [False, True, False, True]
    assert sessions.end_provider("", "u-17") == ["u-17"]
    assert [bool(sessions.find(each)) for each in everyone] == [False, False, False, True]
    assert sessions.end_provider("sid-of-nobody", "") == []
    assert sessions.find(other)


def test_a_session_without_a_refresh_token_stays_fresh_until_it_ends(sessions: Sessions, clock: Clock) -> None:
    found = sessions.find(sessions.begin(Identity("u-17", "Vera", (), "", Tokens("an id token", lasts=300))))
    assert found and found.fresh_until == clock.now + 2 * 3600


def test_a_locked_store_still_finds_sessions_and_says_why_it_begins_none(sessions: Sessions, clock: Clock) -> None:
    identifier = sessions.begin(VIEWER)
    clock.now += 20 * 60
    with locked(sessions.store.home):
        began = time.monotonic()
        assert sessions.find(identifier)
        assert time.monotonic() - began < 1.5
        with pytest.raises(StoreError, match="is locked by another program"):
            sessions.begin(VIEWER)


def test_a_seal_opens_only_with_the_same_secret_and_for_the_same_purpose(tmp_path: Path) -> None:
    seal = Seal(tmp_path / "a", "this")
    sealed = seal.close({"refresh": "a refresh token"})
    assert seal.open(sealed) == {"refresh": "a refresh token"}
    assert Seal(tmp_path / "a", "that").open(sealed) is None
    assert Seal(tmp_path / "b", "this").open(sealed) is None
    assert [seal.open(other) for other in ("", "nothing", sealed[:-4] + "AAAA", sealed.replace(".", ",", 1))] == [
        None
    ] * 4
