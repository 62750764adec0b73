"""Queries that readers wrote, through the engine: filtered by what is brushed, like any other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from data.catalog import Catalog, CatalogError
from queries import owned
from queries.engine import Engine
from queries.query import Query, QueryError
from queries.sandbox.client import Sandbox
from queries.selection import Clause
from queries.wish import Superseded, Wish
from queries.written import ran
from tests.catalogs import small

ROWS = [
    {"dataset": dataset, "ccp": ccp, "quarter": quarter, "item": item, "value": value}
    for dataset, ccp, quarter, item, value in (
        ("krx_case", "Korea Exchange", "2025Q1", "6.1.1", 1.0), ("krx_case", "Korea Exchange", "2025Q2", "6.1.1", 2.0),
        ("krx_case", "LCH", "2025Q1", "6.1.1", 3.0), ("krx_case", "LCH", "2025Q2", "4.1.4", 4.0),
        ("filed", "Eurex", "2025Q1", "6.1.1", 5.0),
    )
]  # fmt: skip
CCP = Clause("bars", "ccp", "point", ("LCH", "it's"))
QUARTER = Clause("trend", "quarter", "interval", ("2025Q1", "2025Q1"))
SUMS = "SELECT ccp, sum(value) AS total FROM disclosure GROUP BY ccp ORDER BY ccp"
COLUMNS = {"ccp": "VARCHAR", "total": "DOUBLE"}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    known = {"ccp": "Korea Exchange", "short": "KRX", "region": "APAC"}
    return small(tmp_path_factory.mktemp("small") / "home", {"disclosure": ROWS, "ccp": [known]})


@pytest.fixture(scope="module")
def engine(catalog: Catalog, sandbox: Sandbox) -> Engine:
    return Engine(catalog, sandbox=sandbox)


def query(text: str = SUMS, columns: Mapping[str, str] = COLUMNS, *tables: str, **values: object) -> Query:
    return ran("mine", text, columns, tables or ("disclosure",), values, "disclosure")


def totals(engine: Engine, asked: Query, *clauses: Clause, dataset: str | None = "krx_case") -> dict[str, float]:
    frame = engine.answer(asked, dataset, {}, clauses).frame
    return dict(zip(frame["ccp"], frame["total"], strict=True))


def test_it_follows_the_dataset_and_what_is_brushed(engine: Engine) -> None:
    assert totals(engine, query(), dataset=None) == {"Eurex": 5, "Korea Exchange": 3, "LCH": 7}
    assert totals(engine, query()) == {"Korea Exchange": 3, "LCH": 7}
    assert totals(engine, query(), CCP, QUARTER) == {"LCH": 3}
    answer = engine.answer(query(), "krx_case", {}, (CCP, QUARTER, Clause("a", "layer", "point", ("sitg",))))
    assert answer.statement.unapplied == ("layer",) and answer.receipt.clauses[0] == CCP and not answer.more


def test_the_rows_of_a_ccp_have_its_short_name_and_region(engine: Engine) -> None:
    frame = engine.answer(query(), "krx_case").frame
    assert list(frame.columns) == list(engine.columns(query())) == ["ccp", "total", "short", "region"]
    assert frame["short"].tolist() == ["KRX", "LCH"] and frame["region"].tolist() == ["APAC", ""]


def test_what_is_named_in_full_is_filtered_by_its_rows_alone(engine: Engine) -> None:
    fixed = query(SUMS.replace("disclosure", "main.disclosure"))
    assert totals(engine, fixed, CCP, QUARTER) == {"LCH": 7}
    assert engine.answer(fixed, "krx_case", {}, (CCP, QUARTER)).statement.unapplied == ("dataset", "quarter")


def test_selection_is_what_is_brushed(engine: Engine) -> None:
    brushed = query("SELECT ccp, sum(value) AS total FROM selection GROUP BY ccp", COLUMNS, "selection")
    assert totals(engine, brushed, CCP) == {"LCH": 7} and totals(engine, brushed) == {"Korea Exchange": 3, "LCH": 7}
    assert engine.answer(brushed, "krx_case", {}, (CCP, QUARTER)).statement.unapplied == ()


def test_arguments_are_bound(engine: Engine) -> None:
    asked = query(SUMS.replace("GROUP BY", "WHERE item = $item GROUP BY"), COLUMNS, "disclosure", item="6.1.1")
    assert totals(engine, asked, CCP) == {"LCH": 3}
    frame = engine.answer(asked, "krx_case", {"item": "4.1.4' OR TRUE --"}).frame
    assert len(frame) == 0 and frame["total"].dtype == "float64"


def test_own_tables_are_those_of_the_owner(catalog: Catalog, sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "peers-1.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE peers AS SELECT 'LCH' AS ccp, 1.0 AS total")
    engine = Engine(catalog, sandbox=sandbox, tables=lambda owner: {"peers": file} if owner == "kim" else {})
    asked = query("FROM work.peers", COLUMNS, "work.peers")
    kim = Query.written(asked.name, asked.sql, asked.about, {}, asked.columns, "kim")
    assert totals(engine, kim) == {"LCH": 1} and asked.relations == []
    with pytest.raises(QueryError, match="peers"):
        engine.answer(asked)


def test_too_many_rows_are_cut_and_that_is_known(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owned, "ROWS", 2)
    answer = engine.answer(query("SELECT item AS ccp, value AS total FROM disclosure"), "krx_case")
    assert answer.more and answer.receipt.rows == 2


def test_an_error_is_a_sentence_and_is_not_kept(engine: Engine) -> None:
    wrong = query("SELECT ccp, sum(valu) AS total FROM disclosure GROUP BY ccp")
    with pytest.raises(QueryError, match="value"):
        engine.answer(wrong, "krx_case")
    with pytest.raises(QueryError, match="server alone"):
        Engine(engine.catalog).answer(query(), "krx_case")


def test_nobody_who_has_gone_waits_for_it(engine: Engine) -> None:
    wish = Wish()
    wish.drop()
    with pytest.raises(Superseded):
        engine.answer(query("SELECT 'x' AS ccp, 1.0 AS total FROM disclosure"), "krx_case", wish=wish)


def test_what_it_is_said_to_read_is_no_sql(engine: Engine) -> None:
    said = {"filters": "disclosure; DROP TABLE x, (SELECT 1), disclosure", "selection": "disclosure; DROP TABLE x"}
    hostile = Query.written("mine", SUMS, said, {}, COLUMNS)
    assert hostile.relations == ["disclosure"] and hostile.selection == ""
    gone = Query.written("mine", SUMS, {"filters": "gone"}, {}, COLUMNS)
    with pytest.raises(CatalogError, match="catalog version 1 has no gone"):
        engine.answer(gone, "krx_case")


def test_nothing_of_it_is_asked_of_the_catalog_itself(engine: Engine) -> None:
    hostile = query("SELECT getenv('HOME') AS ccp, 1.0 AS total FROM disclosure")
    assert engine.missing(hostile, "krx_case") == [] and "dataset" in engine.fields(hostile)
    assert engine.quick(hostile, "krx_case") is None
    with pytest.raises(QueryError, match="getenv"):
        engine.answer(hostile, "krx_case")
