"""A deck as plain JSON, and what is wrong with one in a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.present.deck import SLIDES, Deck
from apps.present.text import LONGEST, of

STATE = {"page": "benchmark", "dataset": "krx_case", "my_ccp": "KRX", "version": 1, "arguments": {}, "clauses": []}


def plain(**slide: Any) -> dict[str, Any]:
    return {"title": "Review", "slides": [{"id": "a", "title": "A", "state": STATE, **slide}]}


def test_a_deck_is_the_same_after_it_was_json(krx: Deck) -> None:
    assert Deck.read(json.loads(json.dumps(krx.plain()))) == krx
    assert krx.languages == ("en", "ko")


def test_a_text_is_bare_where_its_writer_names_no_language() -> None:
    assert Deck.read(plain()).plain()["slides"][0]["title"] == "A"
    told = Deck.read(plain(title={"ko": "가", "en": "A"})).slides[0].title
    assert [of(told, language) for language in ("ko", "en", "fr")] == ["가", "A", "A"]
    assert of({}, "en") == ""


def test_a_deck_without_notes_has_all_else(krx: Deck) -> None:
    bare = krx.without_notes()
    assert not any(slide.notes for slide in bare.slides) and any(slide.notes for slide in krx.slides)
    assert [slide.points for slide in bare.slides] == [slide.points for slide in krx.slides]


WRONG = [
    (plain(titel="A"), r"slide 1: unknown field 'titel'; did you mean 'title'\?"),
    (plain(notes={"kr": "가"}), r"slide 1, notes: unknown language 'kr'; did you mean 'ko'\?"),
    (plain(notes="x" * (LONGEST + 1)), r"slide 1, notes: 20,001 characters; 20,000 can be kept: split the slide"),
    (plain(points=7), r"slide 1, points: expected a text, or texts by language, found '7'"),
    (plain(title="x" * 301), r"slide 1, title: 301 characters; a title has 300 at most"),
    (plain(notes="\ud83d"), r"slide 1, notes: half a character"),
    (plain(state={**STATE, "version": "1"}), r"slide 1, state: this link does not hold a state"),
    (plain(state={**STATE, "clauses": [{"field": "ccp"}]}), r"slide 1, state: not a clause"),
    (plain(id="no spaces"), r"slide 1, id: 'no spaces' is none"),
    (plain(focus=7), r"slide 1, focus: expected the name of a view"),
    ({"slides": plain()["slides"] * 2}, r"slide 2: slide 1 has the id 'a' too"),
    ({"slides": [{}] * (SLIDES + 1)}, r"the deck has 1,001 slides; 1,000 can be kept"),
    ({"frozen": True, "slides": []}, r"frozen the number of a data version or nothing"),
    ([], r"expected a deck, found '\[\]'"),
]


@pytest.mark.parametrize(("said", "sentence"), WRONG, ids=[sentence[:30] for _, sentence in WRONG])
def test_what_is_wrong_names_the_slide_and_the_field(said: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Deck.read(said)


def test_five_hundred_slides_with_ten_thousand_characters_of_notes_are_a_deck() -> None:
    slides = [{"id": f"s{number}", "state": STATE, "notes": "가" * 10_000} for number in range(5)]
    slides += [{"id": f"t{number}", "state": STATE, "notes": "n" * 10_000} for number in range(495)]
    assert len(Deck.read({"title": "long", "slides": slides}).slides) == 500
    with pytest.raises(ValueError, match=r"the deck takes 15\.\d MB; 8\.4 MB can be kept"):
        Deck.read({"slides": [{**each, "notes": "가" * 10_000} for each in slides]})
