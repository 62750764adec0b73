"""Receipts of SQL that readers wrote: asked again in the sandbox, and plain words where that cannot be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from apps import setup
from apps.__main__ import main
from apps.board import Board
from apps.pinned import board
from apps.workspace.asked import Asked, Ground
from data.store import Store
from panel_config import Settings
from queries.answer import Asker
from queries.library.history import History, Run, fresh
from queries.library.pins import Pin, Pins, mine
from queries.query import Query
from queries.sandbox.client import Sandbox, running
from queries.sandbox.event import Done
from queries.sandbox.job import Job, Reach
from queries.trail.again import Verdict, verified
from queries.trail.look import Wanted
from queries.trail.written import Library
from queries.written import plain

TEXT = "SELECT 1; SELECT ccp, ccp, sum(value) AS total FROM disclosure WHERE quarter >= $q GROUP BY ccp ORDER BY ccp;"
PLACE = TEXT.index("SELECT ccp") + 3


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(1) as made:
        yield made


class House:
    """A home with a workspace: what was run there, as the workspace records it."""

    def __init__(self, home: Path, sandbox: Sandbox) -> None:
        self.home, self.settings, self.store = home, Settings.read(), Store(home)
        self.store.upgrade()
        self.engine = setup.engine(self.settings)
        self.engine.sandbox, self.engine.tables = sandbox, self.tables
        self.history, self.pins, self.own = History(self.store), Pins(self.store), dict[str, Path]()

    def tables(self, owner: str) -> dict[str, Path]:
        return self.own if owner == "kim" else {}

    def table(self, name: str, number: int) -> None:
        path = self.home / f"{name}-{number}.duckdb"
        with duckdb.connect(path) as made:
            made.execute(f'CREATE TABLE "{name}" AS SELECT {number} AS n')
        self.own[name] = path

    def ran(self, text: str, place: int = 0, selection: str = "", **values: Any) -> dict[str, Any]:
        """The record of a run."""
        opened, sandbox = self.engine.opened(), self.engine.sandbox
        assert sandbox
        facts = {name: file.path for name, file in opened.facts.items()}
        reach = Reach(self.engine.catalog.path(opened.version), facts, self.own, selection)
        asked = Asked(fresh(), "tab", "run", text, place, place, values)
        for event in sandbox.told(Job("run", "kim", text, reach, place, place, values)):
            asked.take(event)
        assert isinstance(event, Done), event
        receipt = Ground("everything", opened.version, reach, None).receipt(asked, values)
        (code,) = self.engine.record([(Asker("kim", "sql", ""), receipt)])
        own = {name: path.name for name, path in self.own.items()} if asked.owned else {}
        self.history.add(Run(asked.id, "kim", asked.query.sql, values, code=code, own=own, selection=selection))
        return self.last()

    def last(self) -> dict[str, Any]:
        return next(iter(setup.audit(self.settings).search(Wanted())))

    def again(self, line: dict[str, Any]) -> Verdict:
        return verified(lambda _: self.engine, line, "", Library.of(self.store))


@pytest.fixture(scope="module")
def house(home: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    own = Path(shutil.copytree(home, tmp_path_factory.mktemp("verified") / "home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIDEMARK_HOME", str(own))
        made = House(own, sandbox)
        yield made
        made.engine.close()


def test_a_run_is_drawn_again_the_same_and_other_figures_are_seen(house: House) -> None:
    line = house.ran(TEXT, PLACE, q="2025Q1")
    assert line["query"] == "sql" and line["rows"] == 6 and house.again(line) == Verdict(True)
    assert house.again({**line, "rows": 7}).differences == ("6 rows where there were 7",)
    figures = {**line["figures"], "total": ["0" * 16]}
    assert house.again({**line, "figures": figures}).differences == ("the figures differ in total",)
    other = house.again({**line, "arguments": {"q": "2023Q1"}})
    assert other.differences == ("the figures differ in total",)


def test_what_was_brushed_is_brushed_again(house: House) -> None:
    brushed = "FROM main.disclosure WHERE ccp = 'KRX'"
    line = house.ran("SELECT count(*) AS n FROM selection", selection=brushed)
    assert house.again(line) == Verdict(True)
    assert house.again(house.ran("SELECT count(*) AS n FROM disclosure")) == Verdict(True)


def test_a_text_that_is_gone_is_said(house: House) -> None:
    line = house.ran("SELECT 1 AS one")
    History(house.store, most=1).add(Run(fresh(), "kim", "SELECT 2"))
    assert house.again(line).differences == (
        "the SQL of this receipt is no longer kept: its run has left the history of its reader",
    )
    assert "no longer kept" in verified(lambda _: house.engine, line).differences[0]


def test_own_tables_that_are_gone_or_others_are_said(house: House) -> None:
    house.table("book", 1)
    line = house.ran("SELECT n FROM work.book")
    assert house.again(line) == Verdict(True)
    house.table("book", 2)
    assert house.again(line).differences == ("the figures differ in n", "the own table book was replaced since")
    del house.own["book"]
    assert house.again(line).differences == ("the own table book was deleted since",)


def test_a_pinned_chart_is_drawn_again_the_same(house: House) -> None:
    sql = "SELECT ccp, max(value) AS top FROM disclosure WHERE quarter >= '2024Q1' GROUP BY ccp ORDER BY ccp"
    columns = {"ccp": "VARCHAR", "top": "DOUBLE"}
    query = Query.written("top", sql, {"title": "Top", "filters": "disclosure"}, {}, columns)
    pin = Pin("top", {"bar": "top", "unit": "$", "y": "top"}, plain(query))
    house.pins.pin(mine("kim"), "kim", pin)
    shown = Board(board([pin], house.engine, "kim"), house.engine)
    shown.ask(shown.page.views["top"], shown.opening(), "kim")
    line = house.last()
    assert (line["query"], line["page"], line["actor"]) == ("top", "board", "kim")
    assert house.again(line) == Verdict(True)
    assert house.again({**line, "query_hash": "0" * 64}).differences == ("the query top is no longer there",)


def test_the_command_line_verifies_it_too(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    line = house.ran(TEXT, PLACE, q="2025Q1")
    assert main(["verify", line["code"]]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{line['code']}: identical") and "shown sql sql" in said
    assert main(["sql", "SELECT count(*) AS n FROM disclosure"]) == 0
    code = capsys.readouterr().err.split()[-1]
    assert main(["verify", code]) == 0 and f"{code}: identical" in capsys.readouterr().out


def test_a_file_that_was_exported_stands_for_its_run(house: House) -> None:
    line = house.ran("SELECT 1 AS one")
    exported = {**line, "kind": "exported", "of": line["code"], "code": "TM-0000-0000-0000"}
    assert house.again(exported) == Verdict(True)
