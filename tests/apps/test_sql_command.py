"""`tidemark sql`: rows, a receipt, and an exit code that says what was wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.__main__ import main
from data.store import Store
from queries.library.history import History

ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3"


@pytest.fixture(autouse=True)
def home_of_commands(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))


def test_rows_are_printed_and_the_run_is_remembered(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "SELECT region, 1 AS one FROM ccp WHERE region = $region"
    assert main(["sql", text, "--value", "region=APAC", "--format", "json", "--limit", "1"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == [{"region": "APAC", "one": 1}]
    cut, receipt = printed.err.splitlines()
    assert cut.startswith("the first 1 rows of ") and receipt.startswith("receipt TM-")
    run = History(Store(own_home)).coded(receipt.removeprefix("receipt "))
    assert run and (run.text, run.values, run.rows) == (text, {"region": "APAC"}, 1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["SELECT ccp\nFROM ccp WHERE cpc = 1"], 1, 'line 2, column 16: Referenced column "cpc" not found'),
        (["FROM read_text('/etc/passwd')"], 2, "line 1, column 6: There is no table function read_text here."),
        ([ENDLESS, "--timeout", "0.3"], 3, "Stopped after 0.3 s, the longest that it may take."),
    ],
    ids=["wrong", "denied", "stopped"],
)
def test_one_line_says_why_there_is_no_answer(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert main(["sql", *words]) == code
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.startswith(f"tidemark: {said}") and printed.out == ""
