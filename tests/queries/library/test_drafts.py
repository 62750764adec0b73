"""Tabs: kept by owner, in order, closed and opened again, and never overwritten by an older window."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from data.store import Store
from data.store.tables import draft
from queries.library.drafts import TABS, Drafts, Overtaken, Tab
from queries.library.sound import LONGEST, LibraryError
from tests.queries.library.conftest import Hands
from tests.stored import content


@pytest.fixture
def drafts(store: Store, clock: Hands) -> Drafts:
    return Drafts(store, clock)


def test_a_tab_is_as_it_was_kept_and_only_for_its_owner(drafts: Drafts) -> None:
    tab = Tab("a", "증거금", "SELECT '🌊', $quarter", {"quarter": "2025-09-30", "n": 3, "none": None}, 0, "run1")
    kept = drafts.keep("kim", tab)
    assert kept == replace(tab, revision=1)
    assert drafts.tabs("kim") == [kept]
    assert drafts.tabs("lee") == [] and drafts.desk("lee") == ("", "")


def test_owners_may_have_tabs_of_the_same_name(drafts: Drafts) -> None:
    drafts.keep("kim", Tab("a", text="SELECT 1"))
    drafts.keep("lee", Tab("a", text="SELECT 2"))
    drafts.close("lee", "a")
    assert [tab.text for tab in drafts.tabs("kim")] == ["SELECT 1"] and drafts.tabs("lee") == []


def test_an_older_window_does_not_overwrite_and_is_told_what_stands(drafts: Drafts) -> None:
    first = drafts.keep("kim", Tab("a", text="SELECT 1"))
    second = drafts.keep("kim", replace(first, text="SELECT 2"))
    with pytest.raises(Overtaken, match="changed in another window") as caught:
        drafts.keep("kim", replace(first, text="SELECT 3"))
    assert caught.value.tab == second and drafts.tabs("kim") == [second]
    assert drafts.keep("kim", replace(first, text="SELECT 2")) == second, "the same text is no conflict"
    assert drafts.keep("kim", replace(second, text="SELECT 3")).revision == 3


def test_tabs_stand_in_the_order_that_was_set(drafts: Drafts) -> None:
    for id in "abc":
        drafts.keep("kim", Tab(id))
    drafts.order("kim", ["c", "a", "b"], "a")
    drafts.brush("kim", '{"page": "benchmark"}')
    assert [tab.id for tab in drafts.tabs("kim")] == ["c", "a", "b"]
    assert drafts.desk("kim") == ("a", '{"page": "benchmark"}')


def test_a_closed_tab_can_be_opened_for_thirty_days(drafts: Drafts, clock: Hands) -> None:
    for id in "ab":
        drafts.keep("kim", Tab(id, text=id))
        clock.now += 1
        drafts.close("kim", id)
    clock.now += 29 * 86400
    back = drafts.reopen("kim")
    assert back is not None and back.id == "b" and drafts.tabs("kim") == [back]
    clock.now += 2 * 86400
    assert drafts.reopen("kim") is None


def test_closed_tabs_do_not_pile_up(drafts: Drafts, clock: Hands) -> None:
    for number in range(TABS + 3):
        drafts.keep("kim", Tab(f"t{number}"))
        clock.now += 1
        drafts.close("kim", f"t{number}")
    with drafts.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(draft)).scalar_one() == TABS


@pytest.mark.parametrize(
    ("tab", "said"),
    [
        (Tab("a", text="x" * (LONGEST + 1)), "has 65,537 bytes; 65,536 can be kept: split it"),
        (Tab("a", text="\ud800"), "holds half a character"),
        (Tab("a", title="t" * 101), "the title of a tab has 101 characters"),
        (Tab("a", values={"n": "x" * 20_000}), "the values of a tab have more than"),
        (Tab(""), "a tab has an id"),
    ],
)
def test_what_cannot_be_kept_is_said_in_one_sentence(drafts: Drafts, tab: Tab, said: str) -> None:
    with pytest.raises(LibraryError, match=said) as caught:
        drafts.keep("kim", tab)
    assert "\n" not in str(caught.value) and drafts.tabs("kim") == []


def test_one_tab_too_many_is_refused(drafts: Drafts) -> None:
    for number in range(TABS):
        drafts.keep("kim", Tab(f"t{number}"))
    with pytest.raises(LibraryError, match="50 tabs are open; close one"):
        drafts.keep("kim", Tab("more"))
    drafts.keep("lee", Tab("more"))


def test_the_drafts_of_many_readers_are_kept_fast_and_small(drafts: Drafts) -> None:
    text = "SELECT ccp, quarter, im_bn FROM disclosure WHERE quarter = $quarter\n" * 30
    drafts.keep("first", Tab("a", text=text))
    began = time.thread_time()
    for number in range(200):
        drafts.keep(f"reader{number}", Tab("a", "Initial margin", text, {"quarter": "2025-09-30"}))
    assert time.thread_time() - began < 3
    drafts.store.close()
    assert len(content(drafts.store.home)) < 2 * 2**20
