"""Decks: in versions, for those they are shared with, and nothing overwritten."""

from __future__ import annotations

from typing import Any

import pytest

from data.store import Store
from queries.library import decks as kept
from queries.library.decks import Decks, MovedError
from queries.library.sound import LibraryError
from tests.queries.library.conftest import Hands


@pytest.fixture
def decks(store: Store, clock: Hands) -> Decks:
    return Decks(store, clock)


def plain(
    *slides: str, title: str = "Review", roles: tuple[str, ...] = (), frozen: int | None = None
) -> dict[str, Any]:
    return {"title": title, "roles": roles, "frozen": frozen, "slides": [{"id": each} for each in slides]}


def test_every_version_can_be_taken_and_one_of_them_restored(decks: Decks) -> None:
    id, first = decks.save(None, plain("a"), "kim", "begun")
    assert decks.save(id, plain("a", "b"), "lee", expected=1) == (id, 2)
    assert decks.save(id, plain("a", "b"), "lee", "again") == (id, 2), "what has not changed makes no version"
    assert decks.restore(id, 1, "kim") == 3
    taken = [decks.take(id, version).plain["slides"] for version in (1, 2, 3, None)]
    assert taken == [[{"id": "a"}], [{"id": "a"}, {"id": "b"}], [{"id": "a"}], [{"id": "a"}]]
    assert [(each.number, each.who, each.why, each.slides) for each in decks.versions(id)] == [
        (3, "kim", "version 1 again", 1),
        (2, "lee", "", 2),
        (1, "kim", "begun", 1),
    ]
    assert first == 1 and decks.owner(id) == ("kim", ())


def test_the_slower_of_two_writers_overwrites_nothing_and_is_told_what_stands(decks: Decks) -> None:
    id, _ = decks.save(None, plain("a"), "kim")
    decks.save(id, plain("b"), "lee", expected=1)
    with pytest.raises(MovedError, match=r"^lee has changed this deck .*version 2") as moved:
        decks.save(id, plain("c"), "kim", expected=1)
    assert moved.value.kept.plain["slides"] == [{"id": "b"}]
    assert decks.take(id).plain["slides"] == [{"id": "b"}]


def test_a_list_has_the_own_decks_and_those_shared_with_a_role(decks: Decks, clock: Hands) -> None:
    for who, title, roles in (("kim", "own", ()), ("lee", "shared", ("viewer",)), ("lee", "other", ("host",))):
        clock.now += 1
        decks.save(None, plain("a", title=title, roles=roles), who)
    assert [line.title for line in decks.list("kim", ["viewer"])] == ["own", "shared"]
    assert [line.title for line in decks.list("kim", [], every=True)] == ["own", "other", "shared"]


def test_a_removed_deck_can_be_brought_back_for_thirty_days(decks: Decks, clock: Hands) -> None:
    id, _ = decks.save(None, plain("a"), "kim")
    decks.remove(id)
    assert decks.list("kim") == [] and [line.id for line in decks.removed("kim")] == [id]
    with pytest.raises(LibraryError, match="not there any more"):
        decks.take(id)
    with pytest.raises(LibraryError, match="no deck of yours"):
        decks.bring_back(id, "lee")
    decks.bring_back(id, "kim")
    decks.remove(id)
    clock.now += kept.KEPT + 1
    other, _ = decks.save(None, plain("b"), "kim")
    decks.remove(other)
    with pytest.raises(LibraryError, match="no deck of yours"):
        decks.bring_back(id, "kim")


def test_room_is_made_by_the_oldest_versions_that_nobody_gave_a_reason_for(
    decks: Decks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "VERSIONS", 3)
    monkeypatch.setattr(kept, "SLACK", 1)
    id, _ = decks.save(None, plain("0"), "kim", "begun")
    for number in range(1, 6):
        decks.save(id, plain(str(number)), "kim")
    assert [each.number for each in decks.versions(id)] == [6, 5, 4, 1]
    assert decks.take(id, 1).plain["slides"] == [{"id": "0"}] and decks.take(id).plain["slides"] == [{"id": "5"}]
    with pytest.raises(LibraryError, match="no version 2; the latest is 6"):
        decks.take(id, 2)


def test_too_many_decks_are_refused(decks: Decks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    decks.save(None, plain("a"), "kim")
    with pytest.raises(LibraryError, match="you have 1 decks; remove one"):
        decks.save(None, plain("a"), "kim")
    decks.save(None, plain("a"), "lee")
