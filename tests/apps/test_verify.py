"""Receipts: from a chart's menu, an export, the drawer and the command line, drawn again years later."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps import setup
from apps.__main__ import main
from panel_config import Settings
from queries.engine import Engine
from queries.query import read_all
from queries.selection import Clause
from queries.trail.again import Verdict, verified
from queries.trail.look import Wanted
from tests import margin
from tests.stored import SQLITE

CODE = re.compile(r"TM-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
Output = pytest.CaptureFixture[str]
QUERIES = read_all()
QUARTERS = Clause("im_trend", "quarter", "interval", ("2024Q1", "2024Q4"))


@pytest.fixture(autouse=True)
def at_home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    return own_home


@pytest.fixture
def engine(at_home: Path) -> Iterator[Engine]:
    """Runs queries over the home, and records them."""
    engine = setup.engine(Settings.read())
    yield engine
    engine.close()


def ran(out: Output, *words: str) -> str:
    """The receipt code that `tidemark run words` prints."""
    assert main(["run", *words]) == 0
    return CODE.findall(out.readouterr().err)[0]


def told(out: Output, code: str) -> tuple[int, list[str]]:
    """What `tidemark verify` says of a code."""
    status = main(["verify", code])
    return status, out.readouterr().out.splitlines()


def lines() -> list[dict[str, Any]]:
    return list(setup.audit(Settings.read()).search(Wanted()))


def again(engine: Engine, **changed: Any) -> Verdict:
    """What is said of the newest record, should some of it have been otherwise."""
    return verified(lambda name: engine, {**lines()[0], **changed})


def test_every_query_is_drawn_again_the_same(engine: Engine) -> None:
    for query in (query for query in QUERIES.values() if query.relations != ["margin"]):
        engine.run(query, clauses=(QUARTERS,))
        assert again(engine) == Verdict(True), query.name


def test_records_of_every_tier_are_drawn_again_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came from cubes and prefix sums is what a statement over the records says."""
    monkeypatch.setenv("TIDEMARK_HOME", str(margin.home(tmp_path / "records")))
    engine, tiers = setup.engine(Settings.read()), set()
    month = Clause("daily", "date", "interval", ("2024-03-01", "2024-03-31"))
    for query in (query for query in QUERIES.values() if query.relations == ["margin"]):
        for clauses in ((), (month,), (Clause("ccps", "ccp", "point", ("LCH", "CME")),)):
            asked = engine._asked(query, margin.DATASET, {}, clauses, None)
            if asked.question and asked.source:
                engine.tiers.build(asked.question, asked.source)
            answer = engine.run(query, margin.DATASET, clauses=clauses)
            tiers.add(answer.tier.name)
            assert again(engine) == Verdict(True), (query.name, answer.tier.name)
    engine.close()
    assert len(tiers) > 2


def test_a_receipt_of_the_command_line_is_identical(capsys: Output) -> None:
    code = ran(capsys, "synchronised_spikes", "threshold=2", "--where", "quarter=2024Q1..2025Q4", "--format", "csv")
    status, said = told(capsys, code.lower().removeprefix("tm-"))
    assert (status, said[0]) == (0, f"{code}: identical")
    assert (
        said[1].startswith("record ")
        and "exported command line synchronised_spikes krx_case, data version 1" in said[1]
    )
    assert [line["kind"] for line in lines()][:2] == ["verified", "exported"] and lines()[0]["of"] == code


def test_a_receipt_of_an_older_version_is_identical_after_a_newer_one(tmp_path: Path, capsys: Output) -> None:
    code = ran(capsys, "im_ranking")
    assert main(["demo-facts", "--rows", "100"]) == 0
    assert told(capsys, code)[0] == 0


def test_an_unknown_code_is_said_with_the_nearest(capsys: Output) -> None:
    code = ran(capsys, "im_ranking")
    wrong = code[:-1] + ("Z" if code[-1] != "Z" else "Y")
    for text, said in (
        (wrong, f"did you mean {code}?"),
        ("TM-0000-0000-0000", "no record has"),
        ("x", "no record has"),
    ):
        assert main(["verify", text]) == 1
        printed = capsys.readouterr()
        assert printed.out == "" and said in printed.err and printed.err.count("\n") == 1


