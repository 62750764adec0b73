"""What a simulated reader believes to brush is what the view makes of the gesture."""

import json
import random

import pytest

from apps.bench.offer import RANKING, TREND, Choice, Offer, offered
from components.view import Gesture
from tests.charts import box, chart, tap


def document(*views: str) -> str:
    cards = [
        {"type": "object", "name": "Card", "attributes": {"name": f"card {v}", "chart": chart(v).content}}
        for v in views
    ]
    strip = {"type": "object", "name": "Strip", "id": "p9", "attributes": {"name": "strip"}}
    return json.dumps({"doc": {"roots": [*cards, strip]}})


@pytest.fixture(scope="module")
def offer() -> Offer:
    return offered(document(TREND, RANKING))


def made(choice: Choice) -> list[tuple[str | int | float, ...]]:
    """The values of the clauses that the view makes of the gesture."""
    gesture = Gesture.between("tap" if choice.low == choice.high else "box", choice.low, choice.high, 0, 1)
    drawn = chart(choice.view)
    return [clause.value for clause in drawn.view.brushed(gesture, drawn.context)]


def test_every_choice_brushes_what_it_says(offer: Offer) -> None:
    every = [choice for choices in offer.choices.values() for choice in choices]
    assert [choice for choice in every if made(choice) != [choice.values]] == []
    assert {view: len(choices) for view, choices in offer.choices.items()} == {TREND: 12 * 11 // 2, RANKING: 6 + 2}


def test_gestures_are_those_of_a_browser(offer: Offer) -> None:
    over, on = offer.choices[TREND][0], offer.choices[RANKING][0]
    assert over.event() == box(chart(TREND).figure.id, over.low, over.high, 0, 1)
    assert on.event() == tap(chart(RANKING).figure.id, 0.5, 0.5)


def test_half_brush_quarters_and_none_brushes_what_is_brushed(offer: Offer) -> None:
    chance, now = random.Random(1), {}
    views = []
    for _ in range(400):
        choice = offer.choice(chance, now)
        assert now.get(choice.view) != choice.values
        now[choice.view] = choice.values
        views.append(choice.view)
    assert 160 < views.count(TREND) < 240


def test_a_page_without_the_chart_is_named() -> None:
    with pytest.raises(LookupError, match="card im_ranking"):
        offered(document(TREND))
