"""What readers keep and bring is data: saved statements, links to runs, drafts of others, files with SQL in them."""

from __future__ import annotations

import asyncio
import csv
import io
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from apps.workspace.room import Room
from queries.own.incoming import Arrival
from queries.sandbox.client import running
from tests.apps.workspace.sitting import Sitting, room

DENIED = "SELECT content FROM read_text('/etc/passwd')"
COLUMNS = ('a"; DROP TABLE disclosure; --', "=cmd|' /C calc'!A1", "<script>x</script>", "$v", "work.mine")
CELLS = ("' OR 1=1; --", "=1+1", "@SUM(A1)", "<img src=x onerror=alert(1)>", "'); FROM duckdb_databases(); --")
FILES = ("'; DROP TABLE disclosure; --.csv", "../../catalog/CURRENT", "<b>x</b>.csv", "x\0.csv", "selection.csv")
NAMES = ('x"; DROP TABLE y; --', "../x", "main.disclosure", "selection", "a b", "", "x'")
Story = Callable[[Room], Awaitable[None]]


@pytest.fixture(scope="module")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room over a copy of the shipped catalog."""
    with running(1) as sandbox:
        yield room(Path(shutil.copytree(home, tmp_path_factory.mktemp("workspace") / "home")), sandbox)


@pytest.fixture
def play(made: Room, monkeypatch: pytest.MonkeyPatch) -> Callable[[Story], None]:
    """Plays a story in the room; at its end the shared catalog is as it was."""
    monkeypatch.setenv("TIDEMARK_HOME", str(made.home))

    async def played(story: Story) -> None:
        honest = Sitting(made, "honest")
        asked = "SELECT count(*), count(DISTINCT ccp) FROM disclosure"
        before = honest.rows((await honest.run(asked))["run"])
        await story(made)
        assert before == honest.rows((await honest.run(asked))["run"]) != []
        assert not (made.home / "error.log").exists(), (made.home / "error.log").read_text()

    return lambda story: asyncio.run(asyncio.wait_for(played(story), 60))


def text(at: Sitting) -> str:
    """All that somebody was told."""
    return str(at.told)


def test_a_saved_statement_that_is_denied_is_denied_to_everybody(play: Callable[[Story], None]) -> None:
    async def story(made: Room) -> None:
        kim, lee = Sitting(made, "kim"), Sitting(made, "lee")
        await kim.say("draft", tab=kim.tab, text=DENIED, title="x")
        await kim.say("save", tab=kim.tab, name="'; DROP TABLE saved; --", about="<script>", why="' OR 1=1")
        (saved,) = kim.all("saved")[-1]["queries"]
        await lee.say("load", saved=saved["id"], version=1)
        await lee.say("versions", saved=saved["id"])
        await lee.say("diff", saved=saved["id"], first=1, second=1)
        await lee.say("promote", saved=saved["id"], why="mine now")
        assert "read_text" not in text(lee) and not lee.all("diff")
        assert [each for told in lee.all("versions") for each in told["versions"]] == []
        await kim.say("load", saved=saved["id"], version=1)
        end = await kim.run(DENIED)
        assert end["kind"] == "denied" and "root:" not in text(kim)

    play(story)


def test_a_link_to_a_run_brings_its_statement_and_no_row(play: Callable[[Story], None]) -> None:
    async def story(made: Room) -> None:
        kim, lee = Sitting(made, "kim"), Sitting(made, "lee")
        done = await kim.run("SELECT 'only kim has this ' || 7 * 191 AS v")
        await kim.settled()
        assert kim.rows(done["run"]) == [["only kim has this 1337"]]
        await lee.say("open", run=done["run"])
        await lee.say("result", tab=lee.tab)
        assert "7 * 191" in text(lee) and "1337" not in text(lee)
        for guess in ("", done["run"][:-1], f"{done['run']}' OR '1'='1", "%", "../kim"):
            before = len(lee.all("tabs"))
            await lee.say("open", run=guess)
            assert len(lee.all("tabs")) == before and "1337" not in text(lee)
        await lee.say("history", words="kim")
        assert lee.all("history")[-1]["runs"] == []

    play(story)


def test_a_tab_of_another_is_not_there(play: Callable[[Story], None]) -> None:
    async def story(made: Room) -> None:
        kim, lee = Sitting(made, "kim"), Sitting(made, "lee")
        await kim.say("draft", tab=kim.tab, text="SELECT 'a secret draft'", title="x")
        for do in ("draft", "close", "result", "chart"):
            await lee.say(do, tab=kim.tab, text="SELECT 'overwritten'", title="y", kind="bar", settings={})
        await lee.say("tabs", ids=[kim.tab], active=kim.tab)
        assert "a secret draft" not in text(lee)
        again = Sitting(made, "kim")
        assert "a secret draft" in str(again.opening) and "overwritten" not in str(again.opening)

    play(story)


def brought(made: Room, content: bytes, name: str) -> str:
    """The id of a file that mallory brought."""
    arrival = Arrival(made.tables.place("mallory"), name)
    arrival.begin(len(content))
    arrival.write(content)
    return arrival.whole().id


def test_files_with_sql_in_them_are_tables_of_texts(play: Callable[[Story], None]) -> None:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([COLUMNS, CELLS, ["1", "2", "3", "4", "x"]])

    async def story(made: Room) -> None:
        mallory, lee = Sitting(made, "mallory"), Sitting(made, "lee")
        files = {
            str(path) for path in made.home.parent.rglob("*") if made.tables.place("mallory").folder not in path.parents
        }
        for number, file in enumerate(FILES):
            upload = brought(made, sheet.getvalue().encode(), file)
            await mallory.say("look", upload=upload, options={})
            assert mallory.all("looked")[-1]["sample"][0] == list(CELLS), mallory.all("looked")[-1]
            for name in NAMES:
                await mallory.say("take", upload=upload, name=name, options={})
                assert mallory.all("taken")[-1]["table"] == "" and mallory.all("taken")[-1]["stop"], name
            await mallory.say("take", upload=upload, name=f"mine_{number}", options={})
            assert mallory.all("taken")[-1]["table"] == f"mine_{number}"
        done = await mallory.run("FROM mine_0")
        assert mallory.rows(done["run"])[0] == list(CELLS)
        quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in COLUMNS)
        done = await mallory.run(f"SELECT {quoted} FROM work.mine_1")
        assert mallory.rows(done["run"])[0] == list(CELLS), done
        assert (await lee.run("FROM mine_0"))["kind"] == "denied"
        own = made.tables.place("mallory").folder
        made_of = {str(path) for path in made.home.parent.rglob("*") if own not in path.parents}
        assert not [path for path in made_of - files if "results" not in path and "own" not in path], made_of - files

    play(story)
