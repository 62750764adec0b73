"""What becomes of a statement that runs when its process, the sandbox, a worker or the server ends, or data change."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.apps.serving.running import alive, children, wait_until
from tests.data.book import wide
from tests.faults.desk import LONG, Desk, broker, desk
from tests.faults.guest import Guest, Over
from tests.faults.limits import full
from tests.faults.place import Place

Story = Callable[[Desk], Awaitable[None]]
Play = Callable[[Story], None]


@pytest.fixture
def writer(server: Place) -> Guest:
    """Somebody who may write SQL."""
    return Guest(server.address).sign_in("power")


@pytest.fixture
def play(writer: Guest) -> Play:
    """Plays a story at an open workspace; at its end, statements are answered."""

    async def played(story: Story) -> None:
        at = await desk(writer)
        await story(at)
        await at.answers()
        await at.close()

    return lambda story: asyncio.run(asyncio.wait_for(played(story), 120))


def test_a_statement_whose_process_is_killed_says_so_and_runs_again(server: Place, play: Play) -> None:
    async def story(at: Desk) -> None:
        run = await at.started(LONG)
        booths = children(broker(server))
        for booth in booths:
            os.kill(booth, signal.SIGKILL)
        end = await at.end(run)
        assert (end["tell"], end["kind"]) == ("fault", "lost") and "Run it again" in end["message"]
        wait_until(lambda: not any(map(alive, booths)), 5)

    play(story)


def test_a_sandbox_that_is_killed_is_replaced_and_leaves_no_process(server: Place, play: Play) -> None:
    async def story(at: Desk) -> None:
        run = await at.started(LONG)
        before = broker(server)
        booths = children(before)
        os.kill(before, signal.SIGKILL)
        end = await at.end(run)
        assert (end["tell"], end["kind"]) == ("fault", "lost") and "Run it again" in end["message"]
        wait_until(lambda: not any(map(alive, booths)), 5)
        await at.answers()
        assert broker(server) != before

    play(story)


def test_who_leaves_a_statement_that_runs_leaves_no_process(server: Place, writer: Guest, play: Play) -> None:
    async def story(at: Desk) -> None:
        other = await desk(writer)
        await other.started(LONG)
        running = {booth for booth in children(broker(server)) if busy(booth)}
        assert running
        await other.close()
        wait_until(lambda: not any(map(alive, running)), 3)

    play(story)


def busy(process: int) -> bool:
    """Whether it has used processor time worth speaking of."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return fields[0] == "R"


def test_workers_that_are_killed_take_the_statement_along_and_the_draft_stays(server: Place, writer: Guest) -> None:
    async def story() -> None:
        at = await desk(writer)
        await at.say("draft", tab=at.tab, text=LONG, title="Kept")
        run = await at.started(LONG)
        booths = children(broker(server))
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        with pytest.raises(Over):
            await at.end(run)
        wait_until(lambda: not [booth for booth in booths if alive(booth) and busy(booth)], 5)
        wait_until(lambda: len(server.workers()) == 2 and server.metric("up") == 2, 10)
        again = await desk(writer)
        assert (again.tab, again.draft) == (at.tab, LONG)
        await again.say("result", tab=again.tab)
        end = await again.end(run)
        assert (end["tell"], end["kind"]) == ("fault", "lost") and "Run it again" in end["message"]
        await again.answers()
        await again.close()

    asyncio.run(asyncio.wait_for(story(), 120))


def test_a_statement_that_runs_while_a_version_comes_reads_the_one_it_began_with(
    server: Place, play: Play, tmp_path: Path
) -> None:
    path = wide(tmp_path / "Compiled.xlsx", ("2018-03-29", "C", "A CCP", "A CCP", "EUR", 5.0), items=("4.1.4",))

    async def story(at: Desk) -> None:
        before = await at.answers("SELECT count(*) FROM disclosure")
        run = await at.started("SELECT count(*), (SELECT count(*) FROM disclosure) FROM range(500_000_000)")
        await asyncio.to_thread(server.ingest, path)
        end = await at.end(run)
        assert end["tell"] == "done" and end["version"] == before["version"]
        after = await at.answers("SELECT count(*) FROM disclosure")
        assert after["version"] == before["version"] + 1

    play(story)


def test_on_a_full_disk_a_file_is_not_taken_and_what_there_is_stays(server: Place, writer: Guest, play: Play) -> None:
    most = server.audit.stat().st_size + 100_000
    content = b"a;b\n" + b"1;2\n" * most

    def brought(at: Desk) -> tuple[int, str]:
        headers = {"Origin": server.address, "X-Tidemark-Name": "figures.csv", "X-Tidemark-Csrf": at.csrf}
        answer = writer.browser.post("/sql/upload", content=content, headers=headers)
        return answer.status_code, answer.text

    async def story(at: Desk) -> None:
        with full(server, most):
            status, said = await asyncio.to_thread(brought, at)
        assert status == 507 and "full" in said, said
        assert not [path for path in server.home.rglob("*") if path.is_file() and path.stat().st_size == len(content)]
        status, said = await asyncio.to_thread(brought, at)
        assert status == 200, said

    play(story)


@pytest.mark.parametrize("text", ["SELECT ccp FROM disclosure", "SELECT max(ccp)::INT FROM disclosure"])
def test_what_cannot_be_written_down_is_not_answered(server: Place, play: Play, text: str) -> None:
    async def story(at: Desk) -> None:
        with full(server, server.audit.stat().st_size):
            end, _ = await at.run(text)
        assert (end["tell"], end["kind"]) == ("fault", "lost") and "audit" in end["message"], end
        assert "Could not convert" not in end["message"]

    play(story)


def test_figures_in_the_error_of_a_profile_are_told_once_it_is_written_down(server: Place, play: Play) -> None:
    about = {"text": "SELECT max(ccp)::INT FROM disclosure", "start": 0, "end": 0}

    async def profiled(at: Desk, run: str) -> str:
        await at.say("profile", tab=at.tab, run=run, values={"type": "map", "entries": []}, **about)
        return str((await at.end(run))["message"])

    async def story(at: Desk) -> None:
        assert "Could not convert" in await profiled(at, "profile-that-is-written")
        with full(server, server.audit.stat().st_size):
            assert "audit" in (said := await profiled(at, "profile-that-is-not")) and "convert" not in said

    play(story)


def test_a_run_ends_with_a_sentence_if_its_receipt_cannot_be_written(server: Place, play: Play) -> None:
    text = "SELECT count(*) AS n FROM disclosure"

    async def story(at: Desk) -> None:
        await at.answers(text)
        asked = [line for line in server.audit.read_bytes().splitlines() if b'"asked"' in line][-1]
        with full(server, server.audit.stat().st_size + len(asked) + 60):
            end, _ = await at.run(text)
        assert (end["tell"], end["kind"]) == ("fault", "lost") and "audit" in end["message"], end

    play(story)
