"""A reader without a browser: what is told to it, and what is sent then."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.board import Board
from apps.scene import Stage
from queries.answer import Asker, Receipt
from queries.engine import Engine
from queries.selection import Clause
from tests.apps.sitting import Sitting
from tests.catalogs import shipped
from tests.charts import CHARTS, RIGHTS, board, box, point, quarters, somebody, stage, state
from tests.noting import noting

PLACE = 4.5
"""Where KRX stands on the axis of CCPs."""
LACKING = "Default waterfalls of 17 CCPs, 2009"


@pytest.fixture
def sitting() -> Sitting:
    return Sitting(stage())


def clauses(sitting: Sitting) -> tuple[Clause, ...]:
    return sitting.reader.state.selection.clauses


def test_the_page_opens_with_nothing_brushed(sitting: Sitting) -> None:
    assert sitting.part("strip", "chips") == [] and sitting.part("strip", "badge") == "synthetic"
    assert [sitting.part("strip", name) for name in ("can_undo", "can_redo", "message", "newer")] == [False] * 2 + [
        ""
    ] * 2
    for name in CHARTS:
        assert sitting.part(f"card {name}", "title") and " · v1, " in sitting.part(f"card {name}", "about")
        assert sitting.part(f"card {name}", "empty") == "" and sitting.part(f"card {name}", "chart")
    assert sitting.part("dataset", "value") == "Six CCPs, 2023 Q1 to 2025 Q4" and sitting.part("mine", "value") == "KRX"


def test_a_click_brushes_and_a_second_one_lets_go(sitting: Sitting) -> None:
    sitting.click("im_ranking", PLACE, 1)
    assert clauses(sitting) == (point("ccp", "KRX", source="im_ranking"),)
    assert sitting.part("strip", "chips") == [
        {"source": "im_ranking", "label": "Initial margin by region, latest quarter: KRX"}
    ]
    sitting.click("im_ranking", PLACE, 1)
    assert clauses(sitting) == () and sitting.part("strip", "chips") == []


def test_a_box_brushes_the_quarters(sitting: Sitting) -> None:
    model = sitting.figure("im_trend")
    sitting.hear(box(model, 2024.1, 2024.3, 0, 300, final=False))
    assert clauses(sitting) == (quarters("2024Q1", "2024Q2", source="im_trend"),)
    sitting.hear(box(model, 2024.1, 2024.6, 0, 300, final=False))
    sitting.hear(box(model, 2024.1, 2024.6, 0, 300))
    assert clauses(sitting) == (quarters("2024Q1", "2024Q3", source="im_trend"),)
    sitting.say("strip", undo=True)
    assert clauses(sitting) == ()
    sitting.say("strip", redo=True)
    assert sitting.part("strip", "chips")[0]["label"].endswith("2024 Q1 to 2024 Q3")


def test_a_click_beside_the_marks_lets_go(sitting: Sitting) -> None:
    sitting.click("im_ranking", PLACE, 1)
    sitting.click("im_ranking", 40, 1)
    assert clauses(sitting) == ()


def test_undo_redo_and_clear(sitting: Sitting) -> None:
    sitting.click("im_ranking", PLACE, 1)
    sitting.click("waterfall", PLACE, 10)
    both = clauses(sitting)
    assert [clause.source for clause in both] == ["im_ranking", "waterfall", "waterfall"]
    sitting.say("strip", undo=True)
    assert len(clauses(sitting)) == 1 and sitting.part("strip", "can_redo")
    sitting.say("strip", redo=True)
    assert clauses(sitting) == both and not sitting.part("strip", "can_redo")
    sitting.say("strip", clear="waterfall")
    assert [clause.source for clause in clauses(sitting)] == ["im_ranking"]
    sitting.say("strip", clear="")
    assert clauses(sitting) == ()
    sitting.say("strip", undo=True)
    assert len(clauses(sitting)) == 1 and sitting.part("strip", "can_undo")


def test_the_note_says_what_a_chart_could_not_apply(sitting: Sitting) -> None:
    sitting.click("waterfall", PLACE, 10)
    assert sitting.part("card cover2", "note") == "not filtered by layer"
    assert sitting.part("card waterfall", "note") == ""
    sitting.say("strip", clear="")
    assert sitting.part("card cover2", "note") == ""


def test_a_sentence_leads_to_its_marks(sitting: Sitting) -> None:
    sentences = stage().scene(sitting.reader.state).sentences
    position, row = next((i, row) for i, row in enumerate(sentences) if row["ccp"] and row["quarter"])
    shown = [each for section in sitting.part("words", "sections") for each in section["sentences"]]
    assert {"text": row["sentence"], "position": position} in shown
    sitting.click("im_ranking", 0.5, 1)
    sitting.say("words", show=position)
    assert {clause.source for clause in clauses(sitting)} == {row["view"]}
    assert dict((clause.field, clause.value[0]) for clause in clauses(sitting))["quarter"] in row["quarter"]


@pytest.mark.parametrize("show", [999, "x", -999, -1, None, True, 1.5, [0]])
def test_a_message_about_no_sentence_changes_nothing(sitting: Sitting, show: Any) -> None:
    sitting.say("words", show=show)
    assert clauses(sitting) == () and sitting.part("strip", "message") == ""


def test_a_colour_of_a_legend_brushes_what_it_stands_for(sitting: Sitting) -> None:
    colour = sitting.part("card waterfall", "legend")[0]
    sitting.say("card waterfall", pick=colour["field"], value=colour["value"])
    assert clauses(sitting) == (point(colour["field"], colour["value"], source="waterfall"),)


def test_an_argument_of_one_chart_is_set(sitting: Sitting) -> None:
    former = sitting.figure("spikes")
    sitting.say("card spikes", set="threshold", value="2.5")
    assert sitting.reader.state.arguments == {"spikes": {"threshold": "2.5"}}
    assert sitting.part("card spikes", "chart")["id"] == sitting.figure("spikes") != former
    settings = sitting.part("card spikes", "settings")
    assert next(each for each in settings if each["name"] == "threshold")["value"] == "2.5"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("threshold", "high", "spike_grid.threshold: 'high' is not a DOUBLE"),
        ("threshold", None, "spike_grid.threshold"),
        ("mode", "own", "spike_grid.mode: unknown 'own'"),
        ("treshold", "2", "did you mean 'threshold'?"),
    ],
)
def test_a_wrong_argument_is_told_and_changes_nothing(sitting: Sitting, name: str, value: Any, sentence: str) -> None:
    sitting.say("card spikes", set=name, value=value)
    assert sentence in sitting.part("strip", "message")
    assert sitting.reader.state == state()
    sitting.say("card spikes", set="threshold", value="2")
    assert sitting.part("strip", "message") == ""


@pytest.mark.parametrize("what", ["data", "sql", "provenance"])
def test_the_drawer_shows_what_stands_behind_a_chart(sitting: Sitting, what: str) -> None:
    sitting.say("card im_ranking", choose=what)
    assert sitting.part("page", "contextbar_open") is True
    assert "Initial margin by region" in sitting.part("drawer", "markup")


def test_a_drawer_that_the_reader_has_shut_is_opened_again(sitting: Sitting) -> None:
    for _ in range(2):
        sitting.say("card im_ranking", choose="sql")
        assert sitting.part("page", "contextbar_open") is True
        sitting.shut()
    assert sitting.part("page", "contextbar_open") is False
    sitting.click("im_ranking", PLACE, 1)
    assert sitting.part("page", "contextbar_open") is False


def test_another_dataset_says_which_items_it_lacks(sitting: Sitting) -> None:
    sitting.choose("dataset", LACKING)
    assert sitting.reader.state.dataset == "rba_2009"
    assert "PQD 4.1.1 or 4.1.2, 4.1.4, 4.4.7" in sitting.part("card cover2", "empty")
    assert sitting.part("strip", "badge") == ""
    sitting.say("strip", undo=True)
    assert sitting.part("card cover2", "empty") == "" and sitting.part("dataset", "value") != LACKING


def test_a_choice_that_is_taken_back_before_it_was_shown_leaves_the_list_as_it_was(sitting: Sitting) -> None:
    """The browser shows what was chosen at once; what is shown in the end must stand in the list again."""
    before = sitting.part("dataset", "value")
    sitting.pick("dataset", LACKING)
    sitting.say("strip", undo=True)
    assert sitting.part("dataset", "value") == before and sitting.fresh() == []


def test_another_ccp_of_ones_own(sitting: Sitting) -> None:
    sitting.choose("mine", "LCH")
    assert sitting.reader.state.my_ccp == "LCH" and sitting.part("mine", "value") == "LCH"
    sitting.choose("mine", "Nobody")
    assert sitting.part("strip", "message").startswith("mine: unknown 'Nobody'")
    assert sitting.reader.state.my_ccp == sitting.part("mine", "value") == "LCH"


def test_only_what_differs_is_sent(sitting: Sitting) -> None:
    assert sitting.show() == ""
    sitting.click("im_ranking", PLACE, 1)
    assert sitting.show() == ""
    before, whole = dict(sitting.reader.sent), len(stage().document(sitting.reader.state, RIGHTS))
    sitting.click("summary", 0.5, 0.5)
    events = json.loads(sitting.sent[-1])["events"]
    assert 0 < len(sitting.sent[-1]) < whole / 4
    for event in events:
        for name, values in event["data"]["entries"] if event["kind"] == "ColumnDataChanged" else ():
            assert json.loads(before[event["model"]["id"], "data", name]) != values
        assert event["kind"] != "ModelChanged" or event["attr"] != "chart"


def test_going_back_to_a_state_sends_as_little_as_going_there(sitting: Sitting) -> None:
    sitting.click("im_ranking", PLACE, 1)
    there = len(sitting.sent[-1])
    sitting.say("strip", undo=True)
    assert len(sitting.sent[-1]) < 2 * there


def test_a_drawing_that_comes_back_is_sent_whole_with_its_columns(sitting: Sitting) -> None:
    """The browser has thrown the former one away, with all that it was sent of it."""
    sitting.click("im_ranking", PLACE, 1)
    former = sitting.figure("spikes")
    for value in ("2.5", "1.8"):
        sitting.say("card spikes", set="threshold", value=value)
        assert sitting.fresh() == []
    sitting.say("strip", undo=True)
    sitting.say("strip", undo=True)
    assert sitting.figure("spikes") == former and sitting.fresh() == []
    events = json.loads(sitting.sent[-1])["events"]
    assert [event["new"]["id"] for event in events if event.get("attr") == "chart"] == [former]
    assert [event for event in events if event["kind"] == "ColumnDataChanged"]


def test_a_chart_that_was_lacking_comes_back_as_it_is_now(sitting: Sitting) -> None:
    """A, lacking, A: the chart stays in its hidden card, and what moved meanwhile is sent."""
    former = sitting.figure("cover2")
    sitting.click("im_ranking", PLACE, 1)
    sitting.choose("dataset", LACKING)
    assert sitting.part("card cover2", "empty") and sitting.fresh() == []
    sitting.choose("dataset", "Six CCPs, 2023 Q1 to 2025 Q4")
    assert sitting.figure("cover2") == former and sitting.part("card cover2", "empty") == ""
    assert sitting.fresh() == []


def test_a_gesture_is_recorded_where_it_ends() -> None:
    runs: list[tuple[Asker, Receipt]] = []
    sitting = Sitting(
        Stage(Board(board().page, Engine(shipped(), noting(runs))), stage().shell), actor=somebody("ann", "analyst")
    )
    model = sitting.figure("im_trend")
    runs.clear()
    for far in (2024.3, 2024.6):
        sitting.hear(box(model, 2024.1, far, 0, 300, final=False))
    assert not [asker for asker, _ in runs if asker.actor == "ann"]
    sitting.hear(box(model, 2024.1, 2024.6, 0, 300))
    (clause,) = {clause for asker, receipt in runs if asker.actor == "ann" for clause in receipt.clauses}
    assert clause.value == ("2024Q1", "2024Q3")


def test_a_gesture_of_a_reader_who_leaves_is_recorded_where_it_has_come_to() -> None:
    runs: list[tuple[Asker, Receipt]] = []
    sitting = Sitting(
        Stage(Board(board().page, Engine(shipped(), noting(runs))), stage().shell), actor=somebody("ann", "analyst")
    )
    runs.clear()
    sitting.hear(box(sitting.figure("im_trend"), 2024.1, 2024.6, 0, 300, final=False))
    assert runs == []
    sitting.reader.leave()
    assert {asker.actor for asker, _ in runs} == {"ann"}
    sitting.reader.leave()
    assert len(runs) == len(board().page.views) + len(board().page.words)
