"""Sessions that a provider renews, or does not."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise

import pytest
from sqlalchemy import select

from auth.identity import Identity, Tokens
from auth.openid import OpenID
from auth.openid.renewal import LEASE, Renewals
from auth.session import Session
from data.store import Store
from data.store.tables import session as row_of
from tests.auth.clock import Machine
from tests.auth.forger import Forger
from tests.auth.signing import SECRET, Made, Meet, client, come, lasts, session, signed_in
from tests.provider.running import Provider
from tests.shared import ROOT

STEPS, MINUTE = 60, 61


def begun(openid: OpenID, who: str, person: Meet) -> Session:
    return session(openid, asyncio.run(signed_in(openid, person(who)))[0])


def now(openid: OpenID, old: Session) -> Session:
    """What the store holds of a session by now."""
    with openid.sessions.store.reading() as connection:
        row = connection.execute(select(row_of).where(row_of.c.key == old.key)).mappings().one()
    return Session(old.key, row["subject"], row["title"], tuple(row["groups"]), "", row["began"], row["fresh_until"])


@contextmanager
def worker(openid: OpenID, key: str) -> Iterator[subprocess.Popen[str]]:
    process = started(openid, key)
    assert process.stdin and process.stdout
    try:
        tell(process, openid.known.client_secret)
        yield process
    finally:
        process.stdin.close()
        assert process.wait(20) == 0
        process.stdout.close()


def started(openid: OpenID, key: str) -> subprocess.Popen[str]:
    known, store = openid.known, openid.sessions.store
    command = [sys.executable, "-m", "tests.auth.renewing", str(store.home), store.address]
    command += [known.issuer, known.client_id, key]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.long
def test_two_workers_renew_a_session_every_minute_of_an_hour(
    own_provider: Provider, made: Made, person: Meet, clock: Machine
) -> None:
    own_provider.change(lifetimes={"AccessToken": 60})
    openid = made(own_provider)
    old = begun(openid, "analyst", person)
    fresh = [old.fresh_until]
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(openid, old.key)) for _ in range(2)]
        assert [heard(each) for each in workers] == ["ready", "ready"]
        for step in range(1, STEPS + 1):
            clock.ahead = step * MINUTE
            own_provider.clock(step * MINUTE)
            for each in workers:
                tell(each, str(step * MINUTE))
            assert [heard(each) for each in workers] == ["lasts", "lasts"], step
            openid.sessions.see(old.key)
            fresh.append(now(openid, old).fresh_until)
    assert all(later - earlier > 50 for earlier, later in pairwise(fresh))


def test_a_session_that_is_not_due_is_left_alone(forger: Forger, store: Store) -> None:
    openid = client(forger, store)
    old = session(openid, asyncio.run(come(forger, openid)))
    asyncio.run(openid.renew(old))
    assert forger.asked.count("/token") == 1


def test_groups_and_title_are_as_they_are_by_now(
    own_provider: Provider, made: Made, person: Meet, clock: Machine
) -> None:
    openid = made(own_provider)
    old = begun(openid, "viewer", person)
    own_provider.account("viewer", "Vera Married", ["tidemark-analysts"])
    clock.ahead = 901
    asyncio.run(openid.renew(old))
    assert (now(openid, old).title, now(openid, old).groups) == ("Vera Married", ("tidemark-analysts",))
    assert now(openid, old).subject == "viewer" and now(openid, old).began == old.began


def test_who_is_known_no_more_is_signed_out(own_provider: Provider, made: Made, person: Meet, clock: Machine) -> None:
    openid = made(own_provider)
    gone, kept = begun(openid, "viewer", person), begun(openid, "analyst", person)
    own_provider.revoke("viewer")
    clock.ahead = 901
    for each in (gone, kept):
        asyncio.run(openid.renew(each))
    assert not lasts(openid, gone) and lasts(openid, kept)


def test_a_provider_that_has_forgotten_everything_ends_sessions(
    own_provider: Provider, made: Made, person: Meet, clock: Machine
) -> None:
    openid = made(own_provider)
    old = begun(openid, "viewer", person)
    own_provider.restart()
    clock.ahead = 901
    asyncio.run(openid.renew(old))
    assert not lasts(openid, old)


def test_while_the_provider_is_down_sessions_last_and_pauses_grow(
    own_provider: Provider, made: Made, person: Meet, clock: Machine
) -> None:
    openid = made(own_provider)
    old = begun(openid, "viewer", person)
    own_provider.down()
    pauses = []
    clock.ahead = 901
    for _ in range(7):
        before = clock()
        asyncio.run(openid.renew(old))
        pauses.append(round(now(openid, old).fresh_until - before, -1))
        clock.ahead += pauses[-1] + 10
        assert lasts(openid, old)
    assert pauses == [20, 30, 60, 120, 240, 300, 300]
    own_provider.up()
    asyncio.run(openid.renew(old))
    assert now(openid, old).fresh_until - clock() > 890


def test_a_provider_that_stays_down_keeps_nobody_longer_than_the_longest(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    forger.answers["/token"] = lambda place: place.send_error(503)
    clock.ahead = 12 * 3600 + 1
    asyncio.run(openid.renew(old))
    assert not lasts(openid, old)


def test_a_lease_whose_holder_died_passes_to_another(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    clock.ahead = 301
    first, renewals = Renewals(openid.sessions).lease(old.key), Renewals(openid.sessions)
    assert first and renewals.lease(old.key) is None
    clock.ahead += LEASE + 1
    second = renewals.lease(old.key)
    assert second and second.tokens.refresh == "next"
    renewals.end(first)
    renewals.postpone(first)
    assert lasts(openid, old) and renewals.lease(old.key) is None
    renewals.end(second)
    assert not lasts(openid, old)


def test_a_worker_that_is_killed_while_it_renews_loses_no_session(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    forger.answers["/token"] = lambda place: asked.wait(20)
    asked = threading.Event()
    with started(openid, old.key) as process:
        tell(process, SECRET)
        tell(process, "301")
        end = time.monotonic() + 20
        while forger.asked.count("/token") < 2 and time.monotonic() < end:
            time.sleep(0.01)
        process.kill()
    asked.set()
    del forger.answers["/token"]
    clock.ahead = 301 + LEASE - 10
    asyncio.run(openid.renew(old))
    assert forger.asked.count("/token") == 2
    clock.ahead = 301 + LEASE + 10
    asyncio.run(openid.renew(old))
    assert lasts(openid, old) and now(openid, old).fresh_until > clock()


def test_a_session_of_a_directory_is_never_renewed(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, Identity("uid=vera", "Vera", ()))
    clock.ahead = 3000
    asyncio.run(openid.renew(old))
    assert lasts(openid, old) and forger.asked == []


LIES = {
    "subject": {"sub": "admin", "groups": ["admins"]},
    "nonce": {"nonce": "of another sign-in", "groups": ["admins"]},
    "issuer": {"iss": "https://evil.example.org", "groups": ["admins"]},
    "audience": {"aud": "another", "groups": ["admins"]},
    "end": {"exp": 5, "groups": ["admins"]},
}


def test_a_renewal_that_cannot_be_trusted_changes_nothing(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    for step, lie in enumerate(LIES.values()):
        forger.claims, forger.tokens = dict(lie), {"refresh_token": f"token {step}"}
        clock.ahead = (step + 1) * 400
        asyncio.run(openid.renew(old))
        assert (now(openid, old).subject, now(openid, old).groups) == ("viewer", ("viewers",))
        kept = openid.sessions.tokens(old.key)
        assert kept and kept.refresh == f"token {step}"


def test_a_provider_that_gives_no_new_tokens_leaves_the_old_ones(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    before = openid.sessions.tokens(old.key)
    forger.tokens = {"refresh_token": None, "id_token": None, "access_token": None, "expires_in": "300"}
    clock.ahead = 301
    asyncio.run(openid.renew(old))
    after = openid.sessions.tokens(old.key)
    assert before == after and isinstance(after, Tokens) and now(openid, old).groups == ("viewers",)
    assert now(openid, old).fresh_until - clock() > 290


def test_userinfo_is_asked_where_the_renewed_token_has_no_groups(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    forger.claims, forger.userinfo = {"groups": None}, {"sub": "viewer", "groups": ["analysts"]}
    clock.ahead = 301
    asyncio.run(openid.renew(old))
    assert now(openid, old).groups == ("analysts",)


def test_who_has_left_the_last_group_has_none(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    forger.claims = {"groups": None}
    clock.ahead = 301
    asyncio.run(openid.renew(old))
    assert now(openid, old).groups == ()


def test_an_error_of_the_settings_ends_nothing(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    openid.known = openid.known.__class__(forger.issuer, "tidemark", "a new secret", openid.known.url)
    forger.answers["/token"] = lambda place: (place.send_response(401), place.end_headers())
    clock.ahead = 301
    asyncio.run(openid.renew(old))
    assert lasts(openid, old)


def test_tokens_that_another_secret_has_sealed_end_the_session(forger: Forger, store: Store) -> None:
    clock = Machine()
    openid = client(forger, store, clock)
    old = session(openid, asyncio.run(come(forger, openid)))
    (store.home / "secret").write_text("another")
    clock.ahead = 301
    asyncio.run(openid.renew(old))
    assert not lasts(openid, old)