def test_a_code_of_an_event_stands_for_no_figures(capsys: Output) -> None:
    code = setup.audit(Settings.read()).event("signed in", "ann")
    status, said = told(capsys, code)
    assert status == 1 and said[1] == "this receipt is of no figures, but of an event: signed in"


def test_a_record_that_was_changed_is_not_drawn_again(at_home: Path, capsys: Output) -> None:
    code = ran(capsys, "im_ranking")
    trail = at_home / "audit.jsonl"
    trail.write_bytes(trail.read_bytes().replace(b'"im_ranking"', b'"im_growth"'))
    assert main(["verify", code]) == 1
    assert f"the record of {code} is not as it was written" in capsys.readouterr().err


def test_a_query_that_was_changed_is_said(engine: Engine) -> None:
    engine.run(QUERIES["im_ranking"])
    assert again(engine, query_hash="0" * 64).differences == (
        "the query im_ranking was changed since: its SHA-256 differs",
    )
    assert again(engine, query="im_rankings").differences == ("the query im_rankings is no longer there",)
    gone = again(engine, arguments={"threshold": 2})
    assert gone.differences == ("the query im_ranking no longer has the argument threshold",)


def test_data_that_were_changed_are_said(engine: Engine) -> None:
    engine.run(QUERIES["im_ranking"])
    path = engine.catalog.path(engine.catalog.version(1))
    path.chmod(0o644)
    with path.open("ab") as file:
        file.write(b"\0")
    (difference,) = again(engine).differences
    assert difference == "version 1 of the data is not the file that it was: its SHA-256 differs"


def test_a_version_that_is_gone_is_said(engine: Engine) -> None:
    engine.run(QUERIES["im_ranking"])
    assert again(engine, data_version=7).differences == ("catalog version 7 does not exist; there are [1]",)


def test_other_figures_are_said_by_column_and_other_rows_by_number(engine: Engine) -> None:
    engine.run(QUERIES["im_ranking"])
    figures = lines()[0]["figures"]
    moved = {**figures, "rank": ["0" * 16, "0" * 16], "short": ["0" * 16]}
    assert again(engine, figures=moved).differences == ("the figures differ in rank, short",)
    assert again(engine, rows=7).differences == ("6 rows where there were 7",)
    fewer = again(engine, clauses=[Clause("test", "ccp", "point", ("KRX",)).plain()])
    assert fewer.differences == ("1 rows where there were 6",)


def test_another_configuration_is_said_and_is_no_failure(engine: Engine) -> None:
    engine.run(QUERIES["im_ranking"])
    verdict = verified(lambda name: engine, lines()[0], "0" * 64)
    assert verdict.identical and "config_hash differs" in str(verdict)


def test_who_sees_a_part_verifies_only_that(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    code = ran(capsys, "im_ranking")
    settings = Settings.read()
    monkeypatch.setattr(settings.__class__, "read", classmethod(lambda cls: settings))
    settings.entitlement = "other"
    assert main(["verify", code]) == 1
    printed = capsys.readouterr()
    assert printed.out == "" and "no record has the receipt code" in printed.err and "did you mean" not in printed.err
    assert main(["audit", "search", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@SQLITE
def test_the_trail_is_verified_and_searched_from_the_command_line(at_home: Path, capsys: Output) -> None:
    code = ran(capsys, "im_ranking")
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    head = re.findall(r"head (\d+:\w+)", said)[0]
    assert said.startswith("2 records that fit, unbroken; head 2:")
    assert main(["audit", "verify", "--head", head, "--head", code]) == 0
    assert main(["audit", "search", "IM_ranking", "--kind", "shown", "--format", "csv"]) == 0
    assert code in capsys.readouterr().out
    trail = at_home / "audit.jsonl"
    trail.write_bytes(trail.read_bytes().splitlines(keepends=True)[0])
    assert main(["audit", "verify", "--head", code]) == 1
    receipt, head, _ = capsys.readouterr().out.splitlines()
    assert receipt.startswith(f"line 2: the receipt {code} is of a record that is not in the trail")
    assert head == "line 2: the trail ends with record 1; audit.head knows of record 2"
    assert main(["audit", "verify", str(at_home / "no.jsonl")]) == 1
    assert "there is no audit trail" in capsys.readouterr().err
    assert main(["audit", "verify", "--head", "nonsense"]) == 1
    assert "'nonsense' is neither a head" in capsys.readouterr().err
