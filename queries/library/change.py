"""A version of what is kept in versions: boards and decks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A version: who made it, when (seconds since 1970), and why."""

    number: int
    who: str
    at: float
    why: str
