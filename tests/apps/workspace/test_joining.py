"""A chart's SQL comes to the bench, a brush is edited there, and a result becomes a chart on a board."""

from __future__ import annotations

import json

import pytest

from apps.workspace.room import Room
from queries.library.pins import mine
from tests.apps.workspace.conftest import Play
from tests.apps.workspace.sitting import Sitting
from tests.charts import point, quarters, state

LINK = state(point("ccp", "CME", "KRX"), quarters("2024Q1", "2024Q4")).text()
BRUSHED = "SELECT DISTINCT ccp FROM selection ORDER BY ALL"
COUNT = "SELECT ccp, quarter, count(*) AS n FROM disclosure WHERE quarter >= $quarter GROUP BY ALL ORDER BY ALL"


def test_a_chart_comes_with_its_brush_which_is_edited_and_stays(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "ada", state=LINK, view="im_ranking")
        opening = reader.opening
        assert opening["brush"]["page"] == "benchmark" and "CME" in opening["brush"]["where"]
        (tab,) = [each for each in opening["tabs"] if each["id"] == opening["active"]]
        assert "im_ranking" not in tab["text"] and "SELECT" in tab["text"].upper()
        assert (await reader.run(tab["text"]))["tell"] == "done", reader.told[-1]
        run = reader.begin(BRUSHED)
        await reader.met(run)
        assert [row[0] for row in reader.rows(run)] == ["CME", "KRX"]
        await reader.settled()
        (line,) = [line for line in reader.lines("shown") if line["query_hash"] and line["view"] == "benchmark"]
        assert [clause["field"] for clause in line["clauses"]] == ["ccp", "quarter"] and line["dataset"] == "krx_case"
        await reader.say("where", text="ccp = 'CME'")
        (brush,) = reader.all("brush")
        assert [chip["label"] for chip in brush["chips"]] and "KRX" not in json.dumps(brush["chips"])
        again = Sitting(room, "ada")
        run = again.begin(BRUSHED)
        await again.met(run)
        assert again.rows(run) == [["CME"]]
        await again.say("where", text="cpp = 'CME'")
        assert "did you mean 'ccp'" in again.all("fault")[-1]["message"]
        await again.settled()

    play(story)


def test_a_result_becomes_a_chart_on_a_board(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "bob")
        await reader.run(COUNT, quarter="2024Q1")
        await reader.settled()
        await reader.say("chart", tab=reader.tab, kind="", settings={})
        (charts,) = reader.all("charts")
        assert charts["kind"] == "line" and [each["board"] for each in charts["boards"]] == ["mine"]
        assert len(reader.figures) == 1 and COUNT in reader.all("charted")[0]["file"]
        about = {"tab": reader.tab, "kind": "line", "settings": {"y": "n"}, "title": "Counts"}
        await reader.say("pin", board="mine", **about)
        (pinned,) = reader.all("pinned")
        assert pinned["address"] == "./board" and pinned["missing"] == ""
        (pin,) = room.pins.take(mine("bob"))
        assert pin.name == "counts" and pin.query["arguments"]["quarter"]["default"] == "2024Q1"
        await reader.say("pin", board="benchmark", why="x", **about)
        assert 'need the role "admin"' in reader.all("said")[-1]["message"]
        assert reader.lines("denied")[-1]["actor"] == "bob" and room.pins.take("benchmark") == []

    play(story)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"state": "{}"}, "does not hold a state"),
        ({"state": LINK.replace("benchmark", "elsewhere")}, "elsewhere"),
        ({"state": LINK.replace('"version":1', '"version":99')}, "version 99"),
        ({"run": "nothing"}, "leads to no run"),
    ],
)
def test_a_link_that_leads_nowhere_opens_the_workspace_and_says_why(
    play: Play, link: dict[str, str], words: str
) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "cat", **link)
        reader.bench.stands()
        assert reader.opening["brush"] is None and words in reader.all("said")[0]["message"]

    play(story)


def test_what_may_be_read_is_told_with_a_sample(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "dee")
        await reader.say("schema")
        (schema,) = reader.all("schema")
        known = {each["name"]: each for each in schema["relations"]}
        assert {"disclosure", "margin", "history.disclosure"} <= known.keys() and "count" in schema["functions"]
        assert {"ccp", "quarter"} <= {column["name"] for column in known["disclosure"]["columns"]}
        await reader.say("sample", relation="history.disclosure")
        assert len(reader.all("sample")[0]["rows"]) == 20
        await reader.say("sample", relation="disclosures")
        assert "did you mean 'disclosure'" in reader.all("said")[-1]["message"]
        await reader.say("check", tab=reader.tab, text=COUNT, start=0, end=0)
        (name,) = reader.all("checked")[0]["names"]
        assert name["name"] == "quarter" and name["type"] == "VARCHAR" and "2024Q1" in name["choices"]

    play(story)


def test_saved_statements_have_versions_and_only_some_share_them(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "eve")
        for text in ("SELECT 1 AS one", "SELECT 2 AS two"):
            await reader.say("draft", tab=reader.tab, text=text, title="Q")
            await reader.say("save", tab=reader.tab, name="Numbers", about="", why="better")
        (saved,) = reader.all("saved")[-1]["queries"]
        assert saved["name"] == "Numbers" and saved["version"] == 2 and saved["who"] == "eve"
        await reader.say("diff", saved=saved["id"], first=1, second=2)
        assert "+SELECT 2 AS two" in reader.all("diff")[0]["lines"]
        await reader.say("promote", saved=saved["id"], why="all need it")
        assert 'need the role "admin"' in reader.all("said")[-1]["message"]
        other = Sitting(room, "fay")
        await other.say("saved", words="")
        await other.say("load", saved=saved["id"], version=1)
        assert other.all("saved")[0]["queries"] == [] and other.all("tabs") == []
        assert [line["name"] for line in reader.lines("saved")] == ["Numbers", "Numbers"]

    play(story)
