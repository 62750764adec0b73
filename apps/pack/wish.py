"""What somebody wants exported: a deck, as which kind of file, and what of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apps.pack.leaf import Order, PackError
from apps.present import text
from apps.present.deck import Deck
from components.language import LANGUAGES, say
from queries.query import unknown

HTML = "html"
FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    HTML: "text/html; charset=utf-8",
}
WORDS = (
    *("{title} (continued)", "Notes: {title}", "Minutes", "figures in words: {codes}", "Index", "No.", "Rows"),
    *("Slide", "Chart", "Query", "Asked", "Unit", "PQD items", "Stands on", "Note", "Receipt"),
)
"""What the writing process says itself; each stands in the language's file."""
LONGEST = 80
Minutes = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Wish:
    """A deck as a file. `notes` are wanted by presenters alone; `minutes` are an appendix."""

    deck: Deck
    format: str
    language: str
    notes: bool = False
    minutes: Minutes = ()

    @property
    def title(self) -> str:
        """The title of the deck."""
        return text.of(self.deck.title, self.language)

    @property
    def name(self) -> str:
        """What the file is called."""
        kept = "".join(each if each.isalnum() or each in " -_.," else " " for each in self.title)
        return f"{' '.join(kept.split())[:LONGEST].strip(' .') or 'deck'}.{self.format}"

    def order(self, work: Path) -> Order:
        """What the writing process is asked for."""
        words = {each: say(self.language, each) for each in WORDS}
        made = datetime.now(UTC).isoformat(timespec="seconds")
        return Order(self.format, self.title, self.language, made, str(work), words, self.minutes)

    def about(self) -> dict[str, Any]:
        """What the audit and the reader are told of it."""
        deck = {"deck": self.deck.id, "deck_version": self.deck.version, "title": self.title}
        return {**deck, "format": self.format, "language": self.language, "name": self.name}


def checked(format: str, language: str) -> tuple[str, str]:
    """A kind of file and a language that there are; raise PackError with the nearest."""
    if format not in FORMATS:
        raise PackError(unknown("format", format[:20], FORMATS))
    if language not in LANGUAGES:
        raise PackError(unknown("language", language[:20], LANGUAGES))
    return format, language
