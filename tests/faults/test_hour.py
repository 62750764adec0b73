"""An hour in which access tokens last a minute: who is signed in stays so, and is by then what the provider says."""

from __future__ import annotations

import asyncio
import time
from hashlib import sha256

import httpx
import pytest

from apps.serving.gated import CHANGED
from tests.faults.guest import COOKIE, SECONDS, Guest, Seat, seats
from tests.faults.place import Place
from tests.provider.running import Provider
from tests.stored import asked

STEPS, MINUTE = 60, 61
FEWER, NONE, GONE = 20, 35, 50
"""Minutes at which the provider changes its mind of one of the guests."""


class Line:
    """A connection to one worker that stays open."""

    def __init__(self, guest: Guest) -> None:
        self.cookies = {COOKIE: guest.cookie}
        self.browser = httpx.AsyncClient(base_url=guest.address, trust_env=False, timeout=SECONDS, cookies=self.cookies)

    async def worker(self) -> int:
        """Which worker is at the other end."""
        return int((await self.browser.get("/health")).json()["worker"])

    async def status(self, path: str = "/benchmark") -> int:
        """How a page is answered."""
        return (await self.browser.get(path)).status_code


async def lines(guest: Guest) -> list[Line]:
    """A connection to each worker."""
    found: dict[int, Line] = {}
    kept: list[Line] = []
    while set(found) != {0, 1}:
        kept.append(Line(guest))
        found.setdefault(await kept[-1].worker(), kept[-1])
        assert len(kept) < 200
    for each in kept:
        if each not in found.values():
            await each.browser.aclose()
    return [found[0], found[1]]


def fresh(server: Place, guest: Guest) -> float:
    """Until when, by the server's clock, a guest's tokens last from now; 0 if the session is over."""
    key = sha256(guest.cookie.encode()).hexdigest()
    found = asked(server.home, f"SELECT fresh_until FROM session WHERE key = '{key}'")
    return float(str(found[0][0])) - time.time() - server.day if found else 0


async def renewed(server: Place, guest: Guest, over: bool = False) -> None:
    """Wait until a session is renewed, or is over."""
    end = time.monotonic() + SECONDS
    while fresh(server, guest) < 0 or (over and fresh(server, guest)):
        assert time.monotonic() < end, "the session is not renewed"
        await asyncio.sleep(0.01)
    assert bool(fresh(server, guest)) != over


class Hour:
    """Two guests at both workers: of one nothing changes, of the other the provider changes its mind."""

    def __init__(self, server: Place, provider: Provider) -> None:
        self.server, self.provider = server, provider
        provider.change(lifetimes={"AccessToken": 60})
        provider.account("moved", "Moved Person", ["tidemark-admins"])
        self.stays, self.moves = (Guest(server.address).sign_in(name) for name in ("analyst", "moved"))

    async def passes(self) -> None:
        """Minute after minute."""
        self.own, self.others = await lines(self.stays), await lines(self.moves)
        self.seated, self.moved = await seats(self.stays), Seat(self.moves)
        await self.moved.load()
        for minute in range(1, STEPS + 1):
            self.change(minute)
            self.server.later(MINUTE)
            self.provider.clock(self.server.day)
            await self.minute(minute)
        assert [await each.status() for each in self.others] == [401, 401]
        for each in self.seated:
            await each.brush()
            await each.close()

    def change(self, minute: int) -> None:
        """What the provider is told."""
        groups = {FEWER: ["tidemark-viewers"], NONE: ["of-another-system"]}.get(minute)
        if groups:
            self.provider.account("moved", "Moved Person", groups)
        if minute == GONE:
            self.provider.revoke("moved")

    async def minute(self, minute: int) -> None:
        """The tokens are over: one worker is asked, then both websockets, then the other worker."""
        first = minute % 2
        assert await self.own[first].status() == 200, minute
        await self.others[first].status()
        for each in self.seated:
            await each.brush()
        await renewed(self.server, self.stays)
        await renewed(self.server, self.moves, over=minute >= GONE)
        await self.move(minute)
        assert await self.own[1 - first].status() == 200, minute
        audit = 200 if minute < FEWER else 403 if minute < GONE else 401
        page = 200 if minute < NONE else 403 if minute < GONE else 401
        other = self.others[1 - first]
        assert [await other.status("/audit"), await other.status()] == [audit, page], minute

    async def move(self, minute: int) -> None:
        """Who may do something else from now on is sent away from an open page, a minute later at most."""
        if minute < FEWER:
            await self.moved.brush()
        elif minute == FEWER + 1:
            await self.moved.nudge()
            assert await self.moved.over() == (CHANGED, "your groups have changed")


@pytest.mark.long
def test_an_hour(server: Place, own_provider: Provider) -> None:
    hour, begun = Hour(server, own_provider), server.metric("restarts_total")
    start = time.monotonic()
    asyncio.run(hour.passes())
    print(f"{STEPS} renewals of each session took {time.monotonic() - start:.1f} s")
    assert server.metric("restarts_total") == begun
    own_provider.clock(0)
    server.clock(0)
