from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.line import apart, moment

LEVELS = st.lists(st.integers(-10_000, 10_000).map(float), max_size=20)
GAPS = st.integers(1, 500).map(float)


@given(LEVELS, GAPS)
def test_names_never_overlap_and_keep_their_order(levels: list[float], gap: float) -> None:
    placed = apart(levels, gap)
    order = sorted(range(len(levels)), key=lambda i: levels[i])
    assert all(placed[b] - placed[a] >= gap for a, b in pairwise(order))


@given(LEVELS, GAPS)
def test_a_name_moves_up_or_not_at_all(levels: list[float], gap: float) -> None:
    assert all(after >= before for before, after in zip(levels, apart(levels, gap), strict=True))


@given(LEVELS, GAPS)
def test_what_is_apart_already_stays(levels: list[float], gap: float) -> None:
    once = apart(levels, gap)
    assert apart(once, gap) == once


@given(LEVELS.filter(bool), GAPS)
def test_no_name_moves_further_than_it_must(levels: list[float], gap: float) -> None:
    """Each stands at its own level, or just above another name."""
    placed = apart(levels, gap)
    for level, place in zip(levels, placed, strict=True):
        assert place == level or place - gap in placed


@pytest.mark.parametrize(("quarter", "at"), [("2024Q1", 2024.0), ("2024Q3", 2024.5), ("1999Q4", 1999.75)])
def test_a_quarter_stands_at_its_fraction_of_the_year(quarter: str, at: float) -> None:
    assert moment(quarter) == at
