"""The minutes of a meeting: what was shown when, to whom, with which receipts, and what was noted meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apps.meeting.meeting import KINDS, Meeting
from apps.present import text
from apps.present.deck import Deck
from queries.library.meetings import Minute

JOINED = "joined"


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `at` is in seconds since 1970; `slide` counts from 0, None where none was shown.

    `codes` are the receipts of what was shown, `shown_to` those who were shown it by one line of the audit, whose code
    is `code`; `text` is what was noted.
    """

    kind: str
    at: float
    who: str
    slide: int | None = None
    state: str = ""
    codes: tuple[str, ...] = ()
    shown_to: tuple[str, ...] = ()
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class Minutes:
    """A meeting with its deck and all that happened, in order; what those who came are called, by name."""

    meeting: Meeting
    deck: Deck
    people: Mapping[str, str]
    entries: Sequence[Entry]

    @property
    def notes(self) -> list[Entry]:
        """The decisions, questions and actions."""
        return [entry for entry in self.entries if entry.kind in KINDS]

    def plain(self, language: str = "en") -> dict[str, Any]:
        """As plain JSON; times are in UTC."""
        return {
            "meeting": self.meeting.id,
            "title": text.of(self.meeting.title, language),
            "deck": {"id": self.meeting.deck, "version": self.meeting.version},
            "began": moment(self.meeting.began),
            "ended": moment(self.meeting.ended) if self.meeting.ended else "",
            "host": self.called(self.meeting.host.user),
            "people": dict(self.people),
            "entries": [self.entry(each, language) for each in self.entries],
        }

    def entry(self, entry: Entry, language: str) -> dict[str, Any]:
        """One entry as plain JSON."""
        shown = None if entry.slide is None else self.deck.slides[entry.slide]
        slide = shown and {"number": entry.slide, "title": text.of(shown.title, language)}
        about: dict[str, Any] = {"kind": entry.kind, "at": moment(entry.at), "who": self.called(entry.who)}
        about |= {
            "slide": slide,
            "state": entry.state,
            "codes": list(entry.codes),
            "code": entry.code,
            "text": entry.text,
        }
        return about | {"text": entry.text, "shown_to": [self.called(name) for name in entry.shown_to]}

    def called(self, name: str) -> str:
        """What somebody was called at the meeting."""
        return self.people.get(name) or name


def minutes(meeting: Meeting, deck: Deck, lines: Iterable[Minute]) -> Minutes:
    """The minutes that were kept of a meeting."""
    known = list(lines)
    people = {line.who: str(line.about.get("name") or line.who) for line in known if line.kind == JOINED}
    return Minutes(meeting, deck, people, [entry(line, len(deck.slides)) for line in known])


def entry(line: Minute, slides: int) -> Entry:
    """What a line says."""
    about, slide = line.about, line.about.get("slide")
    return Entry(
        line.kind,
        line.at,
        line.who,
        slide if type(slide) is int and slide < slides else None,
        str(about.get("state", "")),
        tuple(about.get("codes", ())),
        tuple(about.get("shown_to", ())),
        str(about.get("code", "")),
        str(about.get("text") or about.get("reason", "")),
    )


def moment(at: float) -> str:
    """A time as 2026-11-22T14:30:05Z."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
