from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.catalog import Catalog, CatalogError, Version
from queries.answer import Asker, Receipt
from queries.engine import Engine
from queries.query import QueryError, read_all
from queries.selection import Clause
from queries.trail.audit import Audit
from tests.catalogs import small
from tests.laked import FILES
from tests.noting import noting

QUERIES = read_all()


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    rows = [
        {"dataset": dataset, "ccp": ccp, "quarter": quarter, "item": "6.1.1", "descriptor": "Total", "value": value}
        for dataset, ccp, quarter, value in (
            ("krx_case", "KRX", "2025Q1", 1e9), ("krx_case", "KRX", "2025Q2", 2e9), ("krx_case", "LCH", "2025Q1", 3e9),
            ("filed", "Eurex", "2025Q1", 4e9),
        )
    ]  # fmt: skip
    return small(tmp_path, {"disclosure": rows})


def quarters(low: str, high: str) -> Clause:
    return Clause("trend", "quarter", "interval", (low, high))


def test_datasets_never_mix(catalog: Catalog) -> None:
    engine = Engine(catalog)
    assert set(engine.run(QUERIES["im_growth"]).frame["ccp"]) == {"KRX", "LCH"}
    assert set(engine.run(QUERIES["im_growth"], "filed").frame["ccp"]) == {"Eurex"}


def test_clauses_filter_and_those_that_cannot_are_named(catalog: Catalog) -> None:
    heat = Clause("heatmap", "metric_x", "point", ("members",))
    answer = Engine(catalog).run(QUERIES["im_growth"], clauses=(quarters("2025Q2", "2025Q2"), heat))
    assert list(answer.frame["quarter"]) == ["2025Q2"]
    assert answer.statement.unapplied == ("metric_x",)


def test_growth_stands_although_the_quarter_before_is_not_brushed(catalog: Catalog) -> None:
    answer = Engine(catalog).run(QUERIES["im_growth"], clauses=(quarters("2025Q2", "2025Q2"),))
    assert list(answer.frame["growth_pct"]) == [100]


def test_a_clause_on_a_column_of_the_result_filters_the_result(catalog: Catalog) -> None:
    clause = Clause("heatmap", "metric_x", "point", ("members", "notional"))
    frame = Engine(catalog).run(QUERIES["correlation"], clauses=(clause,)).frame
    assert set(frame["metric_x"]) == {"members", "notional"} and len(frame) == 8


def test_values_are_bound_and_never_sql(catalog: Catalog) -> None:
    hostile = Clause("bars", "ccp", "point", ("KRX'; DROP TABLE ccp_quarter; --",))
    answer = Engine(catalog).run(QUERIES["im_growth"], clauses=(hostile,))
    assert answer.frame.empty and "DROP" not in answer.statement.sql


def test_an_unknown_dataset_is_named(catalog: Catalog) -> None:
    with pytest.raises(QueryError, match="dataset: unknown 'krx_csae'; did you mean 'krx_case'"):
        Engine(catalog).run(QUERIES["im_growth"], "krx_csae")


def test_an_empty_home_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="tidemark ingest"):
        Engine(Catalog(tmp_path)).run(QUERIES["im_growth"])


def test_an_unknown_version_says_which_exist(catalog: Catalog) -> None:
    with pytest.raises(CatalogError, match=r"version 7 does not exist; there are \[1\]"):
        Engine(catalog).run(QUERIES["im_growth"], version=7)


def test_missing_items_are_listed(catalog: Catalog) -> None:
    assert Engine(catalog).missing(QUERIES["loss_absorption"], "filed") == [
        "4.1.1 or 4.1.2",
        "4.1.4",
        "4.1.5",
        "4.4.7",
        "6.2.15",
    ]
    assert Engine(catalog).missing(QUERIES["im_growth"], "filed") == []


def test_the_first_dataset_that_holds_the_items_is_taken(catalog: Catalog) -> None:
    engine = Engine(catalog)
    assert engine.dataset_for(QUERIES["loss_absorption"], None) == "krx_case"
    assert engine.dataset_for(QUERIES["integrity"], None) is None


def test_the_same_question_is_answered_once_and_recorded_twice(catalog: Catalog) -> None:
    asked: list[tuple[Asker, Receipt]] = []
    engine = Engine(catalog, noting(asked))
    first = engine.run(QUERIES["im_growth"])
    assert engine.run(QUERIES["im_growth"]) is first
    assert [receipt.rows for _, receipt in asked] == [3, 3]


def test_every_run_is_one_audit_line(catalog: Catalog, tmp_path: Path) -> None:
    audit = Audit(tmp_path, "config")
    engine = Engine(catalog, audit.record)
    engine.run(QUERIES["im_growth"], clauses=(quarters("2025Q1", "2025Q1"),), asker=Asker("me", "benchmark", "trend"))
    engine.run(QUERIES["standing"], arguments={"my_ccp": "LCH"})
    lines = [json.loads(line) for line in audit.path.read_text().splitlines()]
    assert [line.get("query") for line in lines] == [None, "im_growth", "standing"]
    assert lines[1]["rows"] == 2 and lines[1]["actor"] == "me" and lines[1]["dataset"] == "krx_case"
    assert lines[1]["clauses"] == [quarters("2025Q1", "2025Q1").plain()]
    assert lines[2]["arguments"]["my_ccp"] == "LCH"
    assert {"timestamp", "config_hash", "data_hash", "query_hash", "data_version"} <= lines[1].keys()


@FILES
def test_a_damaged_version_is_said_with_the_others(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    catalog.folder.mkdir()
    for number in (1, 2):
        catalog.point(Version(number, "sha256", "2025-01-01T00:00:00+00:00"))
    catalog.path(catalog.version(2)).write_bytes(b"no database")
    with pytest.raises(CatalogError, match=r"v0002\.duckdb cannot be read, other versions are \[1\]"):
        Engine(catalog).opened()
