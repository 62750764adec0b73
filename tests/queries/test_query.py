from __future__ import annotations

from pathlib import Path

import pytest

from queries.query import Query, QueryError, read_all

HEAD = """-- title: T
-- unit: U
-- grain: ccp
-- source: S
-- items: 6.1.1
-- filters: ccp_quarter
"""
ARGUMENTS = """-- $threshold: DOUBLE = 1.8  Where it starts
-- $mode: absolute | own  How it counts
"""
SQL = "SELECT ccp FROM ccp_quarter WHERE peak_ratio > $threshold AND $mode = 'own'"


def write(folder: Path, text: str) -> Path:
    path = folder / "spikes.sql"
    path.write_text(text)
    return path


@pytest.mark.parametrize("query", read_all().values(), ids=lambda query: query.name)
def test_every_shipped_query_says_what_it_is(query: Query) -> None:
    assert query.bind({}).keys() == query.arguments.keys()
    assert all(argument.doc for argument in query.arguments.values())
    assert all(item == "none" or item[0].isdigit() for item in query.about["items"].split(", "))


def test_arguments_have_defaults_and_types(tmp_path: Path) -> None:
    query = Query.read(write(tmp_path, HEAD + ARGUMENTS + SQL))
    assert query.bind({}) == {"threshold": 1.8, "mode": "absolute"}
    assert query.bind({"threshold": "2", "mode": "own"}) == {"threshold": 2.0, "mode": "own"}
    assert query.arguments["mode"].choices == ("absolute", "own")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"treshold": 2}, "unknown 'treshold'; did you mean 'threshold'"),
        ({"mode": "absolut"}, "spikes.mode: unknown 'absolut'; did you mean 'absolute'"),
        ({"threshold": "high"}, "spikes.threshold: 'high' is not a DOUBLE"),
    ],
)
def test_an_argument_that_does_not_fit_is_named(tmp_path: Path, given: dict[str, object], message: str) -> None:
    query = Query.read(write(tmp_path, HEAD + ARGUMENTS + SQL))
    with pytest.raises(QueryError, match=message):
        query.bind(given)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.replace("-- unit: U\n", "") + ARGUMENTS + SQL, "no line '-- unit: …'"),
        (HEAD + ARGUMENTS + SQL.replace("$threshold", "$treshold"), "unknown 'treshold'; did you mean 'threshold'"),
        (HEAD + ARGUMENTS + "SELECT $mode", "\\$threshold is declared but never used"),
        (HEAD + "-- $threshold: DOUBLE 1.8 Where\n" + "SELECT $threshold", "write 'DOUBLE = 1.8  Meaning'"),
        (HEAD + "SELECT 1; SELECT 2", "holds 2 statements"),
        (HEAD + "SELEC 1", "spikes.sql: Parser Error"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        Query.read(write(tmp_path, text))


def test_the_hash_follows_the_text(tmp_path: Path) -> None:
    one = Query.read(write(tmp_path, HEAD + "SELECT 1"))
    two = Query.read(write(tmp_path, HEAD + "SELECT 2"))
    assert one.hash != two.hash
