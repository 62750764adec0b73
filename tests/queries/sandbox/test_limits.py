"""What ends a job: its limits, its reader, or an accident; and that nothing is left of it."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from queries.sandbox.client import Sandbox, running
from queries.sandbox.event import Done, Fault, Queued, Started
from queries.sandbox.job import CHECK, RUN, Job, Reach
from queries.wish import Superseded, Wish
from tests.queries.sandbox import grounds
from tests.queries.sandbox.grounds import brokers, descendants, end, fault, job

ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3"
DEAF = "SELECT levenshtein(repeat('a', 100000), repeat('b', 100000))"
"""A statement that hears no interrupt."""
SHORT = replace(RUN, seconds=0.5)


def wait_until(holds: object, seconds: float = 5) -> None:
    last = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < last
        time.sleep(0.02)


def booths() -> set[int]:
    """The booths of all brokers of this process."""
    return {child for broker in brokers() for child in descendants(broker)}


def gone(process: int) -> bool:
    """Whether it has ended, buried or not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize("text", [ENDLESS, DEAF])
def test_time_is_limited_whatever_runs(sandbox: Sandbox, reach: Reach, text: str) -> None:
    events = sandbox.told(job(reach, text, SHORT))
    assert any(isinstance(event, Started) for event in events)
    began = time.monotonic()
    *_, found = events
    assert found == Fault("stopped", "Stopped after 0.5 s, the longest that it may take.")
    assert time.monotonic() - began < 0.5 + 4


@pytest.mark.parametrize("text", ["SELECT len(range(2000000000))", "SELECT length(repeat('x', 4200000000))"])
def test_memory_is_limited(sandbox: Sandbox, reach: Reach, text: str) -> None:
    found = fault(sandbox, job(reach, text))
    assert (found.kind, found.message) == (
        "stopped",
        "Stopped: it needs more memory than the 1,024 MiB that it may have.",
    )


def test_a_crash_is_no_more_than_a_fault(sandbox: Sandbox, reach: Reach) -> None:
    nested = "SELECT json_structure(repeat('[', 100000) || repeat(']', 100000))"
    assert fault(sandbox, job(reach, nested)).message == "Stopped: the statement broke the process that it ran in."
    assert isinstance(end(sandbox, job(reach, "SELECT 1")), Done)


def test_who_leaves_stops_the_job_and_frees_the_slot(sandbox: Sandbox, reach: Reach) -> None:
    async def leave() -> float:
        events = sandbox.events(job(reach, DEAF))
        async for event in events:
            if isinstance(event, Started):
                break
        began = time.monotonic()
        await events.aclose()  # type: ignore[attr-defined]
        async for event in sandbox.events(job(reach, "SELECT 1")):
            last = event
        assert isinstance(last, Done)
        return time.monotonic() - began

    assert asyncio.run(leave()) < 1.5


def test_a_wish_that_ends_stops_the_job(sandbox: Sandbox, reach: Reach) -> None:
    wish = Wish()
    threading.Timer(0.2, wish.drop).start()
    with pytest.raises(Superseded):
        sandbox.table(job(reach, DEAF), wish)


def test_owners_take_turns_and_hear_their_place(sandbox: Sandbox, reach: Reach) -> None:
    ended: list[str] = []
    places: list[int] = []

    async def follow(owner: str, text: str) -> None:
        async for event in sandbox.events(job(reach, text, SHORT, owner=owner)):
            if owner == "second" and isinstance(event, Queued):
                places.append(event.place)
        ended.append(owner)

    async def crowd() -> None:
        tasks = [asyncio.create_task(follow("first", ENDLESS)) for _ in range(4)]
        await asyncio.sleep(0.1)
        tasks.append(asyncio.create_task(follow("second", "SELECT 1")))
        async for event in sandbox.events(job(reach, "SELECT 1", kind="check", limits=CHECK)):
            assert not isinstance(event, Queued), "typing waits for nothing"
        await asyncio.gather(*tasks)

    asyncio.run(crowd())
    assert ended.index("second") <= 1 and places[-1] == 0


def test_more_than_enough_may_not_wait(sandbox: Sandbox, reach: Reach) -> None:
    async def crowd() -> list[str]:
        streams = [sandbox.events(job(reach, ENDLESS)) for _ in range(22)]
        firsts = [await anext(stream) for stream in streams]
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]
        return [first.kind if isinstance(first, Fault) else type(first).__name__ for first in firsts]

    assert asyncio.run(crowd()) == ["Started", *["Queued"] * 20, "denied"]


def test_a_booth_that_dies_loses_one_job(sandbox: Sandbox, reach: Reach) -> None:
    told = sandbox.told(job(reach, DEAF))
    assert any(isinstance(event, Started) for event in told)
    there = booths()
    for booth in there:
        with suppress(ProcessLookupError):  # one that only tried how booths are opened has ended by itself
            os.kill(booth, signal.SIGKILL)
    *_, last = told
    assert isinstance(last, Fault) and last.kind == "lost"
    wait_until(lambda: all(map(gone, there)))
    assert isinstance(end(sandbox, job(reach, "SELECT 1")), Done)


def test_nothing_is_left_of_a_broker_that_is_killed_or_ends(reach: Reach) -> None:
    for number in (signal.SIGKILL, signal.SIGTERM):
        before = brokers()
        with running(1) as sandbox:
            found: list[object] = []
            asked: Job = job(reach, DEAF)
            waiting = threading.Thread(target=lambda asked=asked, found=found: found.append(end(sandbox, asked)))
            waiting.start()
            wait_until(lambda before=before: len([p for b in brokers() - before for p in descendants(b)]) > 1)
            (broker,) = brokers() - before
            gone = descendants(broker) | {broker}
            os.kill(broker, number)
            waiting.join(5)
            assert isinstance(found[0], Fault) and found[0].kind == "lost"
            wait_until(lambda gone=gone: not any(map(grounds.running, gone)))
