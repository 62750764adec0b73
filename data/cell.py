"""What one cell says: a figure in the unit of its item's type, or nothing."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

NOT_REPORTED = frozenset(
    ("", "-", "--", "–", "—", "n/a", "n.a.", "n.a", "na", "nan", "#n/a", "not practicable", "not applicable")
)
NUMERIC = frozenset(("amount", "percent", "count", "days", "number", "duration"))
SPACES = " \u00a0\u202f\u2009'’"
GROUPED = re.compile(rf"\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?=[.,]|$)")
PLAIN = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+")
DAYS = re.compile(r"(.*\d)\s*(?:business |calendar )?days?", re.IGNORECASE)
CLOCK = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")
EXCEL_MIDNIGHT = datetime(1899, 12, 31)


def blank(raw: Any) -> bool:
    """Whether the cell holds nothing at all; zero and a dash are something."""
    return raw is None or raw == ""


def not_reported(raw: Any) -> bool:
    """Whether the cell says that there is no figure: '-', 'n/a ', 'Not Practicable' …"""
    return isinstance(raw, str) and raw.strip(SPACES + "\t\r\n").lower() in NOT_REPORTED


def text(raw: Any) -> str:
    """The cell as text: a whole number without '.0', a date in ISO 8601, anything else as filed."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(sep=" ")
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


def read(raw: Any, type: str, decimal: str = "", fraction: bool = False) -> float | None:
    """The figure in `raw`, or None if it is not one of the item's type.

    Amounts in whole currency units, percentages as 99.9 for 99.9 %, days in days, durations in seconds. A percentage
    with a sign says its own unit; one without is taken times 100 if `fraction` (data/percent.py decides that for the
    column as a whole). `decimal` is the decimal mark of the file if it is known: '1,234' is otherwise a thousand and
    more for an amount or a count, and one and a bit for every other type.
    """
    if type not in NUMERIC or isinstance(raw, bool):
        return None
    if type == "duration":
        return _duration(raw)
    if isinstance(raw, int | float):
        return _finite(_hundredfold(float(raw)) if type == "percent" and fraction else float(raw))
    return _words(raw.strip(SPACES + "\t\r\n"), type, decimal, fraction) if isinstance(raw, str) else None


def marked(raw: Any) -> bool:
    """Whether a percentage says its own unit."""
    return isinstance(raw, str) and "%" in raw


def number(words: str, decimal: str = "", grouping: bool = True) -> float | None:
    """A number with either decimal mark, and with thousands grouped by '.', ',', spaces or apostrophes.

    `grouping` decides the one ambiguous form, a single mark before exactly three digits, for ',' ('1,234'); a single
    '.' is a decimal point unless `decimal` is ','.
    """
    negative = re.fullmatch(r"\((.*)\)|[-−](.*)", words)
    if negative:
        positive = number((negative[1] or negative[2] or "").strip(SPACES), decimal, grouping)
        return None if positive is None else -positive
    if GROUPED.match(words):
        words = re.sub(f"[{SPACES}]", "", words)
    plain = _decimal_point(words, decimal, grouping)
    return _finite(float(plain)) if PLAIN.fullmatch(plain) else None


def _words(words: str, type: str, decimal: str, fraction: bool) -> float | None:
    grouping = type in ("amount", "count")
    if type == "percent" and words.endswith("%"):
        return number(words[:-1].strip(SPACES), decimal, grouping)
    if type == "days" and (match := DAYS.fullmatch(words)):
        words = match[1]
    value = number(words, decimal, grouping)
    return _hundredfold(value) if value is not None and type == "percent" and fraction else value


def _hundredfold(value: float) -> float:
    """In decimal, so that 0.9985 becomes 99.85 and not 99.85000000000001."""
    return float(Decimal(repr(value)) * 100)


def _decimal_point(words: str, decimal: str, grouping: bool) -> str:
    comma, point = words.rfind(","), words.rfind(".")
    if comma >= 0 and point >= 0:
        thousands, mark = (",", ".") if point > comma else (".", ",")
    elif comma >= 0:
        thousands, mark = (",", ".") if _groups(words, ",", decimal != "," and grouping) else (".", ",")
    else:
        thousands, mark = (".", ",") if _groups(words, ".", decimal == ",") else (",", ".")
    whole, *rest = words.split(mark)
    if thousands in whole and not _groups(whole, thousands, True):
        return ""
    return ".".join([whole.replace(thousands, ""), *rest])


def _groups(words: str, mark: str, one: bool) -> bool:
    many = "+" if one else "{2,}"
    return re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}}){many}", words) is not None


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None


def _duration(raw: Any) -> float | None:
    if isinstance(raw, timedelta):
        return raw.total_seconds()
    if isinstance(raw, datetime):
        return (raw - EXCEL_MIDNIGHT).total_seconds() if raw.year == 1900 else None
    if isinstance(raw, time):
        return raw.hour * 3600.0 + raw.minute * 60 + raw.second
    if isinstance(raw, str) and (match := CLOCK.fullmatch(raw.strip())):
        return int(match[1]) * 3600.0 + int(match[2]) * 60 + int(match[3])
    return 0.0 if raw in (0, "0") else None
