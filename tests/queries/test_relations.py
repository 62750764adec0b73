"""What the schema browser says is what the catalog holds."""

import json

import pytest

from queries.engine import Engine
from queries.filled import filled
from queries.relations import Column, Relation, Relations, named, relations, words


@pytest.fixture(scope="module")
def known(engine: Engine) -> dict[str, Relation]:
    return {each.name: each for each in relations(engine.opened())}


def column(relation: Relation, name: str) -> Column:
    return next(each for each in relation.columns if each.name == name)


def test_every_relation_with_a_comment_is_there(known: dict[str, Relation]) -> None:
    assert {"disclosure", "history.disclosure", "ccp_quarter", "margin", "published", "waterfall"} <= known.keys()
    assert known["disclosure"].kind == "view" and known["ccp_quarter"].kind == "table"
    assert all(each.comment and each.columns for each in known.values())


def test_the_figures_are_those_of_the_data(engine: Engine, known: dict[str, Relation]) -> None:
    cursor = engine.opened().connection.cursor()
    ((rows, least, greatest, nulls, ccps),) = cursor.execute(
        "SELECT count(*), min(initial_margin), max(initial_margin), count(*) FILTER (initial_margin IS NULL),"
        " count(DISTINCT ccp) FROM ccp_quarter"
    ).fetchall()
    relation = known["ccp_quarter"]
    margin = column(relation, "initial_margin")
    assert relation.rows == rows and rows > 50
    assert (margin.min, margin.max, margin.nulls) == (least, greatest, nulls)
    assert column(relation, "ccp").distinct == pytest.approx(ccps, rel=0.2)


def test_a_column_says_its_type_its_meaning_and_the_items_behind_it(known: dict[str, Relation]) -> None:
    margin = column(known["ccp_quarter"], "initial_margin")
    assert margin.type == "DOUBLE" and margin.comment.startswith("6.1.1")
    assert margin.items == ({"item": "6.1.1", "meaning": margin.items[0]["meaning"]},) and margin.items[0]["meaning"]


def test_a_view_says_what_its_table_says(known: dict[str, Relation]) -> None:
    assert column(known["disclosure"], "value").comment == column(known["history.disclosure"], "value").comment != ""


def test_keys_mean_the_same_everywhere(known: dict[str, Relation]) -> None:
    assert column(known["ccp_quarter"], "quarter").comment == column(known["published"], "quarter").comment
    assert column(known["ccp_quarter"], "quarter").comment == "Quarter of the figure, as 2025Q1"


def test_margin_has_a_dataset_first(known: dict[str, Relation]) -> None:
    names = [each.name for each in known["margin"].columns]
    assert names[:2] == ["dataset", "date"] and known["margin"].rows == 0


def test_it_is_json(known: dict[str, Relation]) -> None:
    plain = [each.plain() for each in known.values()]
    assert json.loads(json.dumps(plain, allow_nan=False))[0].keys() == {"name", "kind", "comment", "rows", "columns"}


def test_a_version_is_worked_out_once(engine: Engine) -> None:
    kept = Relations()
    assert kept.of(engine.opened()) is kept.of(engine.opened())


@pytest.mark.parametrize(
    ("comment", "items"),
    [
        ("4.1.1 and 4.1.2; NULL", ["4.1.1", "4.1.2"]),
        ("as 99.9 for 99.9 %", []),
        ("PQD item number, as 6.1.1", ["6.1.1"]),
        ("never 123.4.5", []),
    ],
)
def test_items_are_found_in_a_comment(comment: str, items: list[str]) -> None:
    assert [each["item"] for each in named(comment)] == items


def test_odd_columns_are_filled_too(engine: Engine) -> None:
    source = """(SELECT 'nan'::DOUBLE AS "a ""b", repeat('x', 99) AS long, [1] AS list, NULL::DATE AS none)"""
    rows, found = filled(engine.opened().connection.cursor(), source, ['a "b', "long", "list", "none"])
    assert rows == 1 and found['a "b'].least == "nan" and found["list"].greatest == "[1]"
    assert found["none"].least is None and found["none"].nulls == 1
    assert len(str(found["long"].least)) == 60


def test_only_names_are_offered_as_functions() -> None:
    offered = words(["sum", "+", "!~~", "array_agg"])
    assert offered["functions"] == ["array_agg", "sum"]
    assert {"select", "qualify", "asof"} <= set(offered["keywords"]) and "varchar" in offered["types"]
