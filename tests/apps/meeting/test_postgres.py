"""The bus against a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import signal
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from apps.bench.postgres import Postgres as Server
from apps.meeting import postgres
from apps.meeting.bus import CATCH_UP
from apps.meeting.pieces import Cutter
from apps.meeting.postgres import CHANNEL, WAITING, Postgres, parameters

Heard = list[tuple[str, bytes]]
MISSED = (CATCH_UP, b"")
PATIENCE = 20.0
CONNECTED = "SELECT pid FROM pg_stat_activity WHERE application_name = 'tidemark'"


@asynccontextmanager
async def bus(address: str) -> AsyncIterator[tuple[Postgres, Heard]]:
    """A worker's place at the bus, and what it hears."""
    made, heard = Postgres(address), list[tuple[str, bytes]]()
    await made.open(lambda topic, content: heard.append((topic, content)))
    try:
        yield made, heard
    finally:
        await made.close()


def told(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 60))


async def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it does not come to that"
        await asyncio.sleep(0.005)


@pytest.fixture
def there(postgres: Server) -> Iterator[Server]:
    """The server, which answers again afterwards."""
    yield postgres
    if postgres.process is None:
        postgres.start()


def connections(server: Server) -> int:
    with psycopg.connect(server.address) as own:
        return len(own.execute(CONNECTED).fetchall())


def test_all_others_hear_all_of_it_in_order_and_nobody_hears_itself(postgres: Server) -> None:
    large = b"".join(number.to_bytes(4, "big") for number in range(30_000))
    said = [("meeting/회의", large), *(("meeting/b", b"%d" % number) for number in range(200)), ("pointer", b"")]

    async def story() -> None:
        async with (
            bus(postgres.address) as (one, own),
            bus(postgres.address) as (_, two),
            bus(postgres.address) as (
                third,
                three,
            ),
        ):
            for topic, content in said:
                one.publish(topic, content)
            await until(lambda: len(two) == len(three) == len(said))
            assert two == three == said
            third.publish("meeting/b", b"back")
            await until(lambda: own)
            assert own == [("meeting/b", b"back")] and three == said

    told(story)
    assert connections(postgres) == 0


def test_a_server_that_comes_back_is_found_again_and_who_listened_catches_up(
    there: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        async with bus(there.address) as (one, own), bus(there.address) as (two, other):
            there.stop()
            await until(lambda: one.trouble and two.trouble)
            one.publish("meeting/a", b"meanwhile")
            await asyncio.to_thread(there.start)
            await until(lambda: not one.trouble and not two.trouble)
            await until(lambda: MISSED in own and MISSED in other)
            two.publish("meeting/a", b"after")
            await until(lambda: ("meeting/a", b"after") in own)

    told(story)
    said = capfd.readouterr().err.splitlines()
    assert said[-1] == "the bus of meetings answers again" and len(said) == 4


def test_a_line_that_is_cut_is_laid_again(postgres: Server) -> None:
    async def story() -> None:
        async with bus(postgres.address) as (one, _), bus(postgres.address) as (two, heard):
            with psycopg.connect(postgres.address, autocommit=True) as own:
                own.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidemark'"
                )
            await until(lambda: MISSED in heard and not one.trouble and not two.trouble)
            one.publish("meeting/a", b"after")
            await until(lambda: heard[-1] == ("meeting/a", b"after"))

    told(story)


def test_what_waits_for_a_server_that_is_away_is_bounded_and_the_newest_of_it_arrives(
    there: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "TOGETHER", 7)

    async def story() -> None:
        async with bus(there.address) as (one, _):
            there.stop()
            one.publish("meeting/a", b"noticed")
            await until(lambda: one.trouble)
            for number in range(2 * WAITING):
                one.publish("meeting/a", b"%d" % number)
            assert len(one.waiting) == WAITING
            await asyncio.to_thread(there.start)
            async with bus(there.address) as (_, heard):
                await until(lambda: ("meeting/a", b"%d" % (2 * WAITING - 1)) in heard)
                one.publish("meeting/a", b"last")
                await until(lambda: heard[-1] == ("meeting/a", b"last"))
                assert MISSED in heard

    told(story)


