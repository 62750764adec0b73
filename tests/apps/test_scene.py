"""What a page shows in a state is worked out once for all readers."""

from __future__ import annotations

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from apps.board import Board
from apps.page import read
from apps.scene import Stage
from apps.shell import shell
from apps.state import State
from components.cells import Cell
from data.catalog import Catalog, Version
from queries.engine import Engine
from queries.query import read_all
from queries.wish import Wish
from tests.apps.sitting import Sitting
from tests.catalogs import small
from tests.charts import CHARTS, RIGHTS, SHORTS, board, point, stage, state

KRX = state(point("ccp", "KRX", source="im_ranking"))
PAGE = """title: Small
dataset: filed
views:
  trend: {line: im_growth, y: initial_margin_usd_bn}
"""


def test_two_readers_share_a_scene_and_a_document() -> None:
    assert stage().scene(KRX) is stage().scene(replace(KRX))
    stage().document(KRX, RIGHTS)
    made = stage().documents.made
    one, two = Sitting(stage(), KRX.text()), Sitting(stage(), KRX.text())
    assert one.reader.scene is two.reader.scene and stage().documents.made == made


def test_who_asks_at_the_same_time_waits_for_one_scene(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, made = Stage(board(), stage().shell), []
    work = fresh._scene

    def slow(asked: State, wish: Wish, language: str) -> object:
        made.append(asked)
        time.sleep(0.05)
        return work(asked, wish, language)

    monkeypatch.setattr(fresh, "_scene", slow)
    with ThreadPoolExecutor(8) as readers:
        scenes = list(readers.map(lambda _: fresh.scene(KRX), range(8)))
    assert len(made) == 1 and all(scene is scenes[0] for scene in scenes)


def test_a_scene_is_ready_once_it_was_asked_for() -> None:
    fresh = Stage(board(), stage().shell)
    assert not fresh.ready(KRX)
    fresh.scene(KRX)
    assert fresh.ready(KRX) and not fresh.ready(replace(KRX, my_ccp="LCH"))


def test_scenes_and_documents_are_kept_within_their_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    document = len(stage().document(KRX, RIGHTS))
    monkeypatch.setattr("apps.scene.SCENES", int(2.5 * document))
    few = Stage(board(), stage().shell)
    held = [few.scene(replace(KRX, my_ccp=short)).size for short in SHORTS]
    for short in SHORTS:
        few.document(replace(KRX, my_ccp=short), RIGHTS)
    assert len(few.documents) == 2 and few.documents.bytes <= 2.5 * document
    assert len(few.scenes) > 0 and few.scenes.bytes <= 2.5 * document
    assert sum(held[-len(few.scenes) :]) <= few.scenes.bytes


def test_the_scene_of_another_ccp_differs_in_what_speaks_of_it() -> None:
    mine, other = stage().scene(KRX), stage().scene(replace(KRX, my_ccp="LCH"))
    ids, moved = stage().shell.models, {cell for cell in mine.cells if mine.cells[cell] != other.cells[cell]}
    assert mine.cells.keys() == other.cells.keys()
    assert {(ids["mine"], "value"), (ids["strip"], "link"), (ids["words"], "sections")} <= {c[:2] for c in moved}
    trend = {cell.model for cell in moved} & mine.drawings["im_trend"].ids
    assert trend and not any(cell.attribute == "chart" for cell in moved)


def test_a_scene_holds_every_chart_and_what_was_asked_for_it() -> None:
    scene = stage().scene(KRX)
    assert tuple(scene.drawings) == CHARTS
    assert [view for view, _ in scene.receipts] == [*CHARTS, "words", "words"]
    asked = dict(scene.receipts)
    assert asked["im_ranking"].clauses == () and asked["summary"].clauses == KRX.selection.clauses


def test_a_scene_without_a_chart_says_why() -> None:
    scene = stage().scene(state(dataset="rba_2009", my_ccp=""))
    card = stage().shell.models["card cover2"]
    assert "cover2" not in scene.drawings and Cell(card, "chart") not in scene.cells
    assert "PQD 4.1.1" in json.loads(scene.cells[Cell(card, "empty")])
    assert scene.cells[Cell(stage().shell.hosts["mine"], "visible")] == "false"


def test_the_link_of_a_scene_opens_it() -> None:
    link = json.loads(stage().scene(KRX).cells[Cell(stage().shell.models["strip"], "link")])
    assert State.read(parse_qs(link.removeprefix("?"))["state"][0]) == KRX


def test_another_dataset_lets_the_brush_go_and_keeps_a_ccp_that_it_has() -> None:
    brushed = KRX.argued("spikes", "threshold", 2)
    moved = stage().moved(brushed, "krx_case")
    assert (moved.selection.clauses, moved.arguments, moved.my_ccp) == ((), {}, "KRX")
    assert stage().moved(brushed, "asx_2017q2").my_ccp == "ASX Clear (Futures)"
    assert stage().moved(brushed, "rba_2009").my_ccp == ""


def margin(quarter: str, value: float) -> dict[str, object]:
    return {"ccp": "KRX", "quarter": quarter, "item": "6.1.1", "descriptor": "Total", "value": value}


@pytest.fixture
def filed(tmp_path: Path) -> Catalog:
    """A catalog of one version."""
    return small(tmp_path / "home", {"disclosure": [margin("2025Q1", 1e9), margin("2025Q2", 2e9)]})


@pytest.fixture
def own(filed: Catalog, tmp_path: Path) -> Stage:
    """A page of one chart over it."""
    path = tmp_path / "small.yaml"
    path.write_text(PAGE)
    engine = Engine(filed)
    page = read(path, engine, read_all())
    return Stage(Board(page, engine), shell(page, {"small": "Small"}))


def publish(filed: Catalog, folder: Path) -> None:
    """A second version, with one quarter more."""
    rows = [margin("2025Q1", 1e9), margin("2025Q2", 2e9), margin("2025Q3", 3e9)]
    other = small(folder, {"disclosure": rows})
    second = Version(2, "", "2026-02-01T00:00:00Z")
    shutil.copy(other.path(other.version(1)), filed.path(second))
    filed.point(second)


def test_a_new_version_is_told_to_who_reads_the_old_one_and_shown_on_demand(
    own: Stage, filed: Catalog, tmp_path: Path
) -> None:
    sitting = Sitting(own)
    former = sitting.figure("trend")
    publish(filed, tmp_path / "other")
    own.renew()
    assert own.opening.version == 2 and own.ready(own.opening)
    sitting.reader.tell_newer()
    sitting.take(sitting.reader.hurry())
    assert sitting.part("strip", "newer") == "Data version 2 is there; this is version 1"
    assert sitting.figure("trend") == former and sitting.fresh() == []
    sitting.say("strip", newer=True)
    assert sitting.reader.state.version == 2 and sitting.part("strip", "newer") == ""
    assert "v2, 2026-02-01" in sitting.part("card trend", "about")
    assert sitting.figure("trend") != former and sitting.fresh() == []
    sitting.say("strip", undo=True)
    assert sitting.reader.state.version == 1 and sitting.part("strip", "newer")
    assert sitting.figure("trend") == former and sitting.fresh() == []


def test_an_old_link_still_shows_the_old_version_and_a_new_reader_the_new_one(
    own: Stage, filed: Catalog, tmp_path: Path
) -> None:
    link = own.opening.text()
    publish(filed, tmp_path / "other")
    own.renew()
    old, new = Sitting(own, link), Sitting(own)
    assert (old.reader.state.version, new.reader.state.version) == (1, 2)
    assert old.part("strip", "newer") and not new.part("strip", "newer")
    counts = [len(next(iter(each.reader.drawn.values())).context) for each in (old, new)]
    assert counts == [2, 3]


def test_a_page_whose_version_cannot_be_shown_goes_on_as_it_was(own: Stage, filed: Catalog) -> None:
    second = Version(2, "", "2026-02-01T00:00:00Z")
    filed.path(second).write_bytes(b"not a catalog")
    filed.point(second)
    with pytest.raises(Exception, match="v0002"):
        own.renew()
    assert own.opening.version == 1 and Sitting(own).part("strip", "newer") == ""
