"""Files that are brought to the workspace's address, and what becomes of them there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from apps.workspace.room import Room
from auth.policy import Policy
from tests.apps.workspace.conftest import Play
from tests.apps.workspace.doorway import Doorway, doorway
from tests.apps.workspace.sitting import Sitting
from tests.charts import somebody
from tests.queries.own.conftest import answers

HEAD = "POST /sql/upload HTTP/1.1\nHost: 127.0.0.1:{port}\nOrigin: http://127.0.0.1:{port}\n{length}\n\n"
LARGE = 2 * 2**30


def local(room: Room) -> Sitting:
    """Whoever uses this machine."""
    return Sitting(room, actor=Policy.read().local())


def waiting(room: Room) -> list[Path]:
    """What has come of files and is no table yet."""
    return list(room.tables.place("local").incoming.glob("*"))


async def none_waits(room: Room) -> None:
    async with asyncio.timeout(20):
        while waiting(room):
            await asyncio.sleep(0.02)


async def looked(sitting: Sitting, upload: str, **options: str) -> dict[str, object]:
    await sitting.say("look", upload=upload, options=options)
    return sitting.all("looked")[-1]


def test_a_file_becomes_a_table_that_joins_with_the_catalog(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            upload = await door.brought("거래소;값\nKRX;1,5\nLCH;2,25\n".encode("cp949"), "증거금.csv")
            me = local(room)
            found = await looked(me, upload)
            assert answers(found)["encoding"] == "cp949"
            assert found["name"] == "증거금" and found["sample"] == [["KRX", 1.5], ["LCH", 2.25]]
            await me.say("take", upload=upload, name="own_im", options={})
            assert me.all("taken")[-1] == {"tell": "taken", "upload": upload, "table": "own_im", "stop": ""}
            assert [table["name"] for table in me.all("tables")[-1]["tables"]] == ["own_im"]
            assert not waiting(room)
            done = await me.run('SELECT sum(own_im."값") AS s, count(*) AS n FROM own_im, work.own_im AS again')
            assert me.rows(done["run"]) == [[7.5, 4]], done
            await others_see_nothing(room)
            await me.say("forget", table="own_im")
            assert me.all("tables")[-1]["tables"] == []
            gone = await me.run("FROM own_im")
            assert gone["tell"] == "fault"
        made = me.lines("table made")[-1]
        assert me.lines("uploaded")[-1]["sha256"] == made["sha256"] and made["rows"] == 2
        assert "증거금" not in (room.home / "audit.jsonl").read_text()

    play(story)


async def others_see_nothing(room: Room) -> None:
    other = Sitting(room, "lee")
    fault = await other.run("FROM work.own_im")
    unknown = await other.run("FROM work.own_ix")
    assert fault["tell"] == "fault" and fault["kind"] == unknown["kind"]
    assert fault["message"].replace("own_im", "own_ix") == unknown["message"]
    await other.say("tables")
    assert other.all("tables")[-1]["tables"] == []


def test_who_may_not_bring_tables_is_told_so(play: Play) -> None:
    async def story(room: Room) -> None:
        viewer = Sitting(room, actor=somebody("ann", "viewer"))
        await viewer.say("take", upload="x", name="t")
        await viewer.say("look", upload="x")
        assert 'you need the role "power user"' in viewer.all("said")[-1]["message"]
        assert not viewer.all("taken") and not viewer.all("looked")

    play(story)


def test_a_page_of_another_server_brings_nothing(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            answer = await door.upload(b"a\n1\n", Origin="http://elsewhere.example")
            assert answer.code == 403 and not waiting(room)

    play(story)


def test_two_gigabytes_are_refused_before_they_come(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            head = HEAD.format(port=door.port, length=f"Content-Length: {LARGE}")
            answer, sent = await door.raw(head)
            assert answer.startswith(b"HTTP/1.1 413") and b"a file has at most 200 MB here" in answer
            assert sent == 0 and not waiting(room)

    play(story)


def test_what_comes_in_chunks_is_cut_where_it_is_too_large(play: Play) -> None:
    async def story(room: Room) -> None:
        room.upload = 3 * 2**20
        try:
            async with doorway(room) as door:
                answer, sent = await door.raw(chunked(door), *chunks(LARGE))
                assert sent < 2**27 and (not answer or b" 413 " in answer)
                await none_waits(room)
                assert (await door.upload(b"a\n" + b"1\n" * 2**20)).code == 200
                for path in waiting(room):
                    await local(room).say("drop_upload", upload=path.name)
                assert not waiting(room)
        finally:
            room.upload = 200 * 2**20

    play(story)


def chunked(door: Doorway) -> str:
    return HEAD.format(port=door.port, length="Transfer-Encoding: chunked")


def chunks(size: int) -> Iterator[bytes]:
    """So many zeros in chunks, made as they are sent."""
    part = b"10000\r\n" + bytes(2**16) + b"\r\n"
    return (part for _ in range(size // 2**16))


def test_a_lost_connection_leaves_nothing(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
            head = HEAD.format(port=door.port, length=f"Content-Length: {10 * 2**20}")
            writer.write(head.replace("\n", "\r\n").encode() + bytes(3 * 2**20))
            await writer.drain()
            async with asyncio.timeout(20):
                while not waiting(room):
                    await asyncio.sleep(0.02)
            writer.close()
            await none_waits(room)
            del reader

    play(story)


def test_a_file_that_is_gone_is_said_to_be(play: Play) -> None:
    async def story(room: Room) -> None:
        me = local(room)
        found = await looked(me, "0" * 32)
        assert found["stop"] == "this file is not here any more: choose it again"
        await me.say("take", upload="0" * 32, name="t")
        assert me.all("taken")[-1]["stop"] == found["stop"]
        await me.say("look", upload="0" * 32, options={"encoding": ["utf-8"]})
        assert json.dumps(me.all("said")[-1]) and len(me.all("looked")) == 1

    play(story)
