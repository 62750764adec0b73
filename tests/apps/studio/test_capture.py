"""What a reader sees becomes a slide, and the steps that led to it slides of their own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.present.deck import Deck
from apps.reader import Reader
from apps.rights import Denied
from apps.studio.capture import Capture
from apps.studio.room import Studios
from queries.library.sound import LibraryError
from tests.charts import quarters, somebody, stage


@pytest.fixture
def take(here: Studios) -> Capture:
    return Capture(here.decks)


def reader(name: str, role: str = "host") -> Reader:
    made = Reader(stage(), somebody(name, role))
    made.history.enter(made.state.brushed("trend", [quarters("2024Q1", "2024Q4", "trend")]))
    made.history.enter(made.state.brushed("trend", [quarters("2025Q1", "2025Q1", "trend")]))
    return made


def told(reader: Reader, what: str) -> dict[str, Any]:
    found = [value for cell, value in reader.own.items() if cell.attribute == what]
    return dict(json.loads(json.loads(found[-1])))


def test_a_view_is_a_slide_of_a_new_deck_and_then_of_that(take: Capture) -> None:
    ann = reader("ann")
    take(ann, {"ask": True})
    assert told(ann, "offered") == {"decks": [], "title": "Global benchmark: 2025 Q1", "steps": 3}
    take(ann, {"deck": "", "title": "Tariffs", "steps": False})
    first = told(ann, "captured")
    take(ann, {"deck": first["deck"], "title": "", "steps": False})
    kept = take.decks.take(first["deck"])
    deck = Deck.read(kept.plain)
    assert kept.why == "captured from Global benchmark"
    assert [slide.title[""] for slide in deck.slides] == ["Tariffs", "Global benchmark: 2025 Q1"]
    assert deck.slides[0].state == ann.state and told(ann, "captured")["slide"] == deck.slides[1].id
    assert told(ann, "offered")["decks"] == [{"id": deck.id, "title": "Tariffs", "count": 2}]


def test_each_step_is_a_slide(take: Capture) -> None:
    bea = reader("bea")
    take(bea, {"deck": "", "title": "Last", "steps": True})
    deck = Deck.read(take.decks.take(told(bea, "captured")["deck"]).plain)
    assert [slide.state for slide in deck.slides] == [*bea.history.past, bea.state]
    assert [slide.title[""] for slide in deck.slides][1:] == ["Global benchmark: 2024 Q1 to 2024 Q4", "Last"]


def test_only_those_who_present_make_slides_and_only_in_their_decks(take: Capture) -> None:
    with pytest.raises(Denied, match='need the role "host"'):
        take(reader("vic", "viewer"), {"ask": True})
    cat = reader("cat")
    take(cat, {"deck": "", "title": "Hers", "steps": False})
    with pytest.raises(Denied, match="only cat"):
        take(reader("dan"), {"deck": told(cat, "captured")["deck"], "title": "His", "steps": False})
    with pytest.raises(LibraryError, match="duplicate it"):
        take(cat, {"deck": "krx", "title": "Hers", "steps": False})
