"""The audit when its disk is full, and when many readers make it grow at once."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest

from queries.trail.audit import Audit
from queries.trail.examine import examined
from tests.faults.guest import Guest, Seat, seats
from tests.faults.limits import full
from tests.faults.place import Place

WHY = "the audit cannot be written ("
READERS, LASTING = 20, 10.0


def whole(server: Place) -> int:
    """How many records the audit has, each of which follows from the one before."""
    audit = Audit(server.home)
    found = examined(audit.path, audit.chain, anchors=[audit.path.with_suffix(".head")])
    assert found.breaks == [] and found.records == found.lines
    return found.records


def test_on_a_full_disk_nothing_is_shown_or_done(server: Place, inside: Guest) -> None:
    """Of all files, only the audit is large enough to meet the limit."""
    Audit(server.home).event("configured", "a test", text="x" * 8_000_000)
    guest, viewer = Guest(server.address), Guest(server.address).sign_in("viewer")
    answer = guest.begun("power")

    async def brushed() -> None:
        seated = await seats(inside)
        records, size = whole(server), server.audit.stat().st_size
        with full(server, size + 100):
            for seat in seated:
                said, events = await seat.refused(seat.anything())
                assert said.startswith(WHY)
                assert not [each for each in events if each["kind"] == "ColumnDataChanged"]
            pages = [guest.get(answer), inside.get("/benchmark/rows.csv", view="im_trend"), viewer.get("/audit")]
            for page in pages:
                assert page.status_code == 503 and WHY.casefold() in page.text.casefold(), page.text
            assert not guest.cookie and "text/csv" not in pages[1].headers["Content-Type"]
            assert (whole(server), server.audit.stat().st_size) == (records, size)
        for seat in seated:
            await seat.brush()
            await seat.close()

    asyncio.run(brushed())
    assert guest.sign_in("power").cookie and viewer.get("/audit").status_code == 403
    assert inside.get("/benchmark/rows.csv", view="im_trend").status_code == 200
    assert whole(server) and server.verified()


@pytest.mark.long
def test_many_readers_make_one_chain(server: Place) -> None:
    guests = [Guest(server.address).sign_in(name) for name in ("analyst", "power", "host", "admin")]
    before = whole(server)
    times = asyncio.run(crowd([Seat(guest, seed) for seed, guest in zip(range(READERS), itertools.cycle(guests))]))
    made = whole(server) - before
    times.sort()
    p50, p95 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95))
    print(f"{len(times) / LASTING:.0f} updates a second, {p50:.0f} ms p50, {p95:.0f} ms p95; {made} records")
    assert made >= len(times)


async def crowd(seated: list[Seat]) -> list[float]:
    """Seconds of each update of all who brush without a pause."""
    await asyncio.gather(*(seat.load() for seat in seated))
    assert {seat.owner for seat in seated} == {0, 1}
    times, end = list[float](), time.monotonic() + LASTING

    async def keep(seat: Seat) -> None:
        while (start := time.monotonic()) < end:
            await seat.brush()
            times.append(time.monotonic() - start)
        await seat.close()

    await asyncio.gather(*map(keep, seated))
    return times
