"""What makes one version of a deck another, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from apps.present import text
from apps.present.deck import WORDS, Deck, Slide
from components.language import say

NAMES = {
    "title": "the title",
    "points": "the talking points",
    "notes": "the speaker notes",
    "narrative": "the narrative",
}
MOST = 100
"""Sentences that are told; of more, how many."""


def differences(before: Deck, after: Deck, language: str) -> list[str]:
    """What changed from one version of a deck to another, a sentence each; none if nothing has."""
    told = [*_about(before, after, language), *_slides(before, after, language)]
    rest = len(told) - MOST
    return told if rest <= 0 else [*told[:MOST], say(language, "and {number} more changes", number=rest)]


def _about(before: Deck, after: Deck, language: str) -> list[str]:
    told = []
    if before.title != after.title:
        told.append(say(language, "The deck is called {title} now", title=text.of(after.title, language)))
    if before.roles != after.roles:
        shared = ", ".join(after.roles)
        told.append(
            say(language, "Shared with {roles}", roles=shared) if shared else say(language, "Shared with nobody")
        )
    if before.frozen != after.frozen:
        frozen = say(language, "Frozen at data version {version}", version=after.frozen)
        told.append(say(language, "Shown live") if after.frozen is None else frozen)
    return told


def _slides(before: Deck, after: Deck, language: str) -> list[str]:
    """What became of the slides: those that are gone, those that are new, and those that changed or moved."""
    old = {slide.id: slide for slide in before.slides}
    new = {slide.id: slide for slide in after.slides}
    told = [
        say(language, "Slide {number} is gone: {title}", number=number, title=named(slide, language))
        for number, slide in enumerate(before.slides, 1)
        if slide.id not in new
    ]
    moved = _moved([id for id in old if id in new], [id for id in new if id in old])
    for number, slide in enumerate(after.slides, 1):
        title = named(slide, language)
        if slide.id not in old:
            told.append(say(language, "Slide {number} is new: {title}", number=number, title=title))
            continue
        if slide.id in moved:
            told.append(say(language, "Slide {number} was moved there: {title}", number=number, title=title))
        told += [
            say(language, "Slide {number}: {what} changed", number=number, what=what)
            for what in _changed(old[slide.id], slide, language)
        ]
    return told


def named(slide: Slide, language: str) -> str:
    """What a slide is called in a sentence."""
    return text.of(slide.title, language) or say(language, "without a title")


def _changed(before: Slide, after: Slide, language: str) -> list[str]:
    what = [say(language, NAMES[name]) for name in WORDS if getattr(before, name) != getattr(after, name)]
    if before.state != after.state:
        what.append(say(language, "the view"))
    if before.focus != after.focus:
        what.append(say(language, "the chart that is shown alone"))
    return what


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest of the same slides that must be moved to make one order the other: all but the longest that stands."""
    place = {id: number for number, id in enumerate(before)}
    ends: list[tuple[int, tuple[str, ...]]] = []
    for id in after:
        spot = next((n for n, (last, _) in enumerate(ends) if last > place[id]), len(ends))
        run = (*(ends[spot - 1][1] if spot else ()), id)
        ends[spot : spot + 1] = [(place[id], run)]
    return set(after) - set(ends[-1][1] if ends else ())
