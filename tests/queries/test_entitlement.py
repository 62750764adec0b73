"""Engines of two entitlements over data that they do not share: nothing of one is told by the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.catalog import CatalogError
from data.entitlement import EVERYTHING, catalog
from queries.engine import CUBES, Engine
from queries.query import QueryError, read_all
from queries.selection import Clause
from queries.wish import LASTING
from tests.catalogs import small
from tests.entitled import NORTH_CCPS, NORTH_WORDS, SOUTH_CCPS, SOUTH_WORDS, built

QUERIES = read_all()
NORTH_DAY = [float(3 * day) for day in range(1, 29)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("entitled"))


@pytest.fixture(scope="module")
def engines(home: Path) -> Iterator[dict[str, Engine]]:
    made = {name: Engine(catalog(home, name), entitlement=name) for name in (EVERYTHING, "north", "south")}
    yield made
    for engine in made.values():
        engine.close()


def answers(engine: Engine, *clauses: Clause) -> Iterator[str]:
    """What every query says of every dataset, with its receipt."""
    for query in QUERIES.values():
        records = query.relations == ["margin"]
        for dataset in [None] if query.about.get("dataset") == "any" else engine.datasets()["dataset"]:
            if dataset is None or records == (dataset == "margin"):
                answer = engine.answer(query, dataset, clauses=clauses)
                yield f"{answer.frame.to_csv()} {answer.receipt.clauses} {answer.receipt.rows}"


def told(engine: Engine) -> str:
    """All that an engine tells without being asked for a name that it has not told."""
    opened = engine.opened()
    parts = [*answers(engine), engine.datasets().to_csv(), *opened.facts, str(list(opened.facts.values()))]
    parts += [str(engine.fields(query)) for query in QUERIES.values() if query.relations != ["margin"]]
    return "\n".join(parts).lower().replace(str(engine.catalog.home).lower(), "")


@pytest.mark.parametrize(
    ("name", "own", "foreign"), [("north", NORTH_WORDS, SOUTH_WORDS), ("south", SOUTH_WORDS, NORTH_WORDS)]
)
def test_no_answer_names_what_is_not_entitled(
    engines: dict[str, Engine], name: str, own: tuple[str, ...], foreign: tuple[str, ...]
) -> None:
    said = told(engines[name])
    assert all(word in said for word in own[:4]) and not [word for word in foreign if word in said]


def test_least_and_most_are_those_of_the_part(engines: dict[str, Engine]) -> None:
    days = engines["north"].answer(QUERIES["margin_daily"], "margin").frame
    assert list(days["initial_margin"]) == [2 * 12 * day for day in NORTH_DAY]
    assert list(engines["north"].answer(QUERIES["datasets"]).frame["rows"]) == [64, 672, 64]


def test_a_clause_on_what_is_there_but_not_entitled_is_as_one_on_what_is_nowhere(
    engines: dict[str, Engine],
) -> None:
    theirs, nobody = (Clause("chart", "ccp", "point", (name,)) for name in (SOUTH_CCPS[0], "Utopia Clear"))
    said, same = ("\n".join(answers(engines["north"], clause)) for clause in (theirs, nobody))
    assert said.replace(SOUTH_CCPS[0], "Utopia Clear") == same


@pytest.mark.parametrize(("theirs", "nobody"), [("tropic", "utopia"), ("tropics", "utopias"), ("Tropic", "Utopia")])
def test_an_error_about_a_dataset_is_the_same_whether_others_have_it(
    engines: dict[str, Engine], theirs: str, nobody: str
) -> None:
    said = []
    for name in (theirs, nobody):
        with pytest.raises(QueryError) as caught:
            engines["north"].answer(QUERIES["im_ranking"], name)
        said.append(str(caught.value).replace(name, "…"))
    assert said[0] == said[1] == "dataset: unknown '…'; choose from ['filed', 'margin', 'polar']"


def test_an_error_about_a_version_names_only_its_own(engines: dict[str, Engine]) -> None:
    with pytest.raises(CatalogError, match=r"catalog version 7 does not exist; there are \[1, 2\]"):
        engines["north"].answer(QUERIES["im_ranking"], "polar", version=7)


def test_an_error_of_the_database_tells_of_its_own_file_alone(engines: dict[str, Engine], home: Path) -> None:
    sql = f"SELECT tropik FROM disclosure, '{catalog(home).folder}/v0002.duckdb'"
    for statement in (
        sql,
        f"ATTACH '{catalog(home).folder}/v0002.duckdb' AS whole",
        "SET enable_external_access = true",
    ):
        with pytest.raises(Exception) as caught:
            engines["north"].opened().connection.cursor().execute(statement)
        assert not [word for word in SOUTH_WORDS if word in str(caught.value).lower()]


def test_every_key_has_the_entitlement(tmp_path: Path) -> None:
    whole = small(tmp_path, {"margin": [{"ccp": "A", "initial_margin": 1.0}]})
    asked: list[Any] = [
        Engine(whole, entitlement=name)._asked(QUERIES["margin_daily"], "margin_demo", {}, (), 1) for name in ("a", "b")
    ]
    assert asked[0].key != asked[1].key and asked[0].key[1:] == asked[1].key[1:]
    assert [each.question.entitlement for each in asked] == ["a", "b"]
    assert [each.answer(LASTING).receipt.entitlement for each in asked] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "ccps", "foreign"), [("north", NORTH_CCPS, SOUTH_WORDS), ("south", SOUTH_CCPS, NORTH_WORDS)]
)
def test_cubes_lie_apart_and_tell_nothing_of_others(
    engines: dict[str, Engine], home: Path, name: str, ccps: tuple[str, ...], foreign: tuple[str, ...]
) -> None:
    ready, engine = 0, engines[name]
    for query in [query for query in QUERIES.values() if query.relations == ["margin"]]:
        for clause in (
            Clause("s", "date", "interval", ("2024-01-05", "2024-01-09")),
            Clause("c", "ccp", "point", ccps),
        ):
            asked = engine._asked(query, "margin", {}, (clause,), 2)
            if asked.question and asked.source and engine.tiers.build(asked.question, asked.source):
                quick = asked.quick()
                ready += quick is not None and quick.receipt.rows == asked.stated(LASTING).receipt.rows
    content = b"".join(path.read_bytes() for path in (catalog(home, name).home / "cubes").glob("*.arrays")).lower()
    assert ready > 8 and ccps[0].lower().encode() in content
    assert not [word for word in foreign if word.encode() in content]


def test_the_room_for_cubes_is_given(tmp_path: Path) -> None:
    whole = small(tmp_path, {"margin": [{"ccp": "A"}]})
    assert Engine(whole).tiers.budget == CUBES and Engine(whole, cubes=CUBES // 3).tiers.budget == CUBES // 3
