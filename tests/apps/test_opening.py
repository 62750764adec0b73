"""What a reader is shown who opens the page by a link, and what is written down of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.board import Board
from apps.scene import Stage
from queries.answer import Asker, Receipt
from queries.engine import Engine
from tests.apps.sitting import Sitting
from tests.catalogs import shipped
from tests.charts import CHARTS, board, point, somebody, stage, state
from tests.noting import noting


def test_a_link_opens_what_it_says() -> None:
    asked = state(point("ccp", "KRX", source="im_ranking"), my_ccp="LCH").argued("spikes", "threshold", "2.5")
    sitting = Sitting(stage(), asked.text())
    assert sitting.reader.state == asked and sitting.part("mine", "value") == "LCH"
    assert sitting.part("strip", "message") == "" and sitting.fresh() == []
    assert not sitting.reader.history.past


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("nonsense", "this link does not hold a state"),
        ("[" * 5000, "this link does not hold a state"),
        (replace(state(), page="published").text(), "page: unknown 'published'; choose from ['benchmark']"),
        (replace(state(), dataset="krx_cas").text(), "dataset: unknown 'krx_cas'; did you mean 'krx_case'?"),
        (replace(state(), my_ccp="KRY").text(), "CCP: unknown 'KRY'; did you mean 'KRX'?"),
        (replace(state(), version=99).text(), "catalog version 99 does not exist"),
        (replace(state(), version=0).text(), "catalog version 0 does not exist"),
        (state().argued("spikes", "threshold", "high").text(), "spike_grid.threshold: 'high' is not a DOUBLE"),
    ],
)
def test_a_link_that_says_nothing_sound_opens_the_page_and_says_why(link: str, sentence: str) -> None:
    sitting = Sitting(stage(), link)
    assert sitting.reader.state == stage().opening
    assert sentence in sitting.part("strip", "message")
    assert sitting.part("strip", "message").endswith("Showing the page as it opens.")


def test_a_clause_of_a_forged_link_runs_no_sql() -> None:
    hostile = point("ccp", "KRX'; DROP TABLE ccp_quarter; --", source="x")
    strange = point('ccp" OR TRUE --', "KRX", source="x")
    sitting = Sitting(stage(), state(hostile, strange).text())
    assert sitting.part("strip", "message") == "" and len(sitting.part("strip", "chips")) == 1
    assert "not filtered by" in sitting.part("card summary", "note")


def test_newer_data_is_told_and_shown_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = Stage(board(), stage().shell)
    sitting = Sitting(newer)
    monkeypatch.setattr(newer, "opening", replace(newer.opening, version=2))
    sitting.reader.tell_newer()
    sitting.take(sitting.reader.hurry())
    assert sitting.part("strip", "newer") == "Data version 2 is there; this is version 1"
    sitting.say("strip", newer=True)
    assert "catalog version 2 does not exist" in sitting.part("strip", "message")
    assert sitting.reader.state.version == 1


def test_every_view_that_a_reader_is_shown_is_recorded_with_who_it_is() -> None:
    runs: list[tuple[Asker, Receipt]] = []
    fresh = Stage(Board(board().page, Engine(shipped(), noting(runs))), stage().shell)
    fresh.renew()
    assert {asker.actor for asker, _ in runs} == {"server"}
    views = [*CHARTS, "words", "words"]
    for actor in ("ann", "bob"):
        runs.clear()
        sitting = Sitting(fresh, actor=somebody(actor, "power-user"))
        assert [(asker.actor, asker.page, asker.view) for asker, _ in runs] == [(actor, "benchmark", v) for v in views]
        runs.clear()
        sitting.click("im_ranking", 4.5, 1)
        shown = [(asker.actor, asker.view) for asker, _ in runs if asker.actor != "server"]
        assert shown == [(actor, view) for view in views]
        brushed = {asker.view for asker, receipt in runs if receipt.clauses}
        assert brushed == set(CHARTS) - {"im_ranking"}
        runs.clear()
        sitting.show()
        assert runs == []
        sitting.say("card summary", choose="sql")
        assert [(asker.actor, asker.view) for asker, _ in runs] == [(actor, "summary")]
