"""Pins: in order, in versions, and a reader's own board for nobody else."""

from __future__ import annotations

import pytest

from data.store import Store
from queries.library.pins import MOST, Pin, Pins, mine
from queries.library.sound import LibraryError

KIM = mine("kim")


@pytest.fixture
def pins(store: Store) -> Pins:
    return Pins(store)


def test_a_board_is_as_it_was_in_every_version(pins: Pins) -> None:
    growth, calls = Pin("growth", {"line": "im_growth"}), Pin("calls", {"bar": "calls"}, {"text": "SELECT 1"})
    assert pins.number(KIM) == 0 and pins.take(KIM) == []
    assert [pins.pin(KIM, "kim", growth, "to watch"), pins.pin(KIM, "kim", calls)] == [1, 2]
    other = Pin("growth", {"bar": "im_growth"})
    assert pins.pin(KIM, "kim", other) == 3
    assert pins.unpin(KIM, "kim", "calls", "of no use") == 4
    assert [pins.take(KIM, version) for version in range(5)] == [
        [],
        [growth],
        [growth, calls],
        [other, calls],
        [other],
    ]
    assert pins.take(KIM) == [other]
    assert [(each.number, each.who, each.why) for each in pins.changes(KIM)] == [
        (4, "kim", "of no use"),
        (3, "kim", "pinned growth"),
        (2, "kim", "pinned calls"),
        (1, "kim", "to watch"),
    ]


def test_nobody_pins_to_the_board_of_another(pins: Pins) -> None:
    pins.pin(KIM, "kim", Pin("a", {}))
    with pytest.raises(LibraryError, match="another reader's"):
        pins.pin(KIM, "lee", Pin("b", {}))
    with pytest.raises(LibraryError, match="another reader's"):
        pins.unpin(KIM, "lee", "a")
    assert pins.take(mine("lee")) == []


def test_only_pages_are_shared(pins: Pins) -> None:
    pins.pin(KIM, "kim", Pin("a", {}))
    pins.pin("benchmark", "kim", Pin("a", {}))
    pins.pin("benchmark", "lee", Pin("b", {}))
    assert pins.shared() == {"benchmark": 2}


def test_a_full_board_says_so_and_one_in_its_place_still_fits(pins: Pins) -> None:
    for number in range(MOST):
        pins.pin(KIM, "kim", Pin(f"c{number}", {}))
    with pytest.raises(LibraryError, match="holds 24 charts"):
        pins.pin(KIM, "kim", Pin("more", {}))
    pins.pin(KIM, "kim", Pin("c3", {"bar": "calls"}))
    assert pins.take(KIM)[3].block == {"bar": "calls"}


def test_names_are_made_of_titles(pins: Pins) -> None:
    assert pins.free(KIM, "Peak calls (2025)") == "peak_calls_2025"
    assert pins.free(KIM, "일중 증거금") == "일중_증거금" and pins.free(KIM, "***") == "chart"
    pins.pin(KIM, "kim", Pin("peak_calls", {}))
    assert pins.free(KIM, "Peak calls", {"peak_calls_2"}) == "peak_calls_3"


def test_what_cannot_be_kept_or_is_not_there_is_said(pins: Pins) -> None:
    with pytest.raises(LibraryError, match="can be kept"):
        pins.pin(KIM, "kim", Pin("a", {"title": "x" * 200_000}))
    with pytest.raises(LibraryError, match="no chart 'b'"):
        pins.unpin(KIM, "kim", "b")
    assert pins.number(KIM) == 0
