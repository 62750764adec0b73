"""A deck exported with the minutes of a meeting over it: the deck as it was shown, and all that was noted."""

from __future__ import annotations

import io
import json
import time
import urllib.request
from typing import Any

import pandas as pd

from queries.library.decks import Decks
from tests.apps.meeting.hall import Hall
from tests.apps.meeting.test_meeting import left, met, play


def asked(hall: Hall, cookie: str, **said: str) -> Any:
    """The answer to a wish."""
    csrf = hall.house.session(cookie).csrf
    told = {"Origin": hall.house.origin, "X-Tidemark-Csrf": csrf}
    return hall.house.ask("/present/export", cookie, "POST", json.dumps(said), **told)


def sheets(hall: Hall, cookie: str, job: str) -> dict[str, pd.DataFrame]:
    """The sheets of an exported workbook, once it is written."""
    address = f"/present/export/{job}"
    until = time.monotonic() + 60
    while (state := json.loads(hall.house.ask(address, cookie).body))["state"] in ("waiting", "running"):
        assert time.monotonic() < until, state
        time.sleep(0.1)
    assert state["state"] == "done", state
    request = urllib.request.Request(f"{hall.house.origin}{address}/file", headers={"Cookie": f"tidemark-dev={cookie}"})
    with urllib.request.urlopen(request, timeout=20) as file:
        return pd.read_excel(io.BytesIO(file.read()), sheet_name=None, header=None, engine="openpyxl")


def test_a_deck_is_exported_as_it_was_shown_with_the_minutes(hall: Hall) -> None:
    deck = hall.deck(hall.opening("good"))
    meeting = hall.begin(deck)

    async def story() -> None:
        host, guests = await met(hall, meeting, 1)
        await guests[0].do("note", kind="decision", text="Raise the fund")
        await host.until(lambda: "noted" in host.told)
        await host.do("end")
        await host.until(lambda: "over" in host.told)
        await left(host, *guests)

    play(story)
    decks = Decks(hall.house.access.store)
    later = decks.take(deck).plain
    decks.save(deck, {**later, "slides": [*later["slides"], {**later["slides"][0], "id": "later"}]}, "kim", "", 1)
    kim = hall.cookie("host", "kim")
    answer = asked(hall, kim, deck=deck, meeting=meeting, format="xlsx", language="en")
    assert answer.status == 202 and json.loads(answer.body)["of"] == 1, "the version of the meeting has one slide"
    made = sheets(hall, kim, json.loads(answer.body)["job"])
    lines = made["Minutes"][0].tolist()
    told = json.loads(hall.house.ask(f"/meeting/{meeting}/minutes.json", kim).body)
    noted = lines[lines.index("Decisions, questions and actions") + 1]
    assert noted.endswith("· Decision · Viewer · 1. Slide 0 · Raise the fund")
    codes = {code for entry in told["entries"] for code in (*entry["codes"], entry["code"]) if code}
    assert codes and all(any(code in line for line in lines) for code in codes)


def test_minutes_are_exported_by_those_who_may_read_them(hall: Hall) -> None:
    meeting = hall.begin(hall.deck(hall.opening("good")))
    stranger = asked(hall, hall.cookie("host", "a stranger"), meeting=meeting, format="xlsx", language="en")
    assert stranger.status == 400 and "only those who were at a meeting" in stranger.body
    assert "no such meeting" in asked(hall, hall.cookie("host", "kim"), meeting="x", format="pdf", language="en").body
