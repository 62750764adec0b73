"""Figures of a narrative as words, in the language of its reader."""

from __future__ import annotations

import re
from typing import Any

from apps.present.template import Format
from components.language import figure, quarter, say
from components.words import MISSING

QUARTER = re.compile(r"\d{4}Q[1-4]", re.ASCII)


def said(language: str, value: Any, form: Format) -> str:
    """A value of a row in words; a dash where there is none."""
    if absent(value):
        return MISSING
    if isinstance(value, str):
        return quarter(language, value) if QUARTER.fullmatch(value) else say(language, value)
    if isinstance(value, bool):
        return say(language, "yes") if value else say(language, "no")
    number = float(value)
    text = figure(language, number, form.unit) if form.decimals is None else decimal(language, number, form)
    return f"+{text}" if form.signed and number > 0 else text


def decimal(language: str, value: float, form: Format) -> str:
    """A figure with so many decimals, and no minus before nothing."""
    text = f"{value:z,.{form.decimals}f}"
    if form.unit == "x":
        return say(language, "{figure}x", figure=text)
    if form.unit == "pt":
        return say(language, "{figure} pt", figure=text)
    return f"{text}%" if form.unit == "%" else text


def absent(value: Any) -> bool:
    """Whether there is no value: None, NaN or NA."""
    return value is None or bool(value != value)


def true(value: Any) -> bool:
    """Whether a value says yes: not nothing, nor zero, nor empty."""
    return not absent(value) and bool(value)


def same(value: Any, wanted: str) -> bool:
    """Whether a value is the one that a template has written."""
    if isinstance(value, bool):
        return wanted == str(value).lower()
    if isinstance(value, int | float):
        try:
            return float(wanted) == float(value)
        except ValueError:
            return False
    return not absent(value) and str(value) == wanted
