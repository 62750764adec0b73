from __future__ import annotations

import pytest

from components.words import MISSING, amount, number, quarter


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (349.0, "$ bn", "$349 bn"),
        (9.96, "$ bn", "$10 bn"),
        (9.94, "$ bn", "$9.9 bn"),
        (0.96, "$ bn", "$1.0 bn"),
        (0.5, "$ bn", "$500 mn"),
        (0.0042, "$ bn", "$4.2 mn"),
        (-0.5, "$ bn", "-$500 mn"),
        (-12.0, "$ bn", "-$12 bn"),
        (0.0, "$ bn", "$0.0 bn"),
        (95.33, "%", "95.3%"),
        (0.6296, "%", "0.63%"),
        (-7.25, "%", "-7.2%"),
        (55_970_000.0, "$ mn", "$56.0 tn"),
        (-120_000_000.0, "$ mn", "-$120 tn"),
        (5_600_000.0, "$ mn", "$5,600 bn"),
        (0.0, "%", "0.0%"),
        (2.0143, "x", "2.01x"),
        (16.4, "pt", "16.4 pt"),
        (0.963, "r", "0.96"),
        (0.9977, "r", "0.998"),
        (1.0, "r", "1.00"),
        (0.9996, "r", "1.00"),
        (-0.5, "r", "-0.50"),
        (1234567.0, "members", "1,234,567 members"),
        (160, "", "160"),
        (16_200.0, "", "16,200"),
        (1_213_400, "", "1.213 mn"),
        (999_999.7, "", "1 mn"),
        (-349_618_000_000.0, "", "-349.6 bn"),
        (999_960_000.0, "", "1 bn"),
        (5.2e19, "", "52,000,000 tn"),
        (0.00002, "", "0.00002"),
    ],
)
def test_an_amount_has_as_many_digits_as_say_something(value: float, unit: str, said: str) -> None:
    assert amount(value, unit) == said


@pytest.mark.parametrize("unit", ["$ bn", "%", "x", "pt", "r", "members", ""])
@pytest.mark.parametrize("value", [None, float("nan")])
def test_where_there_is_no_figure_there_is_a_dash(value: float | None, unit: str) -> None:
    assert amount(value, unit) == number(value, 2) == MISSING


def test_a_quarter_as_a_reader_says_it() -> None:
    assert quarter("2025Q1") == "2025 Q1"
