from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.grid import Grid
from components.theme import COLOURS, DIVERGING, LAYERS, MARKERS, SEQUENTIAL, identity, shade, text_on
from tests.charts import SHORTS


def test_the_six_ccps_have_their_own_colours_and_markers() -> None:
    assert {short: identity(short) for short in SHORTS} == {
        "LCH": ("#0072B2", "circle"),
        "CME": ("#D55E00", "square"),
        "ICE": ("#009E73", "triangle"),
        "JSCC": ("#CC79A7", "diamond"),
        "KRX": ("#E69F00", "inverted_triangle"),
        "ASX": ("#56B4E9", "hex"),
    }


@given(st.text(string.printable, max_size=20))
def test_every_name_has_a_colour_and_a_marker_of_the_theme(short: str) -> None:
    assert identity(short) == identity(short)
    assert identity(short).colour in COLOURS and identity(short).marker in MARKERS


@pytest.mark.parametrize("scale", [SEQUENTIAL, DIVERGING])
@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_a_greater_value_has_no_lighter_place_on_the_scale(scale: tuple[str, ...], a: float, b: float) -> None:
    low, high = sorted((a, b))
    places = [scale.index(shade(value, -1e9, 1e9, scale)) for value in (low, high)]
    assert places == sorted(places)


def test_the_ends_of_a_scale_are_reached_and_never_left() -> None:
    assert shade(-5, 0, 1, SEQUENTIAL) == shade(0, 0, 1, SEQUENTIAL) == SEQUENTIAL[0]
    assert shade(5, 0, 1, SEQUENTIAL) == shade(1, 0, 1, SEQUENTIAL) == SEQUENTIAL[-1]
    assert shade(3, 3, 3, DIVERGING) == DIVERGING[3]


def luminance(colour: str) -> float:
    """Relative luminance as the Web Content Accessibility Guidelines define it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*SEQUENTIAL, *DIVERGING])
def test_figures_can_be_read_on_every_shade(colour: str) -> None:
    first, second = sorted((luminance(colour), luminance(text_on(colour))))
    assert (second + 0.05) / (first + 0.05) >= 3.9


@pytest.mark.parametrize(
    "recipe",
    [
        ["initial_margin", "sitg", "default_fund"],
        ["initial_margin", "default_fund", "assessments", "sitg", "ccp_capital"],
        ["initial_margin", "prefunded", "non_prefunded", "sitg", "ccp_capital"],
    ],
)
def test_layers_that_stand_on_one_another_are_told_apart(recipe: list[str]) -> None:
    assert len({LAYERS[layer] for layer in recipe}) == len(recipe)


def test_an_end_of_a_scale_that_the_page_gives_is_kept() -> None:
    """One end may be given without the other; what lies beyond it has the last colour."""
    cells = Grid(name="cells", x="a", y="b", value="v", high=2)
    rows = [{"a": "x", "b": "y", "v": value} for value in (0.0, 2.0, 9.0)]
    assert cells.colours(rows, rows) == [SEQUENTIAL[0], SEQUENTIAL[-1], SEQUENTIAL[-1]]
