"""What stands along an axis on paper: the same places and words as on the page."""

from __future__ import annotations

from datetime import datetime
from math import ceil, floor, log10
from typing import Any

from matplotlib import dates

from apps.pack.paper.plot import Part
from apps.pack.paper.scale import Scale

DAY = 86_400_000.0
INVISIBLE = "\u200b"
SIZES = (("aT{n}", 1e12, "tn"), ("aB{n}", 1e9, "bn"), ("aM{n}", 1e6, "mn"))
Tick = tuple[float, str]


def ticks(axis: Part, scale: Scale, language: str) -> list[Tick]:
    """Where an axis says something, and what."""
    if scale.places:
        return [(place + 0.5, name) for name, place in scale.places.items() if name.strip(INVISIBLE)]
    if axis.kind == "DatetimeAxis":
        return _days(scale, language)
    ticker, named = axis.get("ticker"), axis.get("major_label_overrides", {})
    at = ticker.get("ticks", []) if ticker.kind == "FixedTicker" else _round(ticker, scale)
    return [(each, named.get(each) or figure(each, axis.get("formatter"))) for each in at]


def _round(ticker: Part, scale: Scale) -> list[float]:
    """Round figures, about as many as the page has."""
    wanted, span = ticker.get("desired_num_ticks", 6), scale.high - scale.low
    if not span > 0:
        return [scale.low]
    size = 10.0 ** floor(log10(span / wanted))
    steps = [size * each * more for more in (1, 10) for each in ticker.get("mantissas", [1, 2, 5])]
    step = min(steps, key=lambda each: abs(wanted - span / each))
    first, last = ceil(scale.low / step - 1e-9), floor(scale.high / step + 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


def figure(value: float, formatter: Part | None) -> str:
    """A figure on an axis, as the page writes it: never a power of ten."""
    form = formatter.get("format", "") if formatter and formatter.kind == "NumeralTickFormatter" else ""
    for mark, size, name in SIZES:
        if mark in form:
            return f"{_short(value / size, True)} {name}" if value else "0"
    return _short(value, "0,0" in form)


def _short(value: float, grouped: bool) -> str:
    digits = 2 if abs(value) >= 0.1 or not value else 4
    said = f"{value:{',' if grouped else ''}.{digits}f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def _days(scale: Scale, language: str) -> list[Tick]:
    """Days, months or years, where they begin."""
    days: Any = dates
    locator = days.AutoDateLocator(minticks=3, maxticks=7, interval_multiples=True)
    begun, ended = (days.num2date(each / DAY) for each in (scale.low, scale.high))
    found = [each for each in locator.tick_values(begun, ended) if scale.low <= each * DAY <= scale.high]
    return [(each * DAY, moment(days.num2date(each), language)) for each in found]


def moment(when: datetime, language: str) -> str:
    """A day as briefly as says it: 2024, Mar 2024, 5 Mar."""
    korean = language == "ko"
    if (when.month, when.day) == (1, 1):
        return f"{when.year}년" if korean else str(when.year)
    if when.day == 1:
        return f"{when.year}년 {when.month}월" if korean else when.strftime("%b %Y")
    return f"{when.month}월 {when.day}일" if korean else f"{when.day} {when.strftime('%b')}"
