"""What a cell says, in every spelling that real files have."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import cell

AMOUNTS = st.integers(min_value=0, max_value=10**13).map(lambda cents: cents / 100)
SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "'"])


def german(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("raw", "type", "value"),
    [
        (3608240387.0, "amount", 3608240387.0),
        ("3,608,240,387.00", "amount", 3608240387.0),
        ("3.608.240.387,00", "amount", 3608240387.0),
        ("389\u00a0066 811,95", "amount", 389066811.95),
        ("1,234", "amount", 1234.0),
        ("1.419.852", "count", 1419852.0),
        ("(1,000.50)", "amount", -1000.5),
        ("-5", "amount", -5.0),
        ("1.5E+09", "amount", 1.5e9),
        ("99.90%", "percent", 99.9),
        ("9,71%", "percent", 9.71),
        ("91,29 %", "percent", 91.29),
        (",00 %", "percent", 0.0),
        ("100,00 %", "percent", 100.0),
        ("1 day", "days", 1.0),
        ("4,98 days", "days", 4.98),
        ("2 business days", "days", 2.0),
        (5.53, "days", 5.53),
        ("4,981", "days", 4.981),
        ("00:49:10", "duration", 2950.0),
        (time(2, 0), "duration", 7200.0),
        (datetime(1900, 1, 1, 2, 29), "duration", 95340.0),
        (0.0, "duration", 0.0),
    ],
)
def test_a_figure_in_the_unit_of_its_type(raw: object, type: str, value: float) -> None:
    assert cell.read(raw, type) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("raw", ["1 or 2-day", "1,70 yrs", "T+1", "43:16", "https://ccp.example", "12 34", "1,23,4"])
@pytest.mark.parametrize("type", ["amount", "percent", "days", "count", "number"])
def test_what_is_no_figure_has_no_value(raw: str, type: str) -> None:
    assert cell.read(raw, type) is None
    assert not cell.not_reported(raw)


@pytest.mark.parametrize("raw", ["-", " -   ", "n/a ", "Not Practicable", "NaN", "  ", "–"])
def test_placeholders_say_that_there_is_no_figure(raw: str) -> None:
    assert cell.not_reported(raw)
    assert not cell.blank(raw)
    assert cell.read(raw, "amount") is None


def test_only_an_empty_cell_is_blank() -> None:
    assert cell.blank("") and cell.blank(None)
    assert not cell.blank(0.0) and not cell.blank("-")


def test_the_decimal_mark_of_the_file_decides_the_ambiguous_form() -> None:
    assert cell.read("1,234", "amount", ",") == 1.234
    assert cell.read("1.234", "amount", ",") == 1234.0
    assert cell.read("1.234", "amount") == 1.234
    assert cell.read("0,999", "percent") == 0.999


def test_a_sign_says_the_unit_whatever_the_column_is() -> None:
    assert cell.read("0.48%", "percent", fraction=True) == 0.48
    assert cell.read("0.48", "percent", fraction=True) == 48.0
    assert cell.read(0.99, "percent", fraction=True) == 99.0


def test_text_and_dates_have_no_value() -> None:
    assert cell.read("5", "text") is None and cell.read(5.0, "date") is None and cell.read(True, "amount") is None


@given(AMOUNTS)
def test_every_spelling_of_an_amount_is_the_same_amount(value: float) -> None:
    assert cell.read(f"{value:,.2f}", "amount") == pytest.approx(value)
    assert cell.read(german(value), "amount", ",") == pytest.approx(value)
    assert cell.read(f"{value:.2f}", "amount") == pytest.approx(value)


@given(AMOUNTS, SPACES)
def test_thousands_may_be_grouped_by_spaces(value: float, space: str) -> None:
    assert cell.read(f"{value:,.2f}".replace(",", space), "amount") == pytest.approx(value)


@given(st.floats(min_value=-1e4, max_value=1e4).map(lambda x: round(x, 2)))
def test_a_percentage_ends_in_one_unit(value: float) -> None:
    for words in (f"{value:.2f}%", f"{value:.2f} %".replace(".", ",")):
        assert cell.read(words, "percent") == pytest.approx(value)


@given(st.text(max_size=30), st.sampled_from(sorted(cell.NUMERIC)))
def test_any_text_is_a_finite_figure_or_none(words: str, type: str) -> None:
    value = cell.read(words, type)
    assert value is None or abs(value) < float("inf")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_reads_back(value: float) -> None:
    assert float(cell.text(value)) == value


def test_text_is_the_cell_as_filed() -> None:
    assert cell.text(2.0) == "2"
    assert cell.text(" n/a ") == " n/a "
    assert cell.text(date(2016, 6, 30)) == "2016-06-30"
    assert cell.text(datetime(2016, 6, 30)) == "2016-06-30"
    assert cell.text(True) == "TRUE"
