from pathlib import Path

import pytest

from apps.check import check, query_problems, role_problems
from auth.policy import SHIPPED
from queries.engine import Engine
from queries.query import FOLDER

HEADER = """-- title: Margin
-- unit: USD
-- grain: ccp
-- source: PQD
-- items: 6.1.1
-- filters: disclosure
"""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEADER + "SELECT ccp,\n  valu FROM disclosure", 8, 'column "valu" not found'),
        (HEADER + "SELECT ccp FORM disclosure x y", 7, "syntax error"),
        (HEADER + "SELECT ccp\nFROM disclosure\nWHERE value > $least", 9, "$least is not declared"),
        (HEADER.replace("-- unit: USD\n", "") + "SELECT ccp FROM disclosure", 1, "no line '-- unit: …'"),
        (HEADER + "-- $least: DUBLE = 1  Least\nSELECT $least FROM disclosure", 7, "$least: write 'DOUBLE"),
        (HEADER.replace("disclosure", "disclosures") + "SELECT ccp FROM disclosure", 1, "has no disclosures"),
    ],
)
def test_a_broken_query_is_named_with_its_line(text: str, line: int, said: str, tmp_path: Path, engine: Engine) -> None:
    path = tmp_path / "margin.sql"
    path.write_text(text)
    (problem,) = query_problems(path, engine)
    assert problem.startswith(f"{path}:{line}: ")
    assert said in problem
    assert "\n" not in problem


def test_every_query_that_ships_is_sound(engine: Engine) -> None:
    assert [problem for path in FOLDER.glob("*.sql") for problem in query_problems(path, engine)] == []


def test_the_roles_that_ship_are_sound() -> None:
    assert role_problems(SHIPPED) == []


def test_roles_are_looked_at_with_the_pages_that_they_name(tmp_path: Path, engine: Engine) -> None:
    roles = tmp_path / "who.yaml"
    roles.write_text(
        "roles:\n  viewer:\n    groups: [all]\n    sees: everything\n    may: {open: [benhcmark, margin]}\n"
    )
    problems, extent = check([], engine, roles)
    assert problems == ["who.yaml:5: unknown page 'benhcmark'; did you mean 'benchmark'?"]
    assert extent.endswith(" queries, roles")


def test_roles_may_be_named(tmp_path: Path, engine: Engine) -> None:
    roles = tmp_path / "roles.yaml"
    roles.write_text("roles:\n  viewer: {sees: everything, may: {expotr: all}}\n")
    problems, extent = check([roles], engine)
    assert problems == ["roles.yaml:2: roles: viewer: may: unknown action 'expotr'; did you mean 'export'?"]
    assert extent == "0 pages, 0 queries, roles"
