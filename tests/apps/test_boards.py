"""Boards of pins: drawn from plain blocks, each for its reader, and no pin that fails takes the others along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.board import Board
from apps.boards import Boards, drawn
from apps.failures import LONG, SHORT, Failing, Failures
from apps.offer import Offer
from apps.packed import packed
from apps.page import Page, read
from apps.pinned import bare, board, pinned
from apps.scene import Stage
from components.drawn import Drawn
from components.theme import FAINT
from data.store import Store
from queries.engine import Engine
from queries.library.pins import Pin, Pins, mine
from queries.query import Query, QueryError, read_all
from queries.sandbox.client import Sandbox, SandboxError, running
from queries.sandbox.event import Fault
from queries.written import plain
from tests.apps.sitting import Sitting
from tests.catalogs import shipped
from tests.charts import engine, page, point, somebody, stage
from tests.queries.library.conftest import Hands

RANKING = Pin("ranking", {"bar": "im_ranking", "title": "증거금 <b>", "unit": "$ bn", "y": "initial_margin_usd_bn"})
TOP = "SELECT ccp, max(value) AS top FROM disclosure WHERE item = '6.1.1' GROUP BY ccp ORDER BY ccp"
COLUMNS = {"ccp": "VARCHAR", "top": "DOUBLE"}


def own(sql: str = TOP, name: str = "top", **said: Any) -> Pin:
    """A pin of an own query."""
    query = Query.written(name, sql, {"title": "Top", "filters": "disclosure"}, {}, COLUMNS)
    return Pin(name, {"bar": name, "title": "Top", "unit": "$", "y": "top", **said}, plain(query))


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    store = Store(tmp_path)
    store.upgrade()
    return Pins(store)


@pytest.fixture
def boards(pins: Pins) -> Boards:
    return Boards(pins, lambda _: engine(), lambda _: {"benchmark": "Global benchmark"})


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(1) as made:
        yield made


def of(*pins: Pin) -> Board:
    return Board(board(pins, engine(), "kim"), engine())


def little() -> Page:
    """The benchmark page, but for most of its charts."""
    return replace(page(), views={name: page().views[name] for name in ("im_ranking", "summary")}, words=())


def staged(shown: Page, over: Engine) -> Stage:
    return Stage(Board(shown, over), drawn(shown))


def test_a_block_of_a_shipped_query_is_drawn_as_on_a_page() -> None:
    made = of(RANKING)
    shown = made.drawn("ranking", made.opening())
    assert isinstance(shown, Drawn) and shown.view.title == "증거금 <b>"
    assert made.page.pins == {"ranking": ""} and "krx_case" in made.datasets(made.opening().version)


WRONG = [
    (Pin("gone", {"bar": "im_rankin"}), "bar: query: unknown 'im_rankin'; did you mean 'im_ranking'?"),
    (Pin("a", {"bart": "im_ranking"}), "unknown 'bart'; did you mean 'bar'?"),
    (Pin("a", {}), "unknown ''"),
    (Pin("a", {"bar": "im_ranking", "unit": 3}), "unit"),
    (Pin("a", {"bar": "im_growth", "arguments": {"quartr": "x"}}), "unknown 'quartr'"),
    (Pin("a", {"bar": "im_ranking", "y": object()}), "cannot stand in a page"),
    (Pin("a", {"bar": "a"}, {"text": "SELECT 1"}), "this is no query"),
    (own(y="tip"), "did you mean 'top'?"),
]


@pytest.mark.parametrize(("pin", "reason"), WRONG)
def test_a_block_that_is_wrong_says_so_on_its_card(pin: Pin, reason: str) -> None:
    made = of(pin, RANKING)
    wrong, right = (made.drawn(name, made.opening()) for name in (pin.name, "ranking"))
    assert isinstance(wrong, Failing) and isinstance(right, Drawn)
    assert wrong.reason.startswith("This chart cannot be shown: ") and reason in wrong.reason
    assert "\n" not in wrong.reason


def test_a_page_keeps_its_own_charts_and_their_names() -> None:
    made = pinned(page(), [Pin("im_ranking", RANKING.block), own()], engine())
    assert list(made.views) == [*page().views, "im_ranking_pinned", "top"]
    assert made.views["im_ranking"] is page().views["im_ranking"]
    assert pinned(made, [], engine()) == bare(made) == page()
    assert Board(made, engine()).datasets(1) == Board(page(), engine()).datasets(1)


def test_a_chart_that_cannot_be_asked_leaves_the_page_standing() -> None:
    shown = pinned(little(), [own()], engine())
    sitting = Sitting(staged(shown, engine()))
    assert sitting.part("card top", "empty") == "top: SQL of readers is run by the server alone"
    assert sitting.part("card im_ranking", "empty") == ""
    scene = sitting.reader.scene
    assert scene and "top" not in dict(scene.receipts) and set(scene.drawings) == {"im_ranking", "summary"}
    sitting.click("im_ranking", 0.5, 1)
    assert sitting.reader.state.selection.clauses and not sitting.fresh()


def test_a_result_of_sql_joins_in(sandbox: Sandbox) -> None:
    asking = Engine(shipped(), sandbox=sandbox)
    made = Board(board([RANKING, own()], asking, "kim"), asking)
    opening = made.opening()
    whole = made.drawn("top", opening)
    assert isinstance(whole, Drawn) and len(whole.context) == 6
    brushed = replace(opening, selection=opening.selection.publish("ranking", [point("ccp", "KRX", source="ranking")]))
    patch = made.patch("top", brushed)
    assert patch.receipt and patch.receipt.rows == 1 and not patch.unapplied
    assert made.quick("top", brushed) is patch and made.ready("top", brushed)


def test_sql_that_fails_under_a_brush_fades_and_says_why(sandbox: Sandbox) -> None:
    asking = Engine(shipped(), sandbox=sandbox)
    alone = "CAST(CASE WHEN (SELECT count(DISTINCT ccp) FROM disclosure) > 1 THEN '0' ELSE ccp END AS DOUBLE)"
    fails = own(TOP.replace("max(value)", f"max(value) + {alone}"))
    sitting = Sitting(staged(board([RANKING, fails], asking, "kim"), asking))
    assert sitting.part("card top", "empty") == sitting.part("card top", "note") == ""
    sitting.click("ranking", 0.5, 1)
    assert "Could not convert" in sitting.part("card top", "note")
    scene = sitting.reader.scene
    assert scene and "top" not in dict(scene.receipts) and set(scene.drawings) == {"ranking", "top"}
    bars = scene.drawings["top"].renderers[0].data_source
    alphas = dict(sitting.known[bars.id]["attributes"]["data"]["entries"])["alpha"]
    assert alphas == [FAINT] * 6 and list(bars.data["alpha"]) == [1] * 6


def test_a_failure_is_tried_again_after_a_while() -> None:
    clock = Hands()
    failures = Failures(clock)
    lost, wrong = QueryError("ended"), QueryError("no column 'x'\nand more")
    lost.__cause__ = SandboxError(Fault("lost", "ended"))
    wrong.__cause__ = SandboxError(Fault("wrong", "no column 'x'"))
    assert failures.note("a", lost) == Failing("ended") == failures.find("a")
    assert failures.note("b", wrong) == Failing("no column 'x'") and failures.epoch == 0
    clock.now += SHORT
    assert failures.find("a") is None and failures.find("b") and failures.epoch == 1
    clock.now += LONG - SHORT
    assert failures.find("b") is None and failures.epoch == 2


def test_a_board_is_for_its_reader_alone(boards: Boards) -> None:
    kim, lee = somebody("kim", "power-user"), somebody("lee", "power-user")
    assert boards.stage(kim) is None and boards.empty("kim")
    boards.pins.pin(mine("kim"), "kim", RANKING)
    first = boards.stage(kim)
    assert first and list(first.board.page.views) == ["ranking"] and boards.stage(kim) is first
    assert boards.stage(lee) is None and not boards.empty("kim")


def test_a_change_of_the_pins_shows_at_the_next_opening(boards: Boards) -> None:
    kim = somebody("kim", "power-user")
    boards.pins.pin(mine("kim"), "kim", RANKING)
    before = boards.stage(kim)
    assert before and isinstance(drawn_before := before.board.drawn("ranking", before.opening), Drawn)
    boards.pins.pin(mine("kim"), "kim", Pin("growth", {"line": "im_growth"}))
    after = boards.stage(kim)
    assert after and list(after.board.page.views) == ["ranking", "growth"]
    assert after.board.drawn("ranking", after.opening) is drawn_before
    boards.pins.pin(mine("kim"), "kim", replace(RANKING, block={**RANKING.block, "title": "Another"}))
    other = boards.stage(kim)
    assert other and other.board.drawn("ranking", other.opening) is not drawn_before
    boards.pins.unpin(mine("kim"), "kim", "ranking")
    boards.pins.unpin(mine("kim"), "kim", "growth")
    assert boards.stage(kim) is None


def test_a_chart_of_a_page_is_pinned_as_it_is_shown(boards: Boards) -> None:
    told: list[Any] = []
    reader = Sitting(stage(), actor=somebody("kim", "power-user")).reader
    reader.pin = boards.pin
    reader.event = lambda *said, **about: told.append((said, about))
    reader.enter(reader.state.argued("spikes", "threshold", 1.9))
    for name in ("spikes", "spikes", "summary"):
        assert "is pinned to your board" in boards.pin(reader, name)
    (first, second, third) = boards.pins.take(mine("kim"))
    assert first.block["arguments"]["threshold"] == 1.9 and second.name == f"{first.name}_2" and not first.query
    assert told[0] == (("pinned", "kim"), {"board": "mine:kim", "chart": first.name})
    kept = boards.stage(somebody("kim", "power-user"))
    assert kept and set(kept.board.page.pins.values()) == {""}
    shown = kept.board.page.views[third.name]
    original = page().views["summary"]
    assert {key: getattr(shown, key) for key in shown.param if key != "name"} == {
        key: getattr(original, key) for key in original.param if key != "name"
    }


def test_only_a_board_lets_go_of_its_charts(boards: Boards) -> None:
    kim = somebody("kim", "power-user")
    boards.pins.pin(mine("kim"), "kim", RANKING)
    made = boards.stage(kim)
    assert made
    entries = Sitting(made, actor=kim).part("card ranking", "entries")
    assert {"unpin"} == {each["what"] for each in entries} & {"unpin", "pin"}
    others = Sitting(stage(), actor=kim).part("card summary", "entries")
    assert {"pin"} == {each["what"] for each in others} & {"unpin", "pin"}


def test_a_shared_pin_is_on_the_page_from_then_on_and_gone_when_it_is_taken_down() -> None:
    offer = Offer({"benchmark": little()}, {"benchmark": drawn(little())}, engine())
    before = offer.stages["benchmark"]
    drawings = {name: before.board.drawn(name, before.opening) for name in before.board.page.views}
    offer.repin("benchmark", [RANKING, WRONG[0][0]])
    after = offer.stages["benchmark"]
    assert list(after.board.page.views)[-2:] == ["ranking", "gone"] and after.shell.titles is offer.titles
    assert after.opened(after.opening, Sitting(after).reader.rights) and "ranking" not in before.board.page.views
    assert all(after.board.drawn(name, after.opening) is whole for name, whole in drawings.items())
    offer.repin("benchmark", [])
    assert offer.stages["benchmark"].board.page == little()


def test_a_board_can_be_taken_along_as_files_that_pass_the_check(tmp_path: Path) -> None:
    twice = own(name="im_ranking")
    with zipfile.ZipFile(io.BytesIO(packed([RANKING, own(), twice, own(name="../up")]))) as files:
        names = files.namelist()
        files.extractall(tmp_path)
    assert names == [
        "pages/board.yaml",
        "queries/top.sql",
        "queries/im_ranking_2.sql",
        "queries/up.sql",
    ]
    text = (tmp_path / "pages/board.yaml").read_text()
    assert "증거금 <b>" in text and "bar: im_ranking_2" in text
    known = {**read_all(), **read_all(tmp_path / "queries")}
    shown = read(tmp_path / "pages/board.yaml", engine(), known)
    assert list(shown.views) == ["ranking", "top", "im_ranking", "../up"] and shown.title == "My board"
