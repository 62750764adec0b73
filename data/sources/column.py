"""What a column of figures is: its item, the part of the item, and the currency if the heading carries one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data.cell import not_reported
from data.item import items

NUMBERED = re.compile(r"\s*(\d{1,2}(?:[._]\d{1,2}){1,3})(?!\d)")
BY_CURRENCY = {"7.3.6": "NumberOfDays", "16.2.8": "Percentage", "16.2.15": "Percentage"}
MATURITIES = ("ON_1D", "1D_1W", "1W_1M", "1M_1Y", "1Y_2Y", "2Y+")
PAYMENTS = ("SameDayPayment", "IntraDayPayment", "MultiDayPayment")
SPELLINGS = (
    *("House_Net", "House_Gross", "Client_Gross", "Client_Net", "Total", "PreHaircut", "PostHaircut"),
    *(f"{whose}IM_{when}Haircut" for whose in ("House", "Client", "Total") for when in ("Pre", "Post")),
    *PAYMENTS,
    *(f"{payment}_Total" for payment in PAYMENTS),
    *("PaymentObligationMax", "SizeAndCompositionOfQualifyingLiquidResources", "AverageInQuarter", "PeakInQuarter"),
    *("NumberOfDays", "Percentage", "NumberofFailures", "DurationofFailures", "AmountExceeded", *MATURITIES),
)
PATTERNS = (
    (re.compile(r"peakdayamountin(?:past|previous)12months?"), "PeakDayAmountInPrevious12Months"),
    (re.compile(r"meanaverageover(?:past|previous)12months?"), "MeanAverageOverPrevious12Months"),
    (re.compile(r"amountexceeded(?:day)?(\d+)"), "AmountExceeded_{}"),
    (re.compile(r"durationoffailures?(\d+)"), "DurationofFailures_{}"),
    (re.compile(r"numberoffailures?(\d+)"), "NumberofFailures_{}"),
)


@dataclass(frozen=True)
class Column:
    """One item, its canonical descriptor and the currency that its heading carries; '' stands for none."""

    item: str
    descriptor: str = ""
    currency: str = ""


def column(heading: str) -> Column | None:
    """What `heading` names, as 4.1.1, 4_1_1, 18.1.1_1, '14.1.1*' or 6_2_15_Total_PostHaircut; None if no item."""
    match = NUMBERED.match(heading)
    if not match:
        return None
    numbers = re.split("[._]", match[1])
    for length in range(len(numbers), 1, -1):
        item = ".".join(numbers[:length])
        rest = heading[match.start(1) + len(item) :]
        if item in items() and re.match(r"[\s*_]|$", rest):
            return described(item, rest.lstrip("* ").removeprefix("_"))
    return None


def described(item: str, words: str) -> Column:
    """`item` with the descriptor that a file writes as `words`, in its one spelling; unknown words stand as filed."""
    words = " ".join(words.split())
    words = "" if not_reported(words) else words
    if item in BY_CURRENCY:
        currency = re.search(r"(?:^|_)([A-Z]{3})$", words)
        return Column(item, BY_CURRENCY[item] if words else "", currency[1] if currency else "")
    return Column(item, _canonical(item, words))


def _canonical(item: str, words: str) -> str:
    folded = _fold(words)
    if item.startswith("6.2."):
        folded = re.sub(r"^(house|client|total|)(?:im)?(pre|post)haircut$", lambda m: _margin(m[1], m[2]), folded)
    if item == "6.1.1" and folded == "house":
        folded = "housenet"
    if item.startswith("18.") and folded in ("average", "peak"):
        folded += "inquarter"
    for pattern, spelling in PATTERNS:
        if match := pattern.fullmatch(folded):
            return spelling.format(*match.groups())
    return KNOWN.get(folded, words)


def _margin(whose: str, when: str) -> str:
    return f"{whose or 'total'}im{when}haircut"


def _fold(words: str) -> str:
    return re.sub(r"[\s_()\-]", "", words).lower()


def _known(spellings: Iterable[str]) -> dict[str, str]:
    return {_fold(spelling): spelling for spelling in spellings} | {"durationoffailure": "DurationofFailures"}


KNOWN = _known(SPELLINGS)
