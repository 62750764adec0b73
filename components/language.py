"""The languages of the interface: a text stands in English in the code, and in each other language in one file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from components import words

LANGUAGES: Mapping[str, str] = {"en": "English", "ko": "한국어"}
ENGLISH = words.ENGLISH
COOKIE = "tidemark-language"
"""Where a browser keeps the language that its reader chose."""
FOLDER = Path(__file__).parent / "languages"
PLACE = re.compile(r"\{(\w+)\}")
"""Where a value stands in a text."""
ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q=([\d.]+)\s*)?")


def say(language: str, text: str, /, **values: object) -> str:
    """`text` in `language`, with `values` in the places that it names; one that the language lacks stays English."""
    known = text if language == ENGLISH else catalogue(language).get(text, text)
    return filled(known, values) if values else known


def filled(text: str, values: Mapping[str, object]) -> str:
    """`text` with `values` in the places that it names."""
    return PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)


def figure(language: str, value: float | None, unit: str) -> str:
    """A figure in `unit`: $16.2 bn or 162억 달러."""
    return words.amount(value, unit, language)


def quarter(language: str, code: str) -> str:
    """`2025Q1` as 2025 Q1 or 2025년 1분기."""
    return words.quarter(code, language)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The texts of a language by their English; none for English and for a language that there is not."""
    path = FOLDER / f"{language}.yaml"
    if language not in LANGUAGES or not path.exists():
        return {}
    return {str(text): str(said) for text, said in yaml.load(path.read_text(), yaml.CSafeLoader).items()}


def chosen(cookie: str, accepted: str) -> str:
    """The language of a reader: the one that they chose, else the first that their browser asks for, else English."""
    if cookie in LANGUAGES:
        return cookie
    wished = [ACCEPTED.fullmatch(each) for each in accepted[:500].split(",")]
    ranked = sorted((each for each in wished if each), key=lambda each: -weight(each[2]))
    return next((each[1].lower() for each in ranked if each[1].lower() in LANGUAGES), ENGLISH)


def weight(quality: str | None) -> float:
    """How much a language is wished for, as Accept-Language says it."""
    try:
        return 1.0 if quality is None else float(quality)
    except ValueError:
        return 0.0
