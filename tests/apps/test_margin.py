"""The margin page without a browser: what is shown at once, what comes late, and that both say the same."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from math import nextafter
from pathlib import Path

import pandas as pd
import pytest

from apps.board import Board, Lacking
from apps.page import FOLDER, read
from apps.scene import Stage
from apps.shell import shell
from apps.state import State
from components.cells import Cell
from data.catalog import Catalog
from data.ingest import Ingest
from queries.engine import Engine
from queries.query import read_all
from queries.selection import Clause
from tests import margin
from tests.apps.sitting import Sitting
from tests.charts import box, point

VIEWS = ("daily", "waterfall", "cover2", "correlation", "members", "density")
YEAR = Clause("daily", "date", "interval", ("2021-01-01", "2021-12-31"))
SITG = point("layer", "sitg", source="waterfall")
CELL = [
    Clause("density", "initial_margin", "interval", (5.0, nextafter(10.0, 0))),
    Clause("density", "stress_loss", "interval", (2.0, nextafter(5.0, 0))),
]


def staged(home: Path) -> Stage:
    engine = Engine(Catalog(home))
    page = read(FOLDER / "margin.yaml", engine, read_all())
    return Stage(Board(page, engine), shell(page, {"margin": "Margin"}))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = staged(margin.home(tmp_path_factory.mktemp("margin"), 20_000))
    stage.renew()
    yield stage
    stage.board.engine.close()


def ready(stage: Stage, view: str, state: State) -> None:
    """Wait until what a brush on `view` needs is there."""
    stage.board.prepare(view, stage.opening)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        scene = stage.at_once(state)
        if scene is not None and not scene.late:
            return
        time.sleep(0.01)
    raise TimeoutError(f"{view} never became quick")


def test_the_page_opens_over_the_records(held: Stage) -> None:
    assert (held.opening.dataset, held.opening.my_ccp) == ("margin_demo", "LCH")
    assert all(not isinstance(held.board.drawn(name, held.opening), Lacking) for name in VIEWS)
    assert list(held.titles(held.opening).values()) == ["margin_demo"]


def test_what_needs_no_statement_is_shown_at_once_and_is_what_the_statements_say(held: Stage) -> None:
    state = held.opening.brushed("daily", [YEAR])
    early = held.at_once(state)
    assert early is not None and "daily" not in early.late
    ready(held, "daily", state)
    moved = replace(YEAR, value=("2021-02-01", "2022-01-31"))
    quick = held.at_once(held.opening.brushed("daily", [moved]))
    assert quick is not None and not quick.late
    plain = staged(held.board.engine.catalog.home)
    tiers = {name: held.board.quick(name, quick.state) for name in VIEWS}
    assert {name: patch and patch.tier.name for name, patch in tiers.items()} == {
        "daily": "re-query",
        "waterfall": "prefix sums",
        "cover2": "complete inner",
        "correlation": "prefix sums",
        "members": "prefix sums",
        "density": "prefix sums",
    }
    for view in plain.board.page.views.values():
        stated, answered = (board.answer(view, quick.state) for board in (plain.board, held.board))
        assert stated.tier.name in ("re-query", "roll-up")
        frames = [each.frame.sort_values(list(each.frame)[:2], ignore_index=True) for each in (answered, stated)]
        pd.testing.assert_frame_equal(*frames, check_dtype=False, rtol=1e-9)


def test_of_large_records_the_quick_charts_do_not_wait_for_the_slow(held: Stage) -> None:
    state = held.opening.brushed("density", CELL)
    held.board.prepare("density", held.opening)
    end = time.monotonic() + 20
    while (scene := held.at_once(state)) is None or len(scene.late) > 1:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert scene.late == {"cover2"} and "cover2" not in scene.drawings
    assert "cover2" not in [view for view, _ in scene.receipts]
    whole = held.scene(state)
    assert (
        not whole.late
        and whole.cells.items()
        >= {cell: value for cell, value in scene.cells.items() if cell.attribute != "tier"}.items()
    )


def test_the_menu_says_which_tier_answered(held: Stage) -> None:
    state = held.opening.brushed("waterfall", [SITG])
    ready(held, "waterfall", state)
    sitting = Sitting(held)
    sitting.say("card waterfall", near=True)
    sitting.reader.enter(held.opening.brushed("waterfall", [replace(SITG, value=("assessments",))]))
    sitting.show()
    assert sitting.part("card daily", "tier").startswith("Cube over layer: ")
    assert " rows in " in sitting.part("card daily", "tier")
    assert sitting.part("card waterfall", "tier").startswith("Re-query: of 20,000 rows in ")


def test_a_drag_moves_the_others_and_an_inverted_or_empty_one_is_no_error(held: Stage) -> None:
    sitting = Sitting(held)
    model, day = sitting.figure("daily"), 86_400_000.0
    first = 1_577_836_800_000.0
    for far in (30, 60, 90):
        sitting.hear(box(model, first, first + far * day, 0, 1, final=False))
    sitting.hear(box(model, first + 90 * day, first, 0, 1))
    (clause,) = sitting.reader.state.selection.clauses
    assert clause.value == ("2020-01-01", "2020-03-31")
    sitting.say("strip", undo=True)
    assert sitting.reader.state.selection.clauses == ()
    sitting.hear(box(model, -2 * day, -day, 0, 1))
    assert sitting.reader.state.selection.clauses == () and sitting.part("strip", "message") == ""


@pytest.mark.parametrize(
    "clause",
    [
        Clause("daily", "date", "interval", ("2022-01-01", "2021-01-01")),
        Clause("waterfall", "layer", "point", ("gone",)),
        Clause("members", "member", "point", ()),
        Clause("density", "initial_margin", "interval", (1e12, 1e13)),
    ],
    ids=["inverted", "vanished", "none", "beyond"],
)
def test_an_empty_selection_empties_the_charts(held: Stage, clause: Clause) -> None:
    scene = held.scene(held.opening.brushed(clause.source, [clause]))
    assert {receipt.rows for view, receipt in scene.receipts if view not in (clause.source, "words")} == {0}
    assert Sitting(held, "").reader.show(scene)


@pytest.mark.long
def test_a_link_of_an_older_version_shows_what_it_showed(tmp_path: Path) -> None:
    stage = staged(margin.home(tmp_path, 2_000))
    stage.renew()
    old = stage.scene(stage.opening.brushed("daily", [YEAR]))
    Ingest(tmp_path, sets=tuple).make(3_000, 7, "margin_demo")
    later = staged(tmp_path)
    later.renew()
    assert later.opening.version == old.state.version + 1
    again = later.scene(old.state)
    assert dict(again.receipts)["waterfall"].rows == dict(old.receipts)["waterfall"].rows
    answers = [each.board.answer(each.board.page.views["waterfall"], old.state).frame for each in (stage, later)]
    assert answers[0].equals(answers[1])
    newer = later.board.answer(later.board.page.views["waterfall"], replace(old.state, version=later.opening.version))
    assert not newer.frame.equals(answers[0])


def test_without_records_the_page_says_what_to_do(tmp_path: Path) -> None:
    Ingest(tmp_path, sets=tuple).first()
    stage = staged(tmp_path)
    stage.renew()
    sitting = Sitting(stage)
    for name in VIEWS:
        assert "tidemark demo-facts" in sitting.part(f"card {name}", "empty")
    for name in ("dataset", "mine"):
        assert stage.scene(stage.opening).cells[Cell(stage.shell.hosts[name], "visible")] == "false"
