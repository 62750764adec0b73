"""A finished English sentence in another language: what queries, the data and the roles say was made without one.

The file of a language has such sentences with the places of their values; which of them a sentence is, its own words
say. One that the file lacks stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from components.language import ENGLISH, PLACE, catalogue, filled, quarter, say
from components.words import amount

LONGEST = 1500
"""Characters of a sentence that is looked for."""
MONEY = re.compile(r"(-?)\$([\d,]*\.?\d+) (tn|bn|mn)\b")
QUARTER = re.compile(r"\b(\d{4}) (Q[1-4])\b")
POINTS = re.compile(r"(?<=\d) pt\b")
ASIDE = re.compile(r"(.+) \((.+)\)")
COUNTED = re.compile(r"(\d+) CCPs?")
LEAST = 7
"""Letters that a text must have of its own."""
SHAPES = dict.fromkeys(("change", "share", "ratio", "range", "members", "place", "ccps"), r"[^,;]*?")
SHAPES["quarter"] = r"\d{4} Q[1-4]"
"""What stands in a place, where it must not be anything."""
DOLLARS = {"tn": 1e6, "bn": 1e3, "mn": 1.0}


@lru_cache(maxsize=4096)
def retold(language: str, sentence: str) -> str:
    """`sentence` in `language`."""
    if language == ENGLISH or not sentence or len(sentence) > LONGEST:
        return sentence
    known = catalogue(language)
    if sentence in known:
        return known[sentence]
    found = next(matched(language, sentence), None)
    return figured(language, sentence) if found is None else found


def matched(language: str, sentence: str) -> Iterator[str]:
    """What each pattern that a sentence has makes of it, those with the most words of their own first."""
    for pattern, said in patterns(language):
        if found := pattern.fullmatch(sentence):
            values = {name: valued(language, value) for name, value in found.groupdict().items()}
            yield filled(said, values)


@cache
def patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The texts of a language that have places, as patterns of their English."""
    known = catalogue(language)
    telling = [text for text in known if PLACE.search(text) and tells(PLACE.sub("", text))]
    ranked = sorted(telling, key=lambda text: -len(PLACE.sub("", text)))
    return [(re.compile(pattern(text), re.DOTALL), known[text]) for text in ranked]


def tells(own: str) -> bool:
    """Whether a text's own words are enough to know it by: `{low} to {high}` could stand in any sentence."""
    return len(own.split()) >= 2 and sum(map(str.isalpha, own)) >= LEAST


def pattern(text: str) -> str:
    """What matches `text` with any values."""
    parts, seen = [], set()
    for place, part in enumerate(PLACE.split(text)):
        if place % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>{SHAPES.get(part, '.*?')})")
            seen.add(part)
    return "".join(parts)


def valued(language: str, value: str) -> str:
    """A value of a sentence: a word that the language knows, a list of such, or figures."""
    if len(value) > 1 and value in catalogue(language):
        return catalogue(language)[value]
    if ", " in value:
        return ", ".join(valued(language, part) for part in value.split(", "))
    if aside := ASIDE.fullmatch(value):
        return f"{valued(language, aside[1])}({valued(language, aside[2])})"
    if (known := next(matched(language, value), None)) is not None:
        return known
    named, gap, rest = value.partition(" ")
    known = say(language, named) if len(named) > 1 else named
    return figured(language, f"{known}{gap}{rest}")


def figured(language: str, text: str) -> str:
    """The figures and quarters within a text."""
    text = MONEY.sub(lambda found: money(language, *found.groups()), text)
    text = COUNTED.sub(say(language, "{count} CCPs").replace("{count}", r"\1"), text)
    text = QUARTER.sub(lambda found: quarter(language, found[1] + found[2]), text)
    return POINTS.sub("%p", text) if language == "ko" else text


def money(language: str, sign: str, digits: str, scale: str) -> str:
    """Dollars that stand within a text."""
    return amount(float(f"{sign}{digits.replace(',', '')}") * DOLLARS[scale], "$ mn", language)
