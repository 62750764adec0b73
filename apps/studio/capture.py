"""What a reader sees on a page becomes a slide, and the steps that led to it slides of their own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from apps.present import text as texts
from apps.present.deck import Deck, slide
from apps.rights import demand
from apps.state import State
from apps.studio.library import Library
from apps.studio.visit import PAGE
from apps.words import said
from apps.workspace.message import word
from components.language import say
from queries.library.decks import Decks

if TYPE_CHECKING:
    from apps.reader import Reader

LONGEST = 300
"""Characters of a title."""


class Capture:
    """Takes slides from the pages of one worker. It waits for the store: it belongs into a thread."""

    def __init__(self, decks: Decks) -> None:
        self.decks = decks

    def __call__(self, reader: Reader, told: Mapping[str, Any]) -> None:
        """Offer the decks that the reader may change, or add what they see to one; raise Denied, and LibraryError."""
        demand(reader.actor, PAGE, "")
        library = Library(self.decks, reader.actor, reader.language)
        if not told.get("ask"):
            states = steps(reader) if told.get("steps") else [reader.state]
            self.add(reader, library, word(told, "deck"), word(told, "title", 4 * LONGEST), states)
        self.offer(reader, library)

    def offer(self, reader: Reader, library: Library) -> None:
        """Say which decks there are, how a slide of this view would be called, and how many steps led to it."""
        lines = [line for line in library.lines() if line["edit"]]
        titles = [texts.of(texts.read("title", line["title"]), reader.language) for line in lines]
        known = zip(lines, titles, strict=True)
        decks = [{"id": line["id"], "title": title, "count": line["count"]} for line, title in known]
        about = {"decks": decks, "title": proposed(reader, reader.state), "steps": len(steps(reader))}
        reader.tell("strip", offered=json.dumps(about, ensure_ascii=False))

    def add(self, reader: Reader, library: Library, id: str, title: str, states: Sequence[State]) -> None:
        """Add a slide for each state to a deck, a new one if `id` is empty."""
        name = title or proposed(reader, reader.state)
        deck = Deck.read(library.editable(id).plain) if id else Deck("new", {"": name[:LONGEST]})
        titles = [*(proposed(reader, state) for state in states[:-1]), name]
        made = [slide(secrets.token_urlsafe(8), state, text) for state, text in zip(states, titles, strict=True)]
        plain = deck.plain() | {"slides": [each.plain() for each in (*deck.slides, *made)]}
        whole = Deck.read(plain)
        why = say(reader.language, "captured from {page}", page=reader.stage.board.page.title)
        kept, _ = self.decks.save(id or None, whole.plain(), reader.actor.name, why, deck.version if id else None)
        about: dict[str, Any] = {"deck": kept, "slide": made[-1].id, "title": texts.of(whole.title, reader.language)}
        about |= {"count": len(whole.slides), "added": len(made)}
        reader.tell("strip", captured=json.dumps(about, ensure_ascii=False))


def steps(reader: Reader) -> list[State]:
    """The states that the reader was in, each once in a row, the present one last."""
    states = [*reader.history.past, reader.state]
    return [state for state, after in zip(states, [*states[1:], None], strict=True) if state != after]


def proposed(reader: Reader, state: State) -> str:
    """What a slide of a state may be called: its page, and what is brushed."""
    page = say(reader.language, reader.stage.board.page.title)
    brushed = ", ".join(said(clause) for clause in state.selection.clauses)
    return f"{page}: {brushed}"[:LONGEST] if brushed else page
