from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.figures import Figures, differing, digest

ANY = st.floats(1e-200, 1e200).flatmap(lambda number: st.sampled_from([number, -number]))


def alike(one: list[object], other: list[object]) -> bool:
    return differing(digest(pd.DataFrame({"x": one})), digest(pd.DataFrame({"x": other}))) == []


@settings(max_examples=80, deadline=None)
@given(ANY, st.sampled_from([np.inf, -np.inf]))
def test_last_bits_do_not_count(number: float, toward: float) -> None:
    """Wherever a number stands on one grid, on the other it is away from an edge."""
    assert alike([number], [float(np.nextafter(number, toward))])


@settings(max_examples=80, deadline=None)
@given(st.integers(-(10**9), 10**9), st.sampled_from([1.0, 0.1, 0.25, 1e-3, 1e6]), st.integers(-4, 4))
def test_round_figures_that_were_worked_out_differently_are_alike(whole: int, unit: float, bits: int) -> None:
    number = whole * unit
    moved = number
    for _ in range(abs(bits)):
        moved = float(np.nextafter(moved, np.inf if bits > 0 else -np.inf))
    assert alike([number, 1.0, 3e9], [moved, 1.0, 3e9])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1.0, 2.0], [1.0, 2.0 + 1e-8]),
        ([1e12], [1e12 + 1e4]),
        ([1.0, 2.0], [2.0, 1.0]),
        ([1.0], [1.0, 1.0]),
        ([0.0], [float("nan")]),
        ([float("inf")], [-float("inf")]),
        ([1.0], [-1.0]),
        ([10**15], [10**15 + 1]),
        (["a"], ["b"]),
        (["a", "b"], ["a\x1eb", ""]),
        ([date(2024, 1, 1)], [date(2024, 1, 2)]),
        ([True], [False]),
        ([[1.0, 2.0]], [[1.0, 2.1]]),
    ],
)
def test_other_figures_are_not_alike(one: list[object], other: list[object]) -> None:
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([0.0], [-0.0]),
        ([1e12, 1e-17], [1e12, 0.0]),
        ([3, 4], [3.0, 4.0]),
        ([None, "a"], [float("nan"), "a"]),
        ([None, 1.5], [float("nan"), 1.5]),
        ([[0.1 + 0.2]], [[0.3]]),
        ([0.1 + 0.2], [0.3]),
        ([pd.Timestamp("2024-01-31 10:30")], [datetime(2024, 1, 31, 10, 30)]),
    ],
)
def test_the_same_in_another_form_is_alike(one: list[object], other: list[object]) -> None:
    assert alike(one, other)


def test_arrays_and_frames_are_alike() -> None:
    columns = {"n": np.array([1, 2]), "x": np.array([0.5, np.nan]), "d": np.array(["2024-01-31", "NaT"], "M8[us]")}
    assert differing(digest(columns), digest(pd.DataFrame(columns))) == []


def test_columns_that_differ_are_named() -> None:
    one = digest(pd.DataFrame({"ccp": ["KRX"], "margin": [1.0], "rank": [1]}))
    other = digest(pd.DataFrame({"ccp": ["KRX"], "margin": [1.1], "place": [1]}))
    assert differing(one, other) == ["margin", "rank", "place"]


def test_the_table_is_let_go_once_its_digest_is_made() -> None:
    figures = Figures(pd.DataFrame({"x": np.arange(1000.0)}))
    assert figures.size > 8000
    first = figures.digest
    assert figures.size == 0 and figures.digest is first


def test_an_empty_table_has_a_digest() -> None:
    empty = pd.DataFrame({"x": np.array([], float), "t": np.array([], object), "d": np.array([], "M8[us]")})
    assert list(digest(empty)) == ["x", "t", "d"] and differing(digest(empty), digest(empty)) == []
