"""Receipts on the page, and what readers see when the audit cannot be written."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.board import Board
from apps.scene import Stage
from queries.answer import Recorded
from queries.engine import Engine
from queries.trail.audit import Audit
from queries.trail.chain import AuditError
from queries.trail.code import read
from queries.trail.look import Wanted
from tests.apps.sitting import Sitting
from tests.catalogs import shipped
from tests.charts import CHARTS, board, box, point, stage, state
from tests.shared import ROOT

FULL = "the audit cannot be written (No space left on device), so nothing is shown or done"
PLACE = 4.5


class Disk:
    """An audit whose disk may be full."""

    def __init__(self, home: Path) -> None:
        self.audit, self.full = Audit(home), False

    def record(self, runs: Recorded, kind: str) -> list[str]:
        if self.full:
            raise AuditError(FULL)
        return self.audit.record(runs, kind)


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    return Disk(tmp_path_factory.mktemp("audit"))


@pytest.fixture(scope="module")
def recorded(disks: Disk) -> Stage:
    """A page whose runs are recorded, drawn once."""
    return Stage(Board(board().page, Engine(shipped(), disks.record)), stage().shell)


@pytest.fixture
def disk(disks: Disk) -> Iterator[Disk]:
    """It has room, before and after."""
    yield disks
    disks.full = False


@pytest.fixture
def sitting(recorded: Stage, disk: Disk) -> Sitting:
    """A reader of the page."""
    return Sitting(recorded)


def receipts(sitting: Sitting) -> dict[str, str]:
    return {name: sitting.part(f"card {name}", "receipt") for name in CHARTS}


def test_every_chart_has_the_receipt_of_what_it_shows(sitting: Sitting, disk: Disk) -> None:
    first = receipts(sitting)
    assert all(code == read(code) for code in first.values()) and len(set(first.values())) == len(CHARTS)
    sitting.click("im_ranking", PLACE, 1)
    second = receipts(sitting)
    assert not set(first.values()) & set(second.values())
    for name, code in second.items():
        record = disk.audit.find(code)
        assert record is not None and (record["view"], record["page"], record["kind"]) == (name, "benchmark", "shown")
        assert bool(record["clauses"]) == (name != "im_ranking")
    assert sitting.fresh() == []


def test_while_a_gesture_goes_on_no_chart_has_a_receipt(sitting: Sitting) -> None:
    model = sitting.figure("im_trend")
    sitting.hear(box(model, 2024.1, 2024.3, 0, 300, final=False))
    assert set(receipts(sitting).values()) == {""}
    sitting.hear(box(model, 2024.1, 2024.6, 0, 300, final=False))
    assert "receipt" not in sitting.sent[-1]
    sitting.hear(box(model, 2024.1, 2024.6, 0, 300))
    assert all(read(code) for code in receipts(sitting).values())


def test_the_drawer_has_a_receipt_of_its_own(sitting: Sitting, disk: Disk) -> None:
    sitting.say("card im_ranking", choose="data")
    (newest, *_) = disk.audit.search(Wanted())
    assert f"receipt <b>{newest['code']}</b>" in sitting.part("drawer", "markup")


def test_what_cannot_be_recorded_is_not_shown(sitting: Sitting, disk: Disk) -> None:
    shown, before = dict(sitting.reader.sent), receipts(sitting)
    disk.full = True
    sitting.click("im_ranking", PLACE, 1)
    assert sitting.part("strip", "message") == FULL and receipts(sitting) == before
    moved = {cell for cell, value in sitting.reader.sent.items() if shown.get(cell) != value}
    assert {cell.attribute for cell in moved} == {"message"}
    assert sitting.reader.state.selection.clauses == () and sitting.part("strip", "can_undo") is False
    disk.full = False
    sitting.click("im_ranking", PLACE, 1)
    assert sitting.part("strip", "message") == "" and sitting.reader.state.selection.clauses
    assert sitting.fresh() == []


def test_a_gesture_whose_end_cannot_be_recorded_is_taken_back(sitting: Sitting, disk: Disk) -> None:
    before = {name: drawn.figure.id for name, drawn in sitting.reader.drawn.items()}
    model = sitting.figure("im_trend")
    opening = sitting.reader.noted
    sitting.hear(box(model, 2024.1, 2024.3, 0, 300, final=False))
    disk.full = True
    sitting.hear(box(model, 2024.1, 2024.6, 0, 300))
    assert sitting.part("strip", "message") == FULL and sitting.reader.scene is opening
    assert sitting.reader.state.selection.clauses == () and sitting.part("strip", "chips") == []
    assert {name: drawn.figure.id for name, drawn in sitting.reader.drawn.items()} == before


def test_a_choice_that_cannot_be_recorded_is_taken_back_in_the_list(sitting: Sitting, disk: Disk) -> None:
    before = sitting.part("mine", "value")
    disk.full = True
    sitting.choose("mine", "LCH")
    assert sitting.part("mine", "value") == before and sitting.reader.state.my_ccp == before
    disk.full = False
    assert sitting.fresh() == []


def test_a_drawer_that_cannot_be_recorded_stays_as_it_was(sitting: Sitting, disk: Disk) -> None:
    disk.full = True
    for what in ("data", "sql", "provenance"):
        sitting.say("card im_ranking", choose=what)
        assert sitting.part("strip", "message") == FULL
        assert "LCH" not in sitting.part("drawer", "markup") and "receipt" not in sitting.part("drawer", "markup")


def test_a_page_that_cannot_be_recorded_does_not_open(disk: Disk) -> None:
    disk.full = True
    with pytest.raises(AuditError, match="nothing is shown"):
        Sitting(Stage(Board(board().page, Engine(shipped(), disk.record)), stage().shell))


def test_a_link_that_cannot_be_recorded_does_not_open(sitting: Sitting, disk: Disk) -> None:
    disk.full = True
    with pytest.raises(AuditError, match="nothing is shown"):
        Sitting(sitting.stage, state(point("ccp", "KRX", source="im_ranking")).text())


def limited(home: Path, more: int, *words: str) -> Iterator[str]:
    """What a command says whose audit can grow by so many bytes: exit code, output, and error."""
    trail = home / "audit.jsonl"
    limit = trail.stat().st_size + more

    def tight() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    line = [sys.executable, "-m", "apps", *words]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, preexec_fn=tight)
    yield from (str(done.returncode), done.stdout, done.stderr)


@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_command_that_cannot_be_recorded_prints_no_row(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """A limit on the size of a file stands for the disk: only the audit is large enough to meet it."""
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    audit = Audit(own_home)
    audit.event("denied", "ann", text="x" * 2_000_000)
    code, output, error = limited(own_home, 100, "run", "im_ranking", "--format", form)
    assert (code, output) == ("1", "")
    assert error.startswith("tidemark: the audit cannot be written (") and error.count("\n") == 1


def test_files_that_cannot_be_recorded_are_not_loaded(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    audit = Audit(own_home)
    audit.event("denied", "ann", text="x" * 40_000_000)
    code, _, error = limited(own_home, 100, "demo-facts", "--rows", "100")
    assert code == "1" and error.startswith("tidemark: the audit cannot be written (")
    assert (own_home / "catalog" / "CURRENT").read_text() == "1"
    assert not list((own_home / "catalog").glob("v0002*")) and not list((own_home / "catalog/facts").glob("*"))
