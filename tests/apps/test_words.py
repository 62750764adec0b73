from __future__ import annotations

from dataclasses import replace
from math import nextafter

from apps.words import about, chips, said, sections, settings, unapplied
from queries.selection import Clause, Selection
from tests.charts import engine, page, point, quarters, state


def test_a_card_says_unit_items_and_version() -> None:
    version = replace(engine().opened().version, number=7, created="2026-03-01T10:00:00Z")
    assert about(page().views["im_trend"], version, "synthetic") == "synthetic · $ bn · PQD 6.1.1 · v7, 2026-03-01"


def test_a_clause_is_said_in_the_readers_words() -> None:
    assert said(quarters("2024Q1", "2024Q3")) == "2024 Q1 to 2024 Q3"
    assert said(quarters("2024Q1", "2024Q1")) == "2024 Q1"
    assert said(point("layer", "sitg", "default_fund")) == "skin in the game, default fund"
    assert said(point("ccp", *"ABCDEFG")) == "7 of ccp"
    box = Clause("density", "initial_margin", "interval", (0.5, nextafter(20.0, 0)))
    assert said(box) == "initial margin 0.5 to below 20"
    assert said(replace(box, value=(0.0, 7.25))) == "initial margin 0 to 7.25"


def test_one_chip_for_each_view_that_has_brushed() -> None:
    brushed = Selection(
        (point("ccp", "KRX", source="a"), quarters("2024Q1", "2024Q2", source="b"), point("layer", "sitg", source="a"))
    )
    assert chips(brushed, {"a": "Waterfall"}) == [
        {"source": "a", "label": "Waterfall: KRX; skin in the game"},
        {"source": "b", "label": "b: 2024 Q1 to 2024 Q2"},
    ]


def test_a_menu_offers_the_arguments_of_its_query() -> None:
    view = page().views["spikes"]
    offered = {each["name"]: each for each in settings(view, state().argued("spikes", "threshold", 2))}
    assert list(offered) == ["threshold", "mode", "percentile"]
    assert (offered["threshold"]["value"], offered["threshold"]["choices"]) == ("2", [])
    assert (offered["mode"]["value"], offered["mode"]["choices"]) == ("absolute", ["absolute", "own_history"])


def test_sentences_keep_their_places_under_their_headings() -> None:
    rows = [{"section": s, "sentence": t} for s, t in (("standing", "a"), ("finding", "b"), ("standing", "c"))]
    first, second = sections(rows)
    assert first == {
        "heading": "Where you stand",
        "sentences": [{"text": "a", "position": 0}, {"text": "c", "position": 2}],
    }
    assert second["sentences"] == [{"text": "b", "position": 1}]


def test_fields_that_were_not_applied() -> None:
    assert unapplied(()) == ""
    assert unapplied(("layer", "quarter")) == "not filtered by layer, quarter"
