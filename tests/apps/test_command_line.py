import csv
import json
import os
import re
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from apps.__main__ import main
from apps.command_line import read
from tests.shared import ROOT

RECEIPT = re.compile(r"receipt TM(-[0-9A-Z]{4}){3}\n")
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def at_home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    return own_home


def rows(out: Output, *words: str) -> list[dict[str, object]]:
    """The rows that `tidemark run words` prints."""
    code = main(["run", *words, "--format", "json"])
    printed = out.readouterr()
    assert code == 0 and RECEIPT.fullmatch(printed.err)
    return list(json.loads(printed.out))


def refused(out: Output, *words: str, code: int = 1) -> str:
    """The one sentence with which `tidemark words` fails."""
    ended = main(list(words))
    printed = out.readouterr()
    assert (ended, printed.out) == (code, "")
    assert "Traceback" not in printed.err
    return printed.err


def test_run_prints_what_the_query_answers(capsys: Output) -> None:
    ranking = rows(capsys, "im_ranking", "--dataset", "krx_case")
    assert [r["rank"] for r in ranking] == [1, 2, 3, 4, 5, 6]
    assert {"ccp", "region", "initial_margin_usd_bn"} <= ranking[0].keys()


def test_csv_and_json_agree(capsys: Output) -> None:
    objects = rows(capsys, "im_ranking")
    assert main(["run", "im_ranking", "--format", "csv"]) == 0
    table = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert [(r["ccp"], float(r["initial_margin_usd_bn"])) for r in table] == [
        (r["ccp"], r["initial_margin_usd_bn"]) for r in objects
    ]


def test_points_and_intervals_filter(capsys: Output) -> None:
    everything = rows(capsys, "peak_ratio")
    first, last = "2024Q1", "2024Q3"
    some = rows(capsys, "peak_ratio", "--where", f"quarter={first}..{last}", "--where", "region=APAC")
    assert some == [r for r in everything if first <= str(r["quarter"]) <= last and r["region"] == "APAC"]
    assert 0 < len(some) < len(everything)


def test_one_where_takes_several_conditions_and_leaves_arguments(capsys: Output) -> None:
    query = "synchronised_spikes"
    one = rows(capsys, query, "threshold=2", "--where", "quarter=2024Q1..2025Q4")
    two = rows(capsys, query, "--where", "quarter=2024Q1..2025Q4", "threshold=2")
    three = rows(capsys, query, "--dataset", "krx_case", "threshold=2", "--where", "quarter=2024Q1..2025Q4")
    assert one == two == three != rows(capsys, query, "--where", "quarter=2024Q1..2025Q4")


def test_every_run_leaves_a_line(at_home: Path, capsys: Output) -> None:
    found = rows(capsys, "peak_ratio", "--where", "ccp=KRX")
    line = json.loads((at_home / "audit.jsonl").read_text().splitlines()[-1])
    assert (line["query"], line["rows"], line["data_version"]) == ("peak_ratio", len(found), 1)
    assert line["clauses"] == [{"source": "command line", "field": "ccp", "kind": "point", "value": ["KRX"]}]
    assert len(line["config_hash"]) == len(line["query_hash"]) == len(line["data_hash"]) == 64


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run im_rankin", "'im_ranking'"),
        ("run synchronised_spikes treshold=2", "'threshold'"),
        ("run synchronised_spikes threshold=much", "'much' is not a DOUBLE"),
        ("run synchronised_spikes threshold", "write name=value"),
        ("run im_ranking --dataset krx", "'krx_case'"),
        ("run im_ranking --version 99", "there are [1]"),
        ("run im_ranking --where cpp=KRX", "'ccp'"),
        ("ingest no/such/file.xlsx", "no/such/file.xlsx: there is no such file or folder"),
    ],
)
def test_a_slip_is_answered_with_one_sentence(words: str, said: str, capsys: Output) -> None:
    sentence = refused(capsys, *words.split())
    assert said in sentence
    assert sentence.count("\n") == 1


@pytest.mark.parametrize("words", ["", "rum", "run", "run im_ranking --formt csv", "serve --port much"])
def test_a_line_that_makes_no_sense_gets_the_usage(words: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words.split())
    assert stopped.value.code == 2
    assert "usage: tidemark" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--users 0", "--users: '0' is not a whole number above 0"),
        ("--seconds nan", "--seconds: 'nan' is not a number above 0"),
        ("--steps 5", "unrecognized arguments: --steps 5"),
    ],
)
def test_a_load_without_readers_is_refused(words: str, said: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["bench", "serve", *words.split()])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_a_load_is_what_the_environment_says_unless_it_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    plain = read(["bench", "serve"])
    assert (plain.users, plain.seconds, plain.think, plain.workers, plain.churn) == (50, 20, 8, None, None)
    monkeypatch.setenv("BENCH_USERS", "7")
    monkeypatch.setenv("BENCH_THINK", "2.5")
    told = read(["bench", "serve", "--think", "3"])
    assert (told.users, told.think) == (7, 3)
    monkeypatch.setenv("BENCH_USERS", "many")
    with pytest.raises(SystemExit):
        read(["bench", "serve"])
    assert "--users: 'many' is not" in capsys.readouterr().err


def test_datasets_lists_all_and_badges_the_synthetic(capsys: Output) -> None:
    assert main(["datasets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    badged = {line.split()[0] for line in lines if "synthetic" in line}
    assert badged == {"krx_case"}
    assert lines[-1].startswith("Catalog version 1 of ")


def test_a_port_in_use_is_named(capsys: Output) -> None:
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"port {port} is in use" in refused(capsys, "serve", "--port", str(port))


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("TIDEMARK_PORT", "many")
    assert "TIDEMARK_PORT='many'" in refused(capsys, "datasets", code=2)


def test_the_unexpected_goes_to_the_log(at_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("apps.commands.datasets", broken)
    sentence = refused(capsys, "datasets")
    assert "error.log" in sentence and "a fault of ours" not in sentence
    assert "RuntimeError: a fault of ours" in (at_home / "error.log").read_text()


def test_an_interrupt_ends_silently(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("apps.commands.datasets", interrupted)
    assert main(["datasets"]) == 130
    assert capsys.readouterr() == ("", "")


def test_run_loads_nothing_that_draws() -> None:
    program = """import sys
from apps.__main__ import main
from apps.command_line import read
code = main(["run", "im_ranking"])
assert code == 0
print({"panel", "bokeh", "holoviews", "hvplot"} & set(sys.modules), file=sys.stderr)"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    receipt, *rest = done.stderr.splitlines(keepends=True)
    assert RECEIPT.fullmatch(receipt) and rest == ["krx_case is synthetic\n", "set()\n"]


def test_a_reader_that_stops_listening_is_no_error() -> None:
    listening, speaking = os.pipe()
    os.close(listening)
    command = [sys.executable, "-m", "apps", "run", "peak_ratio"]
    done = subprocess.run(command, cwd=ROOT, stdout=speaking, stderr=subprocess.PIPE, text=True)
    os.close(speaking)
    assert (done.returncode, done.stderr) == (0, "")


def test_figures_that_were_made_up_are_badged(at_home: Path, capsys: Output) -> None:
    assert main(["run", "im_ranking"]) == 0
    receipt, *rest = capsys.readouterr().err.splitlines(keepends=True)
    assert RECEIPT.fullmatch(receipt) and rest == ["krx_case is synthetic\n"]
    assert main(["run", "published_layers"]) == 0
    assert RECEIPT.fullmatch(capsys.readouterr().err)
