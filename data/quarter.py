"""Which quarter a date in a disclosure stands for."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

EXCEL_ZERO = date(1899, 12, 30)
RANGE = re.compile(r"\s+(?:-|–|—|to|bis|until)\s+|\s*[–—]\s*", re.IGNORECASE)
QUARTER = re.compile(r"(?:(?P<y1>20\d\d)[-_ ]?Q(?P<q1>[1-4])|Q(?P<q2>[1-4])[-_ ]?(?P<y2>20\d\d))", re.IGNORECASE)
NUMBERS = re.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?:[T ][\d:.]+)?")
NAMED = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%Y%m%d")


def period_end(raw: Any) -> date | None:
    """The last day of the quarter that `raw` stands for, or None if it is no date.

    Read are dates, Excel's serial numbers, ISO 8601, m/d/y, dd.mm.yyyy, month names, 2025Q1, and the end of a range
    'start - end'. A disclosure is dated by a quarter's end, by its last business day (29 March 2018), or, as
    KDPW_CCP's sheets for the figures of a period are, by its first day: 1 April 2015 means the second quarter. Where
    day and month can be swapped, the reading that is such a day wins (2015-01-04 is 1 April 2015), else the plain one.
    """
    if isinstance(raw, datetime):
        return _end(_likely(raw.date()))
    if isinstance(raw, date):
        return _end(_likely(raw))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _end(_likely(EXCEL_ZERO + timedelta(days=int(raw)))) if 30_000 <= raw < 80_000 else None
    return _words(raw.strip()) if isinstance(raw, str) else None


def name(day: date) -> str:
    """The quarter of `day`, as 2025Q1."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def named(words: str) -> str | None:
    """The quarter that a file's name gives, as 2016Q4, or None."""
    match = QUARTER.search(words)
    return f"{match['y1'] or match['y2']}Q{match['q1'] or match['q2']}" if match else None


def _words(words: str) -> date | None:
    words = RANGE.split(words)[-1].strip()
    if QUARTER.fullmatch(words):
        quarter = named(words) or ""
        return _end(date(int(quarter[:4]), int(quarter[5]) * 3, 1))
    if match := NUMBERS.fullmatch(words):
        return _numbers(match[1], match[2], match[3], "." in words)
    if re.fullmatch(r"\d{5}(?:\.0+)?", words):
        return period_end(float(words))
    for form in NAMED:
        try:
            return _end(datetime.strptime(words, form).date())
        except ValueError:
            continue
    return None


def _numbers(first: str, second: str, third: str, points: bool) -> date | None:
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    elif len(third) in (2, 4):
        year, month, day = int(third) + (2000 if len(third) == 2 else 0), int(first), int(second)
        if points:
            month, day = day, month
    else:
        return None
    plain, swapped = _date(year, month, day), _date(year, day, month)
    return _end(_likely(plain)) if plain else (_end(swapped) if swapped else None)


def _likely(day: date) -> date:
    swapped = _date(day.year, day.day, day.month)
    return swapped if swapped and not _boundary(day) and _boundary(swapped) else day


def _boundary(day: date) -> bool:
    return (day.day == 1 and day.month % 3 == 1) or (day.month % 3 == 0 and (_end(day) - day).days <= 5)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _end(day: date) -> date:
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, monthrange(day.year, month)[1])
