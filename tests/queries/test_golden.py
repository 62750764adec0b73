"""Every query has a golden file beside this one: rows in, rows out, small enough to verify by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from queries.engine import Engine
from queries.query import read_all
from queries.selection import Clause
from tests.catalogs import small

QUERIES = read_all()
FILES = sorted(Path(__file__).parent.glob("*.yaml"))


def test_every_query_has_a_golden_file() -> None:
    named = {path.stem.partition(".")[0] for path in FILES}
    assert named == set(QUERIES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text())
    answer = Engine(small(tmp_path, case["rows"])).run(
        QUERIES[path.stem.partition(".")[0]],
        case.get("dataset"),
        case.get("arguments", {}),
        tuple(Clause.read(clause) for clause in case.get("clauses", [])),
    )
    got = [_plain(row) for row in answer.frame.to_dict("records")]
    expected = case["expect"]
    assert len(got) == len(expected), got
    for row, wanted in zip(got, expected, strict=True):
        assert {name: row[name] for name in wanted} == _near(wanted), row


def _plain(row: dict[Any, Any]) -> dict[Any, Any]:
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def _near(row: dict[str, Any]) -> dict[str, Any]:
    return {k: pytest.approx(v, rel=1e-9, abs=1e-9) if isinstance(v, float) else v for k, v in row.items()}
