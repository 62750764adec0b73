"""Figures and quarters as a reader says them: $349 bn and 2025 Q1, 3,490억 달러 and 2025년 1분기."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from components import korean
from components.escape import escape

MISSING = "–"
ENGLISH, KOREAN = "en", "ko"
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "mn"))


def quarter(code: str, language: str = ENGLISH) -> str:
    """`2025Q1` as `2025 Q1`, in Korean as `2025년 1분기`."""
    return korean.quarter(code) if language == KOREAN else f"{code[:4]} {code[4:]}"


def number(value: float | None, digits: int) -> str:
    """`value` with `digits` decimals and thousands separators; a dash where there is none."""
    return MISSING if absent(value) else f"{value:,.{digits}f}"


def amount(value: float | None, unit: str, language: str = ENGLISH) -> str:
    """`value` in `unit` ($ bn, $ mn, %, x, pt, r, members) with as many digits as say something."""
    return MISSING if value is None or value != value else saying(unit, language)(value)


def saying(unit: str, language: str = ENGLISH) -> Callable[[float], str]:
    """How figures in `unit` are said."""
    said = (KOREAN_SAYS if language == KOREAN else SAYS).get(unit)
    return said or SAYS.get(unit) or partial(counted, unit=unit)


def counted(value: float, unit: str) -> str:
    """A whole number of something."""
    return f"{value:,.0f} {unit}".strip()


def billions(value: float) -> str:
    """Billions of dollars, in millions below one."""
    size, sign = abs(value), "-" if value < 0 else ""
    if 0 < size < 0.95:
        return f"{sign}${number(size * 1000, 0 if size >= 0.01 else 1)} mn"
    return f"{sign}${number(size, 0 if size >= 9.95 else 1)} bn"


def millions(value: float) -> str:
    """Millions of dollars, in billions above a thousand, in trillions above a million."""
    size, sign = abs(value), "-" if value < 0 else ""
    if size >= 9_999_500:
        return f"{sign}${size / 1e6:,.0f} tn" if size >= 99_500_000 else f"{sign}${size / 1e6:,.1f} tn"
    if size >= 999.5:
        return f"{sign}${size / 1000:,.0f} bn" if size >= 99_500 else f"{sign}${size / 1000:,.1f} bn"
    if size >= 9.95:
        return f"{sign}${size:.0f} mn"
    return f"{sign}${size:.1f} mn" if size >= 0.095 or not size else f"{sign}${size:.3f} mn"


def correlation(value: float) -> str:
    """A coefficient between -1 and 1, to the digit that tells it from 1."""
    return f"{value:.3f}" if 0.995 <= abs(value) < 0.9995 else f"{value:z.2f}"


def digits(value: float) -> str:
    """A figure without a unit: six digits of it, or four of millions and more: 16,200, 0.00012, 349.6 bn."""
    size = abs(value)
    if size < 999_999.5:
        return f"{value:,.6g}" if size >= 1e-4 or not size else f"{value:.12f}".rstrip("0").rstrip(".")
    scale, name = next(each for each in SCALES if size >= 0.99995 * each[0])
    shown = value / scale
    return f"{shown:,.4g} {name}" if abs(shown) < 9999.5 else f"{shown:,.0f} {name}"


SAYS: dict[str, Callable[[float], str]] = {
    "": digits,
    "$ bn": billions,
    "$ mn": millions,
    "%": lambda value: f"{number(value, 2 if 0 < abs(value) < 1 else 1)}%",
    "x": lambda value: f"{number(value, 2)}x",
    "pt": lambda value: f"{number(value, 1)} pt",
    "r": correlation,
}


KOREAN_SAYS: dict[str, Callable[[float], str]] = {
    "": korean.digits,
    "$ bn": lambda value: korean.dollars(value * 1e9),
    "$ mn": lambda value: korean.dollars(value * 1e6),
    "x": lambda value: f"{number(value, 2)}배",
    "pt": lambda value: f"{number(value, 1)}%p",
}
"""What is said otherwise in Korean; the rest is said as in English."""


def amounts(values: np.ndarray, unit: str, language: str = ENGLISH) -> list[str]:
    """Each of `values` in `unit`."""
    say = saying(unit, language)
    return [say(value) if value == value else MISSING for value in values.tolist()]


def pattern(column: str, unit: str, language: str = ENGLISH) -> str:
    """What a browser makes of a figure of `column` in `unit` where it says it itself, without scaling it."""
    figure = f"@{column}{{0,0.[00]}}"
    if language == KOREAN and unit in korean.UNITS:
        return f"{figure}{korean.UNITS[unit]}"
    if unit.startswith("$ "):
        return f"${figure} {literal(unit[2:])}"
    return f"{figure}{unit if unit == '%' else f' {literal(unit)}'}".rstrip()


def literal(text: str) -> str:
    """`text` as it stands within what hovering says, where markup, @ and $ would mean something."""
    return escape(text).replace("@", "&#64;").replace("$", "&#36;")


def absent(value: float | None) -> bool:
    """Whether there is no figure: None or NaN."""
    return value is None or math.isnan(value)
