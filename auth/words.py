"""The nearest right name."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def unknown(what: str, word: str, known: Collection[str]) -> str:
    """`unknown what 'word'; did you mean 'world'?`"""
    near = get_close_matches(word, known, 1, 0.5)
    way = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(map(repr, known)) or 'none'}"
    return f"unknown {what} {word!r}; {way}"
