from __future__ import annotations

from pathlib import Path

import pytest

from queries.query import Query, QueryError
from queries.written import file, names, own_query, plain, ran, unreached

COLUMNS = {"ccp": "VARCHAR", "quarter": "VARCHAR", "total": "DOUBLE"}
TEXT = """-- $from: VARCHAR = 2024Q1  First quarter
SELECT ccp, quarter, sum(value) AS total FROM disclosure -- $no
WHERE quarter >= $from AND item = $item AND raw_text <> '$text' GROUP BY ALL;"""


def made(text: str = TEXT, tables: tuple[str, ...] = ("disclosure",), **values: object) -> Query:
    return ran("totals", text, COLUMNS, tables, {"from": "2025Q1", "item": "6.1.1", "gone": 1, **values}, "disclosure")


def test_a_run_becomes_a_query_with_its_values_as_defaults() -> None:
    query = made()
    assert query.own and query.relations == ["disclosure"] and query.items == []
    assert {name: (each.type, each.default, each.doc) for name, each in query.arguments.items()} == {
        "from": ("VARCHAR", "2025Q1", "First quarter"),
        "item": ("VARCHAR", "6.1.1", "Value of the run"),
    }
    assert query.bind({"from": "2023Q1"}) == {"from": "2023Q1", "item": "6.1.1"}


@pytest.mark.parametrize(
    ("value", "type", "other", "read"),
    [(2, "BIGINT", "3", 3), (1.5, "DOUBLE", "2", 2.0), (True, "BOOLEAN", "false", False), ("a b", "VARCHAR", "c", "c")],
)
def test_an_argument_is_of_the_type_of_its_value(value: object, type: str, other: str, read: object) -> None:
    query = ran("n", "SELECT $n", {}, (), {"n": value})
    assert (
        query.arguments["n"].type == type and query.bind({}) == {"n": value} and query.bind({"n": other}) == {"n": read}
    )


@pytest.mark.parametrize(("type", "wrong"), [("DATE", "2024-02-30"), ("BOOLEAN", "maybe"), ("BIGINT", "x")])
def test_a_value_of_another_type_is_refused(type: str, wrong: str) -> None:
    query = ran("n", f"-- $n: {type} = x  Meaning\nSELECT $n", {}, (), {})
    with pytest.raises(QueryError, match=type):
        query.bind({"n": wrong})


def test_names_in_texts_and_comments_are_none() -> None:
    assert names(TEXT) == {"from", "item"}


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("FROM disclosure", ["disclosure"]),
        ("FROM main.disclosure", []),
        ('FROM PQD . "main" ."disclosure"', []),
        ("FROM pqd/* */.disclosure", []),
        ("SELECT 'main.disclosure' FROM disclosure", ["disclosure"]),
        ("FROM disclosure -- main.disclosure", ["disclosure"]),
        ('SELECT "main.disclosure" FROM disclosure', ["disclosure"]),
        ("SELECT domain.disclosure FROM disclosure AS domain", ["disclosure"]),
    ],
)
def test_a_relation_that_is_named_in_full_is_out_of_reach(text: str, free: list[str]) -> None:
    query = made(text)
    assert query.relations == free and unreached(query) == ([] if free else ["disclosure"])


def test_own_tables_and_schemas_are_out_of_reach_and_selection_follows_by_itself() -> None:
    query = made("FROM selection", ("disclosure", "history.disclosure", "work.mine", "selection"))
    assert query.relations == ["disclosure"] and query.about["selection"] == "disclosure"
    assert unreached(query) == ["history.disclosure", "work.mine"]


def test_plain_data_make_the_query_again() -> None:
    query = made()
    assert own_query(plain(query)) == query and own_query(plain(query), "kim").owner == "kim"


@pytest.mark.parametrize("wrong", [{"columns": []}, {"arguments": {"a": 1}}, {"about": None}])
def test_what_is_no_query_is_refused(wrong: dict[str, object]) -> None:
    for said in ({}, {**plain(made()), **wrong}):
        with pytest.raises(ValueError, match="no query"):
            own_query(said)


def test_the_file_of_a_query_can_be_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "totals.sql").write_text(file(made()))
    read = Query.read(tmp_path / "totals.sql")
    assert read.arguments == made().arguments and read.about["filters"] == "disclosure" and not read.own
    assert "sum(value) AS total" in read.sql
