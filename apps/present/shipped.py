"""The decks that ship with Tidemark: YAML files beside the pages. Nobody changes them; anybody may copy one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from apps.present.deck import Deck
from queries.library.decks import DeckLine

FOLDER = Path(__file__).parent.parent / "decks"
STATE = ("page", "dataset", "my_ccp", "arguments", "clauses")
NEWEST = 0
"""The data version that slides of these decks name: each is shown at the newest that its page has."""


@cache
def decks() -> Mapping[str, Deck]:
    """The decks by id, which is the name of the file. Raise ValueError naming file, slide and field."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.yaml"))}


def read(path: Path) -> Deck:
    """The deck in a file; raise ValueError naming file, slide and field."""
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return Deck.read(
            {"title": said["title"], "id": path.stem, "slides": [_slide(said, one) for one in said["slides"]]}
        )
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {error}") from None


def lines() -> list[DeckLine]:
    """The decks as they stand in a list."""
    return [
        DeckLine(deck.id, deck.plain()["title"], "", (), deck.version, None, len(deck.slides), "", 0.0)
        for deck in decks().values()
    ]


def _slide(said: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    """A slide as JSON has it: what all slides share of the state stands once, above them."""
    own = {name: one[name] for name in STATE if name in one}
    state = {"arguments": {}, "clauses": [], "version": NEWEST, **said.get("state", {}), **own}
    return {**{name: value for name, value in one.items() if name not in STATE}, "state": state}
