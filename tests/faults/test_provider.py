"""What readers notice when the provider is down, hangs, has new keys, or has another idea of the time."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from apps.serving.knocks import QUIET
from tests.faults.guest import Guest, Seat, seats
from tests.faults.place import Place
from tests.provider.running import Provider

DEEP = "/benchmark?state=%7B%7D"


def left(seated: list[Seat]) -> asyncio.Future[list[None]]:
    return asyncio.gather(*(each.close() for each in seated))


def test_while_the_provider_is_down_who_is_inside_goes_on_and_who_is_not_is_told(
    server: Place, inside: Guest, own_provider: Provider
) -> None:
    async def brushed() -> None:
        seated = await seats(inside)
        own_provider.down()
        for each in seated:
            assert await each.brush()
        await left(seated)

    asyncio.run(brushed())
    assert [inside.get("/benchmark").status_code for _ in range(4)] == [200] * 4
    stranger = Guest(server.address)
    server.later(QUIET)
    server.clock(0)
    assert stranger.get(DEEP).headers["Location"].startswith("/signin?to=")
    page = stranger.get("/signin/openid", to=DEEP)
    assert page.status_code == 503 and int(page.headers["Retry-After"]) > 0
    assert "cannot be reached" in page.text and "who is signed in stays so" in page.text
    assert 'href="/signin?to=%2Fbenchmark%3Fstate%3D%257B%257D"' in page.text and "<script" not in page.text
    assert "cannot be reached (" in server.records("sign-in refused")[-1]["reason"]
    own_provider.up()
    assert stranger.sign_in("viewer", DEEP).get(DEEP).status_code == 200


def test_a_sign_in_is_finished_when_the_provider_is_back(server: Place, own_provider: Provider) -> None:
    guest = Guest(server.address)
    answer = guest.begun("viewer", DEEP)
    own_provider.down()
    page = guest.get(answer)
    assert page.status_code == 503 and "cannot be reached" in page.text and not guest.cookie
    own_provider.up()
    assert guest.sign_in("viewer").cookie


@contextmanager
def hanging(provider: Provider) -> Iterator[None]:
    provider.hang()
    try:
        yield
    finally:
        provider.go_on()


def test_a_provider_that_hangs_keeps_nobody_else_waiting(server: Place, inside: Guest, provider: Provider) -> None:
    waiting = [Guest(server.address) for _ in range(12)]
    usual = quickness(inside)
    with ThreadPoolExecutor(len(waiting)) as threads:
        with hanging(provider):
            signing = [threads.submit(each.get, "/signin/openid", to=DEEP) for each in waiting]
            time.sleep(0.3)
            slowed = quickness(inside)
            assert not any(each.done() for each in signing)
        answers = [each.result() for each in signing]
    print(f"a page takes {1000 * usual:.0f} ms, and {1000 * slowed:.0f} ms while 12 sign-ins hang")
    assert slowed < max(5 * usual, 0.25)
    assert {each.status_code for each in answers} == {303}


def quickness(guest: Guest) -> float:
    """Seconds that a page takes, the slowest of twenty left out."""
    times = []
    for _ in range(20):
        start = time.monotonic()
        assert guest.get("/benchmark").status_code == 200
        times.append(time.monotonic() - start)
    return statistics.quantiles(times, n=20)[-1]


def test_signing_out_does_not_wait_for_a_provider_that_hangs(server: Place, provider: Provider) -> None:
    guest = Guest(server.address).sign_in("viewer")
    fields = {"csrf": guest.get("/account").text.split('name="csrf" value="')[1].split('"')[0]}
    with hanging(provider):
        start = time.monotonic()
        assert guest.post("/signout", **fields).headers["Location"] == "/signout"
        assert time.monotonic() - start < 3
    assert not guest.cookie


def test_keys_that_are_rotated_between_sign_ins_are_learned(server: Place, own_provider: Provider) -> None:
    for _ in range(2):
        own_provider.rotate()
        server.later(30)
        own_provider.clock(server.day)
        for _ in range(4):
            Guest(server.address).sign_in("viewer")
    server.clock(0)


@pytest.mark.parametrize("provider_ahead, server_ahead", [(300, 0), (0, 300)])
def test_clocks_that_differ_are_named(
    server: Place, own_provider: Provider, provider_ahead: int, server_ahead: int
) -> None:
    own_provider.change(lifetimes={"IdToken": 120})
    own_provider.clock(provider_ahead)
    guest = Guest(server.address)
    answer = guest.begun("viewer")
    server.later(QUIET)
    server.clock(server_ahead)
    page = guest.get(answer)
    server.clock(0)
    assert page.status_code == 403 and not guest.cookie
    assert "clocks of this server and of the sign-in service differ by about" in page.text
    (seconds,) = [int(word) for word in page.text.split() if word in ("299", "300", "301", "302")]
    assert f"differ by about {seconds} s" in server.records("sign-in refused")[-1]["reason"]


def test_a_clock_that_is_a_little_off_lets_everybody_in(server: Place, own_provider: Provider) -> None:
    for ahead in (-45, 45):
        own_provider.clock(ahead)
        Guest(server.address).sign_in("viewer")
