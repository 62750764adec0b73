"""Results as files: read back, they are what the statement gives."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import signal
from pathlib import Path

import duckdb
import pytest
import python_calamine
from tornado.httpclient import HTTPResponse

from apps.workspace.room import Room
from auth.policy import Policy
from data.catalog import Catalog
from data.store import Store
from queries.engine import Engine
from queries.trail.again import verified
from queries.trail.written import Library
from tests.apps.serving.running import children
from tests.apps.workspace.conftest import Play
from tests.apps.workspace.doorway import Doorway, doorway
from tests.apps.workspace.sitting import Sitting
from tests.charts import somebody

COUNT = 60_000


async def run(room: Room, text: str, owner: Sitting | None = None) -> tuple[str, Sitting]:
    """The id of a run that is in the history."""
    sitting = owner or Sitting(room, actor=Policy.read().local())
    done = await sitting.run(text)
    assert done["tell"] == "done", done
    await sitting.settled()
    return str(done["run"]), sitting


async def taken(door: Doorway, run: str, form: str) -> HTTPResponse:
    return await door.ask(f"/sql/export?run={run}&format={form}")


@pytest.mark.long
def test_a_large_result_as_csv_is_read_back_as_it_is(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            id, me = await run(room, f"SELECT i AS id, 'x' || i % 7 AS t, i / 7.0 AS f FROM range({COUNT}) r(i)")
            answer = await taken(door, id, "csv")
            rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
            assert rows[0] == ["id", "t", "f"] and len(rows) == COUNT + 1
            assert all(row == [str(i), f"x{i % 7}", repr(i / 7)] for i, row in enumerate(rows[1:]))
            begun, ended = me.lines("exported")[-1], me.lines("export ended")[-1]
            assert begun["code"] == ended["of"] == answer.headers["X-Tidemark-Receipt"]
            assert (begun["format"], begun["of"]) == ("csv", me.all("done")[-1]["code"])
            assert (ended["outcome"], ended["rows"], ended["bytes"]) == ("whole", COUNT, len(answer.body))

    play(story)


@pytest.mark.long
def test_a_large_result_as_parquet_is_read_back_as_it_is(play: Play, tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            id, _ = await run(room, f"SELECT i AS id, 'x' || i % 7 AS t, i / 7.0 AS f FROM range({COUNT}) r(i)")
            path = tmp_path / "result.parquet"
            path.write_bytes((await taken(door, id, "parquet")).body)
            same = "count(*), bool_and(t = 'x' || id % 7 AND f = id / 7.0), sum(id)"
            found = duckdb.sql(f"SELECT {same} FROM '{path}'").fetchall()
            assert found == [(COUNT, True, COUNT * (COUNT - 1) // 2)]

    play(story)


def test_a_large_result_as_a_workbook_is_read_back_as_it_is(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            id, _ = await run(room, f"SELECT i AS id FROM range({COUNT}) r(i)")
            answer = await taken(door, id, "xlsx")
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.body))
            head, *rows = book.get_sheet_by_name("Result").to_python()
            same = rows == [[float(i)] for i in range(COUNT)]
            assert head == ["id"] and same
            receipt = {row[0]: row[1] for row in book.get_sheet_by_name("Receipt").to_python()}
            assert receipt["Rows"] == f"{COUNT:,}" and receipt["Receipt"] == answer.headers["X-Tidemark-Receipt"]
            assert f"range({COUNT})" in receipt["SQL"]

    play(story)


TYPED = """
SELECT 1::TINYINT AS a, 12345678901234567890123::HUGEINT AS h, 1.50::DECIMAL(9, 2) AS d, DATE '2024-02-29' AS day,
    TIMESTAMP '2024-02-29 10:11:12.5' AS t, true AS b, NULL::VARCHAR AS n, [1, 2] AS l, {'x': 1, 'y': 'q, r'} AS s,
    '=1+1' AS formula, ' @x' AS "=also", '한국' AS k, 'a"b' AS q, -5 AS minus, '-5' AS text
