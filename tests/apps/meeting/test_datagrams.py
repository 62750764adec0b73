import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from apps.meeting.bus import bus
from apps.meeting.datagrams import HELD, PIECE, Datagrams
from tests.shared import ROOT

Told = list[tuple[str, bytes]]


class End(Datagrams):
    """A worker's end that keeps what it hears."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.told: Told = []

    async def opened(self) -> "End":
        await self.open(lambda topic, content: self.told.append((topic, content)))
        return self


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.002)


def play(story: Callable[[Path], Awaitable[None]], folder: Path) -> None:
    asyncio.run(asyncio.wait_for(story(folder), 60))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 5 * PIECE])
def test_all_others_hear_it_whole_and_nobody_hears_himself(tmp_path: Path, size: int) -> None:
    async def story(folder: Path) -> None:
        ends = [await End(folder).opened() for _ in range(3)]
        content = os.urandom(size)
        ends[0].publish("a topic / 회의", content)
        await until(lambda: all(end.told for end in ends[1:]))
        assert [end.told for end in ends] == [[], [("a topic / 회의", content)], [("a topic / 회의", content)]]
        for end in ends:
            await end.close()
        assert list(folder.iterdir()) == []

    play(story, tmp_path)


def test_a_busy_worker_gets_everything_in_order_later(tmp_path: Path) -> None:
    async def story(folder: Path) -> None:
        teller, listener = await End(folder).opened(), await End(folder).opened()
        contents = [b"%d " % number * (1 + number % 50 * 400) for number in range(400)]
        for content in contents:  # the kernel holds ten or so
            teller.publish("step", content)
        await until(lambda: len(listener.told) == len(contents))
        assert [content for _, content in listener.told] == contents
        assert not any(way.waiting for way in teller.ways.values())
        await teller.close(), await listener.close()

    play(story, tmp_path)


def test_a_worker_that_takes_nothing_costs_no_more_than_so_much_memory_and_then_hears_the_latest(
    tmp_path: Path,
) -> None:
    async def story(folder: Path) -> None:
        teller, listener = await End(folder).opened(), await End(folder).opened()
        asyncio.get_running_loop().remove_reader(listener.ear)  # type: ignore[arg-type]
        content = os.urandom(3 * PIECE)
        for number in range(HELD // len(content) + 40):
            teller.publish(str(number), content)
        (way,) = teller.ways.values()
        assert HELD - PIECE < way.bytes <= HELD
        asyncio.get_running_loop().add_reader(listener.ear, listener._heard)  # type: ignore[arg-type]
        await until(lambda: listener.told[-1:] == [(str(number), content)])
        heard = [int(topic) for topic, _ in listener.told]
        assert heard == sorted(heard) and {each for _, each in listener.told} == {content}
        await teller.close(), await listener.close()

    play(story, tmp_path)


def test_the_socket_of_a_worker_that_was_killed_hurts_nobody(tmp_path: Path) -> None:
    code = (
        "import asyncio, os, sys; from pathlib import Path; from apps.meeting.datagrams import Datagrams\n"
        "async def main():\n"
        "    await Datagrams(Path(sys.argv[1])).open(print); print('open', flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    killed = subprocess.Popen([sys.executable, "-c", code, tmp_path], cwd=ROOT, stdout=subprocess.PIPE)
    assert killed.stdout and killed.stdout.readline() == b"open\n"

    async def story(folder: Path) -> None:
        teller = await End(folder).opened()
        teller.publish("to somebody", b"1")
        assert len(teller.ways) == 1
        killed.kill()
        killed.wait()
        teller.publish("to nobody", b"2")
        listener = await End(folder).opened()
        teller.publish("to another", b"3")
        await until(lambda: bool(listener.told))
        assert listener.told == [("to another", b"3")]
        assert sorted(folder.iterdir()) == sorted([teller.path, listener.path])
        await teller.close(), await listener.close()

    try:
        play(story, tmp_path)
    finally:
        killed.kill()
        killed.stdout.close()


def test_noise_is_not_heard(tmp_path: Path) -> None:
    async def story(folder: Path) -> None:
        teller, listener = await End(folder).opened(), await End(folder).opened()
        teller.publish("first", b"")
        (way,) = teller.ways.values()
        for noise in (b"", b"x", os.urandom(40)):
            way.socket.send(noise)
        teller.publish("last", b"")
        await until(lambda: len(listener.told) == 2)
        assert listener.told == [("first", b""), ("last", b"")]
        await teller.close(), await listener.close()
        teller.publish("after", b"")

    play(story, tmp_path)


def test_the_setting_chooses_the_bus(tmp_path: Path) -> None:
    assert isinstance(bus("", tmp_path), Datagrams)
