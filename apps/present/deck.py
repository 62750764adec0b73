"""A deck: slides, each a state of a page with the words that go with it; plain JSON wherever it is kept or sent."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from apps.present import text as texts
from apps.present.text import NOTHING, Text
from apps.state import State
from auth.words import unknown

SLIDES = 1_000
"""Slides that a deck holds."""
BYTES = 8 * 2**20
"""Bytes of a deck as JSON."""
TITLE = 300
"""Characters of a title in one language."""
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
WORDS = ("title", "points", "notes", "narrative")
OF_SLIDE = ("id", *WORDS, "state", "focus")
OF_DECK = ("id", "title", "owner", "roles", "version", "frozen", "slides")


@dataclass(frozen=True)
class Slide:
    """A state of a page, of which `focus` names the view that is shown alone, if one is; and its words.

    `points` are talking points, one a line. `notes` are the speaker's alone: they are never sent to a follower.
    `narrative` is a template, whose figures come from queries.
    """

    id: str
    title: Text
    points: Text
    notes: Text
    narrative: Text
    state: State
    focus: str = ""

    def plain(self) -> dict[str, Any]:
        """The slide as JSON holds it."""
        words = {name: texts.plain(getattr(self, name)) for name in WORDS}
        return {"id": self.id, **words, "state": json.loads(self.state.text()), "focus": self.focus}

    @classmethod
    def read(cls, said: Any, where: str = "the slide") -> Slide:
        """The slide that `said` says; raise ValueError, which begins with `where`, naming the field."""
        if not isinstance(said, Mapping):
            raise ValueError(f"{where}: expected a slide, found {str(said)[:40]!r}")
        _only(where, said, OF_SLIDE)
        words = {name: texts.read(f"{where}, {name}", said.get(name, ""), name == "title") for name in WORDS}
        _title(where, words["title"])
        focus = said.get("focus", "")
        if not isinstance(focus, str) or len(focus) > TITLE:
            raise ValueError(f"{where}, focus: expected the name of a view, found {str(focus)[:40]!r}")
        return cls(_id(where, said.get("id")), **words, state=_state(where, said.get("state")), focus=focus)


@dataclass(frozen=True)
class Deck:
    """Slides in their order, of `owner`, shared with `roles`. `version` grows with every change that is kept.

    `frozen` is the data version that every slide is shown at; None: the newest that its page has.
    """

    id: str
    title: Text
    owner: str = ""
    roles: tuple[str, ...] = ()
    version: int = 0
    frozen: int | None = None
    slides: tuple[Slide, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The deck as JSON holds it."""
        about = {"id": self.id, "title": texts.plain(self.title), "owner": self.owner, "roles": list(self.roles)}
        slides = [slide.plain() for slide in self.slides]
        return {**about, "version": self.version, "frozen": self.frozen, "slides": slides}

    @classmethod
    def read(cls, said: Any) -> Deck:
        """The deck that `said` says; raise ValueError naming slide and field, with the nearest right name."""
        if not isinstance(said, Mapping):
            raise ValueError(f"expected a deck, found {str(said)[:40]!r}")
        _only("the deck", said, OF_DECK)
        title = texts.read("the deck, title", said.get("title", ""), one_line=True)
        _title("the deck", title)
        owner, roles = said.get("owner", ""), said.get("roles", [])
        if not isinstance(owner, str) or not _are_texts(roles):
            raise ValueError("the deck: owner is a name, roles are names of roles")
        version, frozen = said.get("version", 0), said.get("frozen")
        if type(version) is not int or type(frozen) not in (int, type(None)):
            raise ValueError("the deck: version is a number, frozen the number of a data version or nothing")
        made = cls(_id("the deck", said.get("id", "new")), title, owner, tuple(roles), version, frozen)
        return replace(made, slides=_slides(said.get("slides", [])))

    def slide(self, id: str) -> Slide:
        """The slide of that id; raise ValueError with the nearest."""
        found = next((slide for slide in self.slides if slide.id == id), None)
        if found is None:
            raise ValueError(unknown("slide", id, [slide.id for slide in self.slides]))
        return found

    def without_notes(self) -> Deck:
        """The deck as somebody gets it who may not present it."""
        return replace(self, slides=tuple(replace(slide, notes=NOTHING) for slide in self.slides))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its words are in, as far as they say so."""
        said = [self.title, *(getattr(slide, name) for slide in self.slides for name in WORDS)]
        return tuple(name for name in texts.LANGUAGES[1:] if any(name in text for text in said))


def slide(id: str, state: State, title: str = "", focus: str = "") -> Slide:
    """A new slide of a state."""
    return Slide(id, MappingProxyType({"": title} if title else {}), NOTHING, NOTHING, NOTHING, state, focus)


def _slides(said: Any) -> tuple[Slide, ...]:
    if not isinstance(said, list):
        raise ValueError(f"the deck, slides: expected a list, found {str(said)[:40]!r}")
    if len(said) > SLIDES:
        raise ValueError(f"the deck has {len(said):,} slides; {SLIDES:,} can be kept: make two decks of it")
    made = tuple(Slide.read(each, f"slide {number}") for number, each in enumerate(said, 1))
    seen: dict[str, int] = {}
    for number, each in enumerate(made, 1):
        if seen.setdefault(each.id, number) != number:
            raise ValueError(f"slide {number}: slide {seen[each.id]} has the id {each.id!r} too")
    size = len(json.dumps(said, ensure_ascii=False).encode())
    if size > BYTES:
        raise ValueError(f"the deck takes {size / 1e6:.1f} MB; {BYTES / 1e6:.1f} MB can be kept: make two decks of it")
    return made


def _state(where: str, said: Any) -> State:
    """A state, given as JSON or as the text of one."""
    try:
        return State.read(said if isinstance(said, str) else json.dumps(said))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{where}, state: {error}") from None


def _id(where: str, said: Any) -> str:
    if not isinstance(said, str) or not ID.fullmatch(said):
        raise ValueError(f"{where}, id: {str(said)[:40]!r} is none; an id has letters, digits, - and _, 64 at most")
    return said


def _title(where: str, title: Text) -> None:
    longest = max(map(len, title.values()), default=0)
    if longest > TITLE:
        raise ValueError(f"{where}, title: {longest:,} characters; a title has {TITLE} at most")


def _only(where: str, said: Mapping[str, Any], known: Collection[str]) -> None:
    strange = next((str(name) for name in said if name not in known), None)
    if strange is not None:
        raise ValueError(f"{where}: {unknown('field', strange, known)}")


def _are_texts(said: Any) -> bool:
    return isinstance(said, list | tuple) and all(isinstance(each, str) for each in said)
