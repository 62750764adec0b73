"""What a heading names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.item import items
from data.sources.column import Column, column, described


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("4.1.1", Column("4.1.1")),
        ("4_1_1", Column("4.1.1")),
        (" 4.1.10 ", Column("4.1.10")),
        ("6.5.1_2", Column("6.5.1.2")),
        ("18.1.1_1", Column("18.1.1.1")),
        ("13_1_3_1", Column("13.1.3.1")),
        ("14.1.1*", Column("14.1.1")),
        ("7.3.5*_SameDayPayment_Total", Column("7.3.5", "SameDayPayment_Total")),
        ("6_2_15_Total_PostHaircut", Column("6.2.15", "TotalIM_PostHaircut")),
        ("6.2.15_PostHaircut", Column("6.2.15", "TotalIM_PostHaircut")),
        ("6.2.5_HouseIM_PreHaircut", Column("6.2.5", "HouseIM_PreHaircut")),
        ("4.3.15_PreHaircut", Column("4.3.15", "PreHaircut")),
        ("4.4.7_PeakDayAmountInPast12Months", Column("4.4.7", "PeakDayAmountInPrevious12Months")),
        ("4.4.7_MeanAverageOverPrevious12Month", Column("4.4.7", "MeanAverageOverPrevious12Months")),
        ("4.4.5_AmountExceeded day 2", Column("4.4.5", "AmountExceeded_2")),
        ("4.4.5_AmountExceeded(3)", Column("4.4.5", "AmountExceeded_3")),
        ("6.1.1_House", Column("6.1.1", "House_Net")),
        ("6.1.1_Client Net", Column("6.1.1", "Client_Net")),
        ("6.1.1_Client_net", Column("6.1.1", "Client_Net")),
        ("16.2.8_Percentage_EUR", Column("16.2.8", "Percentage", "EUR")),
        ("16.2.8_PLN", Column("16.2.8", "Percentage", "PLN")),
        ("7.3.6_NumberOfDays_EUR", Column("7.3.6", "NumberOfDays", "EUR")),
        ("16.3.3_nan", Column("16.3.3")),
        ("16.3.3_1D_1W", Column("16.3.3", "1D_1W")),
        ("16.3.4_2Y+", Column("16.3.4", "2Y+")),
        ("17.3.1_7 failures", Column("17.3.1", "7 failures")),
        ("17.3.1_DurationofFailure", Column("17.3.1", "DurationofFailures")),
        ("18.2.2_Average", Column("18.2.2", "AverageInQuarter")),
        ("18.3.3_PeakInQuarter", Column("18.3.3", "PeakInQuarter")),
        ("20.3.1_-", Column("20.3.1")),
        ("23.2.1_ETD - Futures", Column("23.2.1", "ETD - Futures")),
    ],
)
def test_every_spelling_has_one_meaning(heading: str, expected: Column) -> None:
    assert column(heading) == expected


@pytest.mark.parametrize(
    "heading", ["Unnamed: 7", "Volumen", "CCP Link", "", "4.1", "4.1.99", "4.1.1x", "99.1.1", "6.5"]
)
def test_what_is_no_item_is_none(heading: str) -> None:
    assert column(heading) is None


@given(st.sampled_from(sorted(items())), st.sampled_from("._"))
def test_every_item_is_read_with_either_mark(item: str, mark: str) -> None:
    assert column(item.replace(".", mark)) == Column(item)


@given(st.text(max_size=40))
def test_any_heading_is_an_item_of_the_catalogue_or_none(heading: str) -> None:
    found = column(heading)
    assert found is None or found.item in items()


def test_a_description_is_read_as_a_heading_is() -> None:
    assert described("6.2.1", "Total_PreHaircut") == Column("6.2.1", "TotalIM_PreHaircut")
    assert described("7.3.6", "NumberOfDays") == Column("7.3.6", "NumberOfDays")
    assert described("4.1.1", " - ") == Column("4.1.1")
