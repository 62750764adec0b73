"""Which quarter a date stands for."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.quarter import EXCEL_ZERO, name, named, period_end


@pytest.mark.parametrize(
    ("raw", "quarter"),
    [
        (date(2018, 3, 29), "2018Q1"),
        (datetime(2017, 12, 29), "2017Q4"),
        ("2016-06-30", "2016Q2"),
        ("2016-06-30 00:00:00", "2016Q2"),
        ("3/31/2023", "2023Q1"),
        ("31/03/2023", "2023Q1"),
        ("31.12.2019", "2019Q4"),
        ("30.6.19", "2019Q2"),
        ("20230331", "2023Q1"),
        ("31 March 2023", "2023Q1"),
        ("31-Dec-2020", "2020Q4"),
        ("2025Q1", "2025Q1"),
        ("Q3 2024", "2024Q3"),
        ("01.01.2016 - 31.03.2016", "2016Q1"),
        ("2016-10-01 – 2016-12-31", "2016Q4"),
        ("1/1/2016 to 3/31/2016", "2016Q1"),
        (45016.0, "2023Q1"),
        ("45016", "2023Q1"),
    ],
)
def test_a_quarter_end_in_every_spelling(raw: Any, quarter: str) -> None:
    end = period_end(raw)
    assert end is not None and name(end) == quarter


@pytest.mark.parametrize(
    ("raw", "quarter"),
    [("2015-01-01", "2015Q1"), ("2015-01-04", "2015Q2"), ("2015-01-07", "2015Q3"), ("2015-01-10", "2015Q4")],
)
def test_the_first_day_of_a_quarter_means_that_quarter_even_with_day_and_month_swapped(raw: str, quarter: str) -> None:
    end = period_end(raw)
    assert end is not None and name(end) == quarter
    assert period_end(date.fromisoformat(raw)) == end


@pytest.mark.parametrize("raw", ["", "n/a", "31.12", "2016-13-45", "soon", 12.0, 1e9, True, None, "1-2-3"])
def test_what_is_no_date_is_none(raw: Any) -> None:
    assert period_end(raw) is None


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_the_end_is_the_last_day_of_a_quarter_of_that_year(day: date) -> None:
    end = period_end(day)
    assert end is not None and end.month % 3 == 0 and (end + timedelta(days=1)).day == 1
    assert end.year == day.year
    assert period_end(end) == end


@given(st.integers(0, 99), st.integers(1, 4), st.integers(0, 5))
def test_the_last_days_of_a_quarter_belong_to_it_in_every_spelling(year: int, quarter: int, before: int) -> None:
    end = period_end(f"{2000 + year}Q{quarter}")
    assert end is not None
    day = end - timedelta(days=before)
    for raw in (day, day.isoformat(), f"{day:%d.%m.%Y}", f"{day.month}/{day.day}/{day.year}", (day - EXCEL_ZERO).days):
        assert period_end(raw) == end


def test_a_file_name_may_give_a_quarter() -> None:
    assert named("BME_2016Q4.xlsx") == "2016Q4"
    assert named("LCH Q1-2020.zip") == "2020Q1"
    assert named("Eurex_CompiledData.xlsx") is None
