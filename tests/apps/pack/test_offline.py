"""What a file without a server says of a brush is what the engine answers, and no text in it runs."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest

from apps.pack.offline.brushes import brushed
from apps.pack.offline.font import face
from apps.pack.offline.reach import filters
from queries.selection import Clause
from tests.charts import CHARTS, quarters
from tests.offline import PAYLOAD, asking, held, point, text

FIELDS = {field.name: field for field in brushed({name: asking(name) for name in ("im_trend", "spikes")})}
ROWS = {
    "im_trend": {"ccp", "quarter"},
    "im_ranking": {"ccp"},
    "spikes": {"ccp", "quarter"},
    "waterfall": {"ccp"},
    "cover2": {"ccp"},
    "correlation": set(),
    "peak_ratio": {"ccp", "quarter"},
    "summary": {"ccp"},
}


@pytest.mark.parametrize("name", CHARTS)
def test_rows_are_filtered_only_where_the_engine_would_give_the_same_marks(name: str) -> None:
    assert {field for field in FIELDS if filters(asking(name), FIELDS[field], [])} == ROWS[name]


@pytest.mark.parametrize("name", [name for name, fields in ROWS.items() if len(fields) == 2])
def test_two_brushes_at_once_are_what_the_engine_answers(name: str) -> None:
    clauses = [Clause("", "quarter", "interval", ("2024Q2", "2025Q1")), point("ccp", "KRX", "LCH")]
    assert asking(name).agrees(clauses)
    assert asking(name).filtered(clauses) != asking(name).filtered(clauses[:1])


def test_an_answer_that_rows_cannot_give_is_not_taken_for_one_that_they_can() -> None:
    assert not asking("im_ranking").agrees([quarters("2023Q1", "2023Q1")])
    assert not asking("correlation").agrees([point("ccp", "KRX")])


def test_every_answer_beyond_the_rows_is_held_once_with_its_receipt() -> None:
    ranking = next(chart for chart in held()["charts"].values() if chart["view"] == "im_ranking")
    intervals = [[each["field"] for each in clauses] for clauses in ranking["known"]]
    assert intervals.count(["quarter"]) == len(ranking["known"]) == 12 * 13 // 2
    assert len(ranking["codes"]) == len(ranking["known"]) + 1
    assert len(held()["charts"]) == 3 and [slide["focus"] for slide in held()["slides"]] == ["", "0 im_ranking"]


def test_no_text_breaks_out_and_every_script_is_named_by_its_hash() -> None:
    made = text()
    scripts = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
    hashes = {f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in scripts}
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made)
    assert policy and hashes == set(re.findall(r"'sha256-[^']*'", unescape(policy[1])))
    assert "default-src 'none'" in unescape(policy[1]) and "unsafe-eval" not in policy[1]
    assert PAYLOAD not in made and made.count("</script>") == len(scripts) + 1
    inside = re.search(r'<script type="application/json" id="content">(.*?)</script>', made, re.DOTALL)
    assert inside and json.loads(inside[1])["slides"][0]["words"]["en"]["title"] == PAYLOAD
    assert "<img" not in made[: made.index("<script>")] and len(made.encode()) < 6_000_000


def test_korean_letters_come_with_the_file_and_no_others() -> None:
    assert face("no Korean here") == ""
    some, more = (len(face(text)) for text in ("초기", "초기증거금은 얼마나 늘었나"))
    assert 1000 < some < more < 40_000
    assert "U+AC00-D7A3" in face("초")