"""


def test_every_type_leaves_as_what_it_is_and_no_text_as_a_formula(play: Play, tmp_path: Path) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            id, _ = await run(room, TYPED)
            rows = list(csv.reader(io.StringIO((await taken(door, id, "csv")).body.decode("utf-8-sig"))))
            assert rows[0][10] == "'=also" and rows[1][:6] == [
                "1", "12345678901234567890123", "1.50", "2024-02-29", "2024-02-29 10:11:12.5", "true",
            ]  # fmt: skip
            assert rows[1][6:] == ["", "[1, 2]", "{'x': 1, 'y': 'q, r'}", "'=1+1", "' @x", "한국", 'a"b', "-5", "'-5"]
            path = tmp_path / "typed.parquet"
            path.write_bytes((await taken(door, id, "parquet")).body)
            with duckdb.connect() as connection:
                back = connection.execute(f"FROM '{path}'").fetchall()
                assert back == connection.execute(TYPED).fetchall()
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO((await taken(door, id, "xlsx")).body))
            (_, cells) = book.get_sheet_by_name("Result").to_python()
            assert cells[:3] == [1.0, "12345678901234567890123", 1.5] and str(cells[3]) == "2024-02-29"
            assert cells[9:11] == ["=1+1", " @x"] and cells[5] is True and cells[13:] == [-5.0, "-5"]

    play(story)


def test_only_what_one_has_run_oneself_is_taken_along(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            id, _ = await run(room, "SELECT 1 AS a", Sitting(room, "kim"))
            answer = await taken(door, id, "csv")
            assert answer.code == 404 and b"no such result of yours" in answer.body
            assert (await taken(door, id, "pdf")).code == 400
            assert (await door.ask("/sql/export")).code == 404
        assert not somebody("ann", "viewer").may("export")

    play(story)


def test_a_result_over_an_own_table_is_that_of_the_table_as_it_was(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            me = Sitting(room, actor=Policy.read().local())
            await me.say("take", upload=await door.brought(b"a\n1\n"), name="mine", options={})
            id, _ = await run(room, "SELECT a FROM mine", me)
            assert (await taken(door, id, "csv")).body == "\ufeffa\n1\n".encode()
            await me.say("take", upload=await door.brought(b"a\n2\n"), name="mine", options={})
            answer = await taken(door, id, "csv")
            assert answer.code == 400 and b"the own table mine was replaced or deleted since" in answer.body
            await me.say("forget", table="mine")

    play(story)


def test_the_code_of_a_file_stands_for_the_run_that_it_is_of(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            id, me = await run(room, "SELECT ccp FROM ccp ORDER BY ccp")
            code = (await taken(door, id, "csv")).headers["X-Tidemark-Receipt"]
            record = room.audit.find(code)
            assert record and record["kind"] == "exported" and record["of"] == me.all("done")[-1]["code"]
            engine = Engine(Catalog(room.home), room.audit.record, sandbox=room.sandbox)
            verdict = await asyncio.to_thread(verified, lambda _: engine, record, "", Library.of(Store(room.home)))
            assert verdict.identical, verdict
            engine.close()

    play(story)


def test_a_browser_that_leaves_ends_the_work(play: Play) -> None:
    async def story(room: Room) -> None:
        async with doorway(room) as door:
            me, _, writer, _ = await begun(room, door)
            assert programs(b"queries.export")
            writer.close()
            async with asyncio.timeout(10):
                while programs(b"queries.export"):
                    await asyncio.sleep(0.02)
                while not me.lines("export ended") or me.lines("export ended")[-1]["outcome"] != "the browser left":
                    await asyncio.sleep(0.02)
            assert (await run(room, "SELECT 1 AS a", me))[0]

    play(story)


def test_a_broker_that_is_killed_cuts_the_file_off(play: Play) -> None:
    """The last test of this file: it takes the broker of the others here."""

    async def story(room: Room) -> None:
        async with doorway(room) as door:
            me, reader, writer, head = await begun(room, door)
            assert b"chunked" in head
            (broker,) = programs(str(room.sandbox.address).encode())
            os.kill(broker, signal.SIGKILL)
            rest = await asyncio.wait_for(reader.read(), 20)
            assert not rest.endswith(b"0\r\n\r\n")
            writer.close()
            async with asyncio.timeout(20):
                while "Run it again" not in me.lines("export ended")[-1]["outcome"]:
                    await asyncio.sleep(0.02)
            assert not list(room.tables.place("local").making.glob("*"))

    play(story)


async def begun(room: Room, door: Doorway) -> tuple[Sitting, asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    """The download of a large result, its head read and nothing of its rows."""
    id, me = await run(room, "SELECT i, repeat('x', 50) AS t FROM range(20000000) r(i)")
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=2**16)
    writer.write(f"GET /sql/export?run={id} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    assert head.startswith(b"HTTP/1.1 200")
    return me, reader, writer, head


def programs(name: bytes) -> list[int]:
    """The processes of a program that this one has started."""
    return [each for each in children(os.getpid()) if name in Path(f"/proc/{each}/cmdline").read_bytes()]
