"""Saved statements: versions with who and why, and what others see of them."""

from __future__ import annotations

import time

import pytest

from data.store import Store
from queries.library.saved import Saved
from queries.library.sound import LibraryError
from tests.queries.library.conftest import Hands


@pytest.fixture
def saved(store: Store, clock: Hands) -> Saved:
    return Saved(store, clock)


def test_saving_again_makes_a_version(saved: Saved, clock: Hands) -> None:
    first = saved.save("kim", "  Peak   calls ", "SELECT 1", "calls", "first try")
    clock.now += 60
    second = saved.save("kim", "Peak calls", "SELECT 2\nFROM margin", "calls", "of margin")
    assert (first.saved, first.number, second.number) == (second.saved, 1, 2)
    assert [(each.number, each.who, each.why) for each in saved.versions("kim", first.saved)] == [
        (2, "kim", "of margin"),
        (1, "kim", "first try"),
    ]
    assert saved.versions("kim", first.saved)[0].at == clock.now
    assert saved.diff("kim", first.saved, 1, 2) == [
        "--- version 1",
        "+++ version 2",
        "@@ -1,2 +1,3 @@",
        " -- Peak calls: calls",
        "-SELECT 1",
        "+SELECT 2",
        "+FROM margin",
    ]
    assert saved.diff("kim", first.saved, 2, 2) == []


def test_nobody_sees_what_was_not_promoted(saved: Saved) -> None:
    own = saved.save("kim", "Mine", "SELECT 1")
    assert saved.search("lee") == saved.versions("lee", own.saved) == []
    asks = ((saved.version, {}), (saved.promote, {"why": ""}), (saved.forget, {}))
    for ask, about in asks:
        with pytest.raises(LibraryError):
            ask("lee", own.saved, **about)  # type: ignore[operator]
    saved.save("lee", "Mine", "SELECT 2")
    assert [each.text for each in saved.search("kim")] == ["SELECT 1"]


def test_others_see_promoted_versions_and_no_later_draft(saved: Saved) -> None:
    own = saved.save("kim", "Peak", "SELECT 1", why="draft")
    promoted = saved.promote("kim", own.saved, "agreed in the meeting")
    saved.save("kim", "Peak", "SELECT 'not yet'")
    assert (promoted.number, promoted.shared, promoted.why) == (2, True, "agreed in the meeting")
    assert [(each.text, each.number) for each in saved.search("lee")] == [("SELECT 1", 2)]
    assert [each.number for each in saved.versions("lee", own.saved)] == [2]
    assert [each.text for each in saved.search("kim")] == ["SELECT 'not yet'"]
    assert saved.search("lee", ["not yet"]) == []
    with pytest.raises(LibraryError, match="not there, or not for you"):
        saved.version("lee", own.saved, 3)
    with pytest.raises(LibraryError, match="not for you"):
        saved.diff("lee", own.saved, 2, 3)


def test_withdrawing_is_a_version_too_and_hides_all(saved: Saved) -> None:
    own = saved.save("kim", "Peak", "SELECT 1")
    saved.promote("kim", own.saved, "for all")
    with pytest.raises(LibraryError, match="withdraw it first"):
        saved.forget("kim", own.saved)
    saved.withdraw("admin", own.saved, "the unit was wrong")
    assert saved.search("lee") == saved.versions("lee", own.saved) == []
    assert (saved.version("kim", own.saved).who, saved.version("kim", own.saved).why) == ("admin", "the unit was wrong")
    saved.forget("kim", own.saved)
    assert saved.search("kim") == []


def test_search_is_by_name_text_and_description(saved: Saved) -> None:
    saved.save("kim", "Peak calls", "SELECT 1", "일중 증거금")
    saved.save("kim", "Depth", "SELECT peak FROM margin", "")
    assert [each.name for each in saved.search("kim", ["PEAK"])] == ["Depth", "Peak calls"]
    assert [each.name for each in saved.search("kim", ["peak", "증거금"])] == ["Peak calls"]


@pytest.mark.parametrize("name", ["", "   ", "a\x07b", "n" * 101])
def test_a_name_that_cannot_be_read_is_refused(saved: Saved, name: str) -> None:
    with pytest.raises(LibraryError):
        saved.save("kim", name, "SELECT 1")


def test_long_texts_are_compared_in_no_time(saved: Saved) -> None:
    words = [f"{number:02}" for number in range(100)] * 210
    texts = ("\n".join(words), "\n".join(words[::-1]), "\n".join(sorted(words)))
    versions = [saved.save("kim", "Long", text) for text in texts]
    begun = time.process_time()
    lines = saved.diff("kim", versions[0].saved, 1, 3)
    assert time.process_time() - begun < 2
    assert lines[:3] == ["--- version 1", "+++ version 3", "--- Long: "] and len(lines) == 2 + 2 * (1 + len(words))
