from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from apps.board import Board, Lacking
from apps.words import missing
from components.drawn import Drawn
from components.view import View
from data.catalog import CatalogError
from queries.answer import Asker, Receipt
from queries.engine import Engine
from queries.query import QueryError
from tests.catalogs import shipped
from tests.charts import CHARTS, SHORTS, board, engine, page, point, quarters, state
from tests.noting import noting

KRX = point("ccp", "KRX", source="im_ranking")


@pytest.mark.parametrize("name", CHARTS)
def test_two_readers_share_a_drawing_and_a_patch(name: str) -> None:
    assert board().drawn(name, state(KRX)) is board().drawn(name, state(quarters("2024Q1", "2024Q2")))
    assert board().patch(name, state(KRX)) is board().patch(name, state(KRX))


def test_a_drawing_is_of_one_dataset_version_and_set_of_arguments() -> None:
    own = state()
    keys = [
        board().drawing_key("spikes", each)
        for each in (own, replace(own, dataset="filed"), replace(own, version=2), own.argued("spikes", "threshold", 2))
    ]
    assert len(set(keys)) == 4
    assert board().drawing_key("spikes", own.argued("summary", "x", 1)) == keys[0]
    assert board().drawing_key("spikes", replace(own, my_ccp="LCH")) == keys[0]
    assert board().drawn("spikes", own) is not board().drawn("spikes", own.argued("spikes", "threshold", 2))


def test_a_patch_is_of_what_is_brushed_and_of_the_readers_ccp() -> None:
    drawn = board().drawn("im_ranking", state())
    keys = {
        board().patch_key(drawn, "im_ranking", each)
        for each in (state(), state(KRX), state(point("ccp", "KRX")), state(my_ccp="LCH"))
    }
    assert len(keys) == 4


def test_a_view_is_not_filtered_by_its_own_clause() -> None:
    own, other = (board().ask(page().views[name], state(KRX))[0].frame for name in ("im_ranking", "summary"))
    assert set(own["ccp"]) == set(SHORTS) and set(other["ccp"]) == {"KRX"}


def test_the_oldest_patches_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    first = board().patch("im_ranking", state())
    monkeypatch.setattr("apps.board.PATCHES", int(2.5 * first.size))
    small = Board(page(), engine())
    first = small.patch("im_ranking", state())
    for ccp in ("KRX", "LCH"):
        small.patch("im_ranking", state(point("ccp", ccp)))
    assert len(small.patches) == 2 and small.patches.bytes <= 2.5 * first.size
    assert small.patch("im_ranking", state()) is not first


def test_a_chart_is_ready_once_it_is_drawn_and_patched() -> None:
    fresh = Board(page(), engine())
    assert not fresh.ready("summary", state())
    fresh.drawn("summary", state())
    assert not fresh.ready("summary", state())
    fresh.patch("summary", state())
    assert fresh.ready("summary", state()) and not fresh.ready("summary", state(KRX))


def test_readers_who_ask_at_the_same_time_share_one_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def draw(view: View, *_: object) -> Drawn:
        made.append(view.name)
        time.sleep(0.05)
        return drawing

    drawing = board().drawn("summary", state())
    monkeypatch.setattr("apps.board.Drawn", draw)
    monkeypatch.setattr("apps.board.named.name", lambda *_: None)  # this figure has its names
    fresh = Board(page(), engine())
    with ThreadPoolExecutor(8) as readers:
        drawn = list(readers.map(lambda _: fresh.drawn("summary", state()), range(8)))
    assert made == ["summary"] and all(each is drawing for each in drawn)


def test_a_drawing_is_recorded_as_the_servers_and_an_answer_as_the_readers() -> None:
    runs: list[tuple[Asker, Receipt]] = []
    fresh = Board(page(), Engine(shipped(), noting(runs)))
    fresh.patch("im_ranking", state(KRX))
    assert [(asker.actor, asker.view, receipt.clauses) for asker, receipt in runs] == [("server", "im_ranking", ())]
    fresh.ask(page().views["summary"], state(KRX), "me")
    assert [(asker.actor, asker.view, receipt.clauses) for asker, receipt in runs[1:]] == [("me", "summary", (KRX,))]


def test_a_chart_says_which_items_a_dataset_lacks() -> None:
    lacking = board().drawn("cover2", state(dataset="rba_2009"))
    assert lacking == Lacking(("4.1.1 or 4.1.2", "4.1.4", "4.4.7"), "4.1.1 or 4.1.2, 4.1.4, 4.4.7")
    assert "PQD 4.1.1 or 4.1.2, 4.1.4, 4.4.7" in missing(lacking)
    assert board().patch("cover2", state(dataset="rba_2009")).cells == {}


def test_a_chart_without_rows_says_so() -> None:
    assert missing(Lacking((), "none")).startswith("This dataset has no rows")


def test_what_a_chart_could_not_apply_is_told() -> None:
    assert board().patch("cover2", state(point("layer", "sitg"))).unapplied == ("layer",)
    assert board().patch("waterfall", state(point("layer", "sitg"))).unapplied == ()


def test_ccps_stand_by_region_and_size() -> None:
    assert list(board().ccps(state())) == ["LCH", "CME", "ICE", "JSCC", "KRX", "ASX"]
    drawn = board().drawn("im_ranking", state())
    assert isinstance(drawn, Drawn) and [row["ccp"] for row in drawn.context] == list(board().ccps(state()))


def test_the_words_speak_of_the_readers_ccp() -> None:
    said = [row for _, rows in board().words(state(my_ccp="ASX")) for row in rows]
    assert {row["section"] for row in said} == {"standing", "finding"}
    assert all("ASX" in row["ccp"] for row in said if row["section"] == "standing")
    assert all(row["view"] in CHARTS for row in said)


def test_a_state_of_this_page_is_taken_as_it_is() -> None:
    asked = state(KRX).argued("spikes", "threshold", 2)
    assert board().checked(asked) is asked


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(state(), page="benchmrk"), "page: unknown 'benchmrk'; did you mean 'benchmark'?"),
        (replace(state(), dataset="krx_cas"), "dataset: unknown 'krx_cas'; did you mean 'krx_case'?"),
        (replace(state(), my_ccp="KRY"), "CCP: unknown 'KRY'; did you mean 'KRX'?"),
        (state().argued("spikes", "treshold", 2), "spike_grid: argument: unknown 'treshold'"),
        (state().argued("spikes", "threshold", "high"), "spike_grid.threshold: 'high' is not a DOUBLE"),
    ],
)
def test_a_state_that_this_page_cannot_show_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(QueryError) as error:
        board().checked(wrong)  # type: ignore[arg-type]
    assert said in str(error.value)


def test_a_state_without_a_ccp_of_ones_own_can_be_shown() -> None:
    """A page need not name one, and its own link must open it."""
    nobody = replace(state(), my_ccp="")
    assert board().checked(nobody) is nobody


def test_a_version_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CatalogError, match="catalog version 99 does not exist"):
        board().checked(replace(state(), version=99))
