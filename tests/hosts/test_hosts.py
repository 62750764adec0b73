"""Two hosts are one installation: who signs out, presents or loses a host finds the same at the other."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from apps.bench.postgres import Postgres
from data.secret import known
from queries.library.drafts import Drafts, Tab
from queries.trail.heads import Heads
from queries.trail.heads import host as host_of
from tests.apps.meeting.hall import Guest
from tests.apps.serving.house import House, form
from tests.hosts.front import Hosts, hosts, killed, sessions


@pytest.fixture(scope="module")
def both(home: Path, postgres: Postgres, nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(tmp_path_factory.mktemp("hosts"), home, postgres, nginx) as made:
        yield made


def play(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 120))


async def left(*guests: Guest) -> None:
    for each in guests:
        await each.close()


def test_hosts_have_one_secret_and_no_store_of_their_own(both: Hosts) -> None:
    secrets = {known(hall.house.home) for hall in both.each}
    assert len(secrets) == 1 and None not in secrets
    assert [list(hall.house.home.glob("app.*")) for hall in both.each] == [[], []]


def test_a_page_of_one_host_opens_its_websocket_at_the_other(both: Hosts) -> None:
    cookie = both.one.cookie("viewer", "ann")

    async def story() -> None:
        token = await asyncio.to_thread(both.one.house.token, "/good", cookie)
        socket = await both.other.house.sit("/good/ws", token, cookie)
        socket.close()

    play(story)


def test_who_signs_out_at_one_host_is_signed_out_at_the_other(both: Hosts) -> None:
    cookie = both.one.cookie("viewer", "bob")
    csrf = both.one.house.session(cookie).csrf

    async def story() -> None:
        guest = await Guest(both.other, "", cookie).open("good")
        assert guest.page
        out = await asyncio.to_thread(
            both.one.house.ask, "/signout", cookie, "POST", form(csrf=csrf), Origin=both.one.house.origin
        )
        assert out.status == 303
        await guest.until(lambda: guest.cut)
        assert guest.page.close_code == 4001
        assert (await asyncio.to_thread(both.other.house.ask, "/good", cookie)).status == 401
        await guest.close()

    play(story)


def test_a_meeting_goes_across_both(both: Hosts) -> None:
    meeting = both.one.begin(both.one.deck(both.one.opening("good"), both.one.opening("other")))

    async def story() -> None:
        host = await both.one.guest(meeting, "host", "kim").join()
        guest = await both.other.guest(meeting, "viewer", "lee").join()
        for each in (host, guest):
            await each.open("good")
        await host.brush("trend", 2023.6, 2024.3)
        await host.until(lambda: bool(host.state.selection.clauses))
        await guest.until(lambda: guest.state == host.state)
        await host.do("next")
        await guest.until(lambda: guest.now["slide"]["index"] == 1)
        await guest.do("note", kind="question", text="Why?")
        await host.until(lambda: bool(host.now["noted"]))
        await left(host, guest)

    play(story)
    followed = [line for hall in both.each for line in hall.records("followed") if line["meeting"] == meeting]
    assert any("lee" in line["shown_to"] for line in followed)


def test_the_store_comes_to_know_where_both_trails_end(both: Hosts) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        own, others = Heads(both.one.house.access.store).all()
        if own and others:
            break
        time.sleep(0.1)
    assert own and [each.host for each in others] == [host_of(both.other.house.home)]


def test_while_postgresql_is_away_who_reads_goes_on_and_all_is_well_after_it(both: Hosts, postgres: Postgres) -> None:
    house = both.one.house
    cookie = both.one.cookie("viewer", "gus")

    async def story() -> None:
        guest = await Guest(both.one, "", cookie).open("good")
        postgres.stop()
        try:
            began = time.monotonic()
            refused = [await asyncio.to_thread(house.ask, "/good", cookie) for _ in range(5)]
            assert (await asyncio.to_thread(house.ask, "/health")).status == 200
            assert time.monotonic() - began < 8
            said = re.compile("the app store on PostgreSQL (cannot be reached|has cut the connection|is just stopping)")
            assert all(each.status == 503 and said.search(each.body) for each in refused)
            while "cannot be reached" not in refused[-1].body:
                assert time.monotonic() - began < 10
                refused.append(await asyncio.to_thread(house.ask, "/good", cookie))
            assert postgres.password not in "".join(each.body for each in refused)
            await guest.brush("trend", 2023.6, 2024.3)
            await guest.until(lambda: bool(guest.state.selection.clauses))
        finally:
            await asyncio.to_thread(postgres.start)
        end = time.monotonic() + 10
        while (await asyncio.to_thread(house.ask, "/good", cookie)).status != 200:
            assert time.monotonic() < end
        assert not guest.cut
        await guest.close()

    play(story)


def test_a_host_that_is_killed_costs_nobody_what_they_had(both: Hosts) -> None:
    front = both.front
    meeting = front.begin(front.deck(front.opening("good")))
    readers = {name: front.cookie("asker", name) for name in ("cem", "dee", "eve", "fay")}
    for name in readers:
        Drafts(both.one.house.access.store).keep(name, Tab("t", text=f"SELECT '{name}'"))

    async def story() -> None:
        host = await front.guest(meeting, "host", "kim").join()
        await host.open("good")
        guests = [await Guest(front, "", cookie).open("good") for cookie in readers.values()]
        for each in (host, *guests):
            await each.brush("trend", 2023.6, 2024.3)
            await each.until(lambda each=each: bool(each.state.selection.clauses))  # type: ignore[misc]
        gone = both.with_most()
        (there,) = {*both.each} - {gone}
        lost = await asyncio.to_thread(sessions, gone.house)
        print(f"{lost:.0f} of 5 pages were on the host that is killed")
        killed(gone)
        await host.until(lambda: sum(each.cut for each in (host, *guests)) == lost)
        for each in (host, *guests):
            shown, cut = each.state, each.cut
            if each is host:
                await each.come_back("good")
            elif cut:
                await each.close()
                await each.open("good", state=shown.text())
            assert each.state == shown
            await each.brush("trend", 2022.6, 2023.3)
            await each.until(lambda each=each, shown=shown: each.state != shown)  # type: ignore[misc]
        assert host.now["you"]["host"] and await asyncio.to_thread(sessions, there.house) == 5
        await left(host, *guests)

    play(story)
    for name, cookie in readers.items():
        assert f"SELECT '{name}'" in asyncio.run(workspace(front.house, cookie))


async def workspace(front: House, cookie: str) -> str:
    """What a reader's workspace opens with."""
    token = await asyncio.to_thread(front.token, "/sql", cookie)
    socket = await front.sit("/sql/ws", token, cookie)
    for part in ({"msgid": "1", "msgtype": "PULL-DOC-REQ"}, {}, {}):
        await socket.write_message(json.dumps(part))
    parts = [str(await asyncio.wait_for(socket.read_message(), 10)) for _ in range(3)]
    socket.close()
    return parts[2]
