"""What makes one version of a deck another."""

from __future__ import annotations

from dataclasses import replace

from apps.present.deck import Deck, slide
from apps.present.differences import differences


def test_every_change_is_a_sentence(krx: Deck) -> None:
    first, second, third, *rest = krx.slides
    changed = replace(second, notes={"": "new"}, state=replace(second.state, my_ccp="ASX"))
    fresh = slide("fresh", first.state)
    after = replace(krx, roles=("viewer",), frozen=3, slides=(third, changed, fresh, *rest))
    assert differences(krx, after, "en") == [
        "Shared with viewer",
        "Frozen at data version 3",
        "Slide 1 is gone: Two questions for the quarterly review",
        "Slide 1 was moved there: Margin is concentrated in EMEA and the Americas",
        "Slide 2: the speaker notes changed",
        "Slide 2: the view changed",
        "Slide 3 is new: without a title",
    ]
    assert differences(krx, krx, "en") == []


def test_a_long_list_ends_with_how_many_more(krx: Deck) -> None:
    many = tuple(slide(f"s{number}", krx.slides[0].state) for number in range(150))
    told = differences(replace(krx, slides=()), replace(krx, slides=many), "en")
    assert len(told) == 101 and told[-1] == "and 50 more changes"
