"""The same on the command line: what is denied ends with 2, what a limit stops with 3, and neither tells anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Program
from tests.shared import ROOT

SECRETS = ("CANARY", "root:x:", "Traceback", str(ROOT), ".duckdb", "held.")
DENIED = (
    "SELECT * FROM read_text('/etc/passwd')",
    "ATTACH '/tmp/x.duckdb' AS x",
)
AS_WELL = (
    "FROM duckdb_databases()",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "SELECT getenv('HOME')",
    "FROM information_schema.tables",
    "SET memory_limit = '64GB'",
    "SELECT 1; SELECT 2",
    "SELECT * FROM pandas_scan(NULL)",
)
STOPPED = (
    "SELECT count(*) FROM range(10_000_000_000) a, range(10_000_000_000) b",
    "SELECT length(repeat('x', 4_200_000_000))",
)
Say = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def say(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Say:
    """Runs `tidemark sql` over a copy of the home: the exit code, and all that is printed."""
    folder = tmp_path_factory.mktemp("command")
    own = os.environ | {"TIDEMARK_HOME": str(shutil.copytree(home, folder / "home"))}
    numbers = iter(range(1000))

    def said(sql: str, *words: str) -> tuple[int, str]:
        program = Program(["apps", "sql", sql, *words], own, folder / f"said {next(numbers)}")
        printed = program.said()
        return program.wait(), printed

    return said


@pytest.mark.parametrize("sql", [*DENIED, *(pytest.param(each, marks=pytest.mark.long) for each in AS_WELL)])
def test_what_is_denied_says_so_in_one_line(say: Say, sql: str) -> None:
    code, printed = say(sql)
    assert code == 2 and printed.count("\n") == 1, printed
    assert not [secret for secret in SECRETS if secret in printed], printed


def test_what_takes_too_much_is_stopped(say: Say) -> None:
    for sql in STOPPED:
        code, printed = say(sql, "--timeout", "1")
        assert code == 3 and printed.count("\n") == 1, (sql, printed)


def test_a_value_is_a_value_and_what_is_right_is_answered(say: Say) -> None:
    code, printed = say(
        "SELECT count(*) AS n FROM disclosure WHERE ccp = $v", "--value", "v=' OR 1=1 --", "--format", "csv"
    )
    assert code == 0 and printed.splitlines()[:2] == ["n", "0"]
