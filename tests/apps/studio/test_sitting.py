"""Decks at the studio: made, kept, parted, shared and brought back, and never lost."""

from __future__ import annotations

import pytest

from apps.studio.keeping import fewer, merged
from apps.studio.room import Studios
from apps.workspace.message import MessageError
from queries.library.decks import DeckChange
from tests.apps.studio.sitting import Window

BRUSH = {"source": "trend", "field": "quarter", "kind": "interval", "value": ["2024Q1", "2024Q4"]}


def test_a_window_opens_with_what_slides_are_made_of(here: Studios) -> None:
    opening = Window(here).opening
    assert opening["rights"] == ["present", "export"] and "host" in opening["roles"]
    assert [page["name"] for page in opening["pages"]] == ["benchmark"]
    assert opening["versions"][0]["number"] == 1
    assert [deck["kind"] for deck in opening["decks"]] == ["shipped"]


def test_changes_alone_are_sent_and_the_deck_is_whole(here: Studios) -> None:
    kim = Window(here)
    id = kim.made(kim.slide("a"), kim.slide("b"), kim.slide("c"))
    saved = kim.save(id, 2, kim.slide("b", notes="김"), order=["c", "b"], title="Q3")
    assert (saved["tell"], saved["version"], saved["who"]) == ("saved", 3, "kim")
    deck = kim.deck(id)
    assert [slide["id"] for slide in deck["slides"]] == ["c", "b"] and deck["title"] == "Q3"
    assert deck["slides"][1]["notes"] == "김"


def test_two_who_write_at_once_lose_nothing(here: Studios) -> None:
    kim, lee = Window(here), Window(here, "lee", "admin")
    id = kim.made(kim.slide("a"))
    assert lee.save(id, 2, lee.slide("a", notes="lee's"))["version"] == 3
    parted = kim.save(id, 2, kim.slide("a", notes="kim's"))
    assert (parted["tell"], parted["who"], parted["version"]) == ("parted", "lee", 3)
    copy = parted["about"]["id"]
    assert copy != id and parted["copy"]["title"] == "New deck (kim)"
    assert kim.deck(id)["slides"][0]["notes"] == "lee's" and kim.deck(copy)["slides"][0]["notes"] == "kim's"
    opened = kim.one("adopt", deck=id, copy=copy)
    assert opened["deck"]["slides"][0]["notes"] == "kim's" and opened["about"]["version"] == 4
    assert kim.say("open", deck=copy)[0]["tell"] == "gone"
    assert "lee's" in str(here.decks.take(id, 3).plain)


def test_an_answer_that_was_lost_is_no_conflict(here: Studios) -> None:
    kim = Window(here)
    id = kim.made(kim.slide("a"))
    kim.save(id, 2, kim.slide("a", title="said once"))
    again = kim.save(id, 2, kim.slide("a", title="said once"))
    assert (again["tell"], again["version"]) == ("saved", 3)


def test_what_cannot_be_kept_is_said_and_stays_in_the_browser(here: Studios) -> None:
    kim = Window(here)
    id = kim.made(kim.slide("a"))
    wrong, said = kim.say(
        "save", deck=id, expected=2, parts={}, order=["a"], slides=[kim.slide("a", notes="x" * 20_001)]
    )
    assert wrong["tell"] == "unsaved" and wrong["why"].startswith("slide 1, notes: 20,001 characters")
    assert said["tell"] == "said"
    assert kim.deck(id)["slides"][0]["notes"] == ""


def test_versions_of_one_go_are_one_line() -> None:
    told = [
        DeckChange(9, "kim", 900, "", 1),
        DeckChange(8, "kim", 890, "", 1),
        DeckChange(7, "kim", 880, "captured", 1),
    ]
    told += [DeckChange(6, "lee", 870, "", 1), DeckChange(5, "lee", 100, "", 1), DeckChange(1, "lee", 90, "", 0)]
    assert [each.number for each in fewer(told)] == [9, 7, 6, 5, 1]


def test_a_version_comes_back(here: Studios) -> None:
    kim = Window(here)
    id = kim.made(kim.slide("a", title="first"))
    kim.save(id, 2, kim.slide("a", title="second"))
    compared = kim.one("compare", deck=id, first=2, second=3)
    assert compared["lines"] == ["Slide 1: the title changed"]
    assert kim.one("restore", deck=id, version=2)["deck"]["slides"][0]["title"] == "first"
    assert kim.one("versions", deck=id)["versions"][0]["version"] == 4


