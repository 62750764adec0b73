"""The minutes of a meeting as the appendix of an exported deck: headings with their lines, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from apps.meeting.minuted import KINDS, NOTED, Say, about, when
from apps.meeting.minutes import Minutes
from components.language import say

Appendix = Sequence[tuple[str, Sequence[str]]]


def appendix(minutes: Minutes, language: str) -> Appendix:
    """What was noted first, then all that was shown, to whom, with the receipts; times are in UTC."""
    known, plain = partial(say, language), minutes.plain(language)
    noted = [each for each in plain["entries"] if each["kind"] in NOTED]
    return [
        (plain["title"], [f"{term}: {what}" for term, what in about(plain, known).items()]),
        (
            known("Decisions, questions and actions"),
            [line(each, known) for each in noted] or [known("Nothing was noted.")],
        ),
        (known("What was shown, when and to whom"), [line(each, known) for each in plain["entries"]]),
    ]


def line(entry: Mapping[str, Any], say: Say) -> str:
    """One entry as a line."""
    return " · ".join(parts(entry, say))


def parts(entry: Mapping[str, Any], say: Say) -> Iterator[str]:
    """What a line says."""
    yield when(entry["at"])
    yield say(KINDS.get(entry["kind"], entry["kind"]))
    yield entry["who"]
    if entry["slide"]:
        yield f"{entry['slide']['number'] + 1}. {entry['slide']['title']}"
    if entry["text"]:
        yield entry["text"]
    if entry["shown_to"]:
        yield say("To {names}", names=", ".join(entry["shown_to"]))
    if entry["codes"] or entry["code"]:
        codes = dict.fromkeys([*entry["codes"], *filter(None, [entry["code"]])])
        yield say("receipts {codes}", codes=", ".join(codes))