def test_a_wrong_password_is_said_without_repeating_it_and_the_worker_goes_on(
    postgres: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        begun = time.monotonic()
        async with bus(postgres.address.replace(postgres.password, "not-the-password")) as (one, heard):
            assert "password authentication failed" in one.trouble and time.monotonic() - begun < 5
            one.publish("meeting/a", b"unheard")
            await asyncio.sleep(0.5)
            assert heard == [] and "not-the-password" not in one.trouble + repr(one)

    told(story)
    said = capfd.readouterr().err
    assert said.count("the bus of meetings does not answer") == 1 and "not-the-password" not in said


def test_strangers_in_the_database_are_not_heard(postgres: Server) -> None:
    whole = Cutter().cut("meeting/a", bytes(range(256)) * 200)

    async def story() -> None:
        async with bus(postgres.address) as (one, _), bus(postgres.address) as (_, heard):
            with psycopg.connect(postgres.address, autocommit=True) as stranger:
                stranger.execute("SELECT pg_notify('other', repeat('x', 7000) || n) FROM generate_series(1, 3000) n")
                stranger.execute("SELECT pg_notify(%s, 'x.1.0.9.' || n) FROM generate_series(1, 3000) n", [CHANNEL])
                for piece in (*whole[1:], "", "nonsense"):
                    stranger.execute("SELECT pg_notify(%s, %s)", [CHANNEL, piece])
            one.publish("meeting/a", b"ours")
            await until(lambda: heard)
            assert heard == [("meeting/a", b"ours")]

    told(story)


def test_a_server_that_says_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "FIRST", 0.2)

    async def story() -> None:
        silent = await asyncio.start_server(lambda *_: asyncio.sleep(60), "127.0.0.1", 0)
        port = silent.sockets[0].getsockname()[1]
        begun = time.monotonic()
        async with bus(f"postgresql://tidemark:word@127.0.0.1:{port}/postgres") as (one, _):
            one.publish("meeting/a", bytes(100_000))
            assert time.monotonic() - begun < 2
        assert time.monotonic() - begun < 8
        silent.close()

    told(story)


@pytest.mark.long
def test_a_server_that_hangs_is_taken_for_lost_and_holds_nobody_up(
    there: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.5)

    async def story() -> None:
        async with bus(there.address) as (one, _), bus(there.address) as (two, heard):
            with psycopg.connect(there.address, autocommit=True) as own:
                hanging = [pid for (pid,) in own.execute(CONNECTED).fetchall()]
            for pid in hanging:
                os.kill(pid, signal.SIGSTOP)
            try:
                begun = time.monotonic()
                one.publish("meeting/a", bytes(100_000))
                two.publish("meeting/a", bytes(100_000))
                assert time.monotonic() - begun < 0.4
                await until(lambda: one.trouble and two.trouble)
                await until(lambda: not one.trouble and not two.trouble)
            finally:
                for pid in hanging:
                    os.kill(pid, signal.SIGCONT)
            one.publish("meeting/a", b"after")
            await until(lambda: heard[-1] == ("meeting/a", b"after"))
            assert MISSED in heard

    told(story)


def test_what_goes_wrong_in_a_listener_ends_neither_it_nor_the_bus(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(tmp_path))
    heard: Heard = []

    def hear(topic: str, content: bytes) -> None:
        heard.append((topic, content))
        assert topic == "meeting/good"

    async def story() -> None:
        faulty = Postgres(postgres.address)
        await faulty.open(hear)
        async with bus(postgres.address) as (one, _):
            one.publish("meeting/bad", b"")
            one.publish("meeting/good", b"")
        await until(lambda: len(heard) == 2)
        await faulty.close()

    told(story)
    assert (tmp_path / "error.log").read_text().count("AssertionError") == 1


def test_the_password_may_stand_in_a_file(postgres: Server, tmp_path: Path) -> None:
    kept = tmp_path / "bus"
    kept.touch(0o600)
    kept.write_text(f"127.0.0.1:{postgres.port}:postgres:tidemark:{postgres.password}\n")
    address = f"{postgres.address.replace(':' + postgres.password, '')}?passfile={kept}"

    async def story() -> None:
        async with bus(address) as (one, _):
            assert one.trouble == ""

    assert postgres.password not in address
    told(story)


WRONG = ("redis://h", "postgresql://a:se%zzcret@h/b", "postgresql://a:s@cret@h/b", "postgresql://a:se/cret@h/b")


@pytest.mark.parametrize("address", WRONG)
def test_what_is_no_address_is_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="write postgresql://") as wrong:
        parameters(address)
    assert "cret" not in "".join(traceback.format_exception(wrong.value))