def test_a_removed_deck_comes_back(here: Studios) -> None:
    kim = Window(here)
    id = kim.made(kim.slide("a"))
    gone = kim.one("remove", deck=id)
    assert gone["removed"]["id"] == id and id not in [deck["id"] for deck in gone["decks"]]
    assert id in [deck["id"] for deck in kim.one("bring", deck=id)["decks"]]


def test_a_role_reads_what_is_shared_with_it_without_the_notes(here: Studios) -> None:
    kim, viewer = Window(here), Window(here, "vic", "viewer")
    id = kim.made(kim.slide("a", notes="not for them"))
    hidden, said = viewer.say("open", deck=id)
    assert hidden["tell"] == "gone" and "ask kim" in said["message"]
    kim.save(id, 2, order=["a"], roles=["viewer"])
    opened = viewer.one("open", deck=id)
    assert "not for them" not in str(opened) and not opened["about"]["edit"] and not opened["about"]["versions"]
    for do in ("versions", "remove"):
        assert "only kim" in viewer.one(do, deck=id)["message"]
    _, said = viewer.say("save", deck=id, expected=3, parts={}, order=[], slides=[])
    assert "only kim" in said["message"]
    assert 'need the role "host"' in viewer.one("new")["message"]


def test_what_ships_is_copied_and_never_changed(here: Studios) -> None:
    kim = Window(here, language="ko")
    assert "기본 제공" in kim.say("save", deck="krx", expected=0, parts={}, order=[], slides=[])[1]["message"]
    copy = kim.one("duplicate", deck="krx")
    assert copy["about"]["edit"] and len(copy["deck"]["slides"]) > 8 and "사본" in str(copy["deck"]["title"])


def test_a_narrative_is_told_with_its_problems(here: Studios) -> None:
    kim = Window(here)
    slide = kim.slide("a", narrative="{$my_ccp}: {im_growth[ccp=$my_ccp].quarter}, {nothing.x}")
    told = kim.one("narrate", slide=slide, frozen=None, spoken="ko")
    assert told["text"].startswith("KRX: 20") and "분기" in told["text"] and "nothing" in told["problems"][0]


def test_figures_are_named_as_a_narrative_names_them(here: Studios) -> None:
    kim = Window(here)
    listed = kim.one("figures", slide=kim.slide("a"), frozen=None)["figures"]
    growth = next(each for each in listed if each["name"] == "im_growth")
    column = next(each for each in growth["columns"] if each["name"] == "short")
    assert column == {"name": "short", "value": "KRX", "text": "{im_growth[ccp=$my_ccp].short}"}
    assert kim.one("narrate", slide=kim.slide("a", narrative=column["text"]), frozen=None, spoken="en")["text"] == "KRX"


def test_the_filmstrip_says_what_is_brushed_and_what_is_gone(here: Studios) -> None:
    kim = Window(here)
    label = kim.one("label", slide=kim.slide("a", state=kim.state(BRUSH)), frozen=None)["labels"]["a"]
    assert label["chips"] == ["2024 Q1 to 2024 Q4"] and not label["problem"]
    lost = kim.slide("a", state={**kim.state(), "page": "gone"})
    assert "gone" in kim.one("label", slide=lost, frozen=None)["labels"]["a"]["problem"]
    assert "99" in kim.one("label", slide=kim.slide("a"), frozen=99)["labels"]["a"]["problem"]


@pytest.mark.parametrize(
    ("do", "about"),
    [
        ("opne", {}),
        ("save", {"deck": [], "expected": 1}),
        ("save", {"deck": "x", "expected": "1"}),
        ("narrate", {"slide": 3, "spoken": "en"}),
        ("narrate", {"slide": {}, "spoken": "en", "frozen": "x"}),
        ("present", {"deck": "nobody's"}),
    ],
)
def test_nonsense_is_answered_in_a_sentence(here: Studios, do: str, about: dict[str, object]) -> None:
    told = Window(here).say(do, **about)[-1]
    assert told["tell"] == "said" and told["message"] and "Traceback" not in told["message"]


def test_changes_of_other_fields_are_refused(here: Studios) -> None:
    base = {"slides": [], "title": "", "roles": [], "frozen": None}
    with pytest.raises(MessageError, match="title, roles and frozen"):
        merged(base, {"parts": {"owner": "me"}, "slides": [], "order": []})
