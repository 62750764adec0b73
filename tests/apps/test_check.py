from pathlib import Path

import pytest

from apps.check import query_problems
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
        (HEADER.replace("disclosure", "disclosures") + "SELECT ccp FROM disclosure", 1, "disclosures does not exist"),
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
