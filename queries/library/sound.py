"""What is asked of a text before it is kept."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable
from typing import Any

from queries.query import QueryError

LONGEST = 64 * 1024
"""Bytes of a statement."""
COMPARED = 2000
"""Lines of a text that is compared line by line, which can take as long as the square of them."""
NAME, WHY = 100, 500
"""Characters of a name, and of what is said about something."""
Clock = Callable[[], float]


class LibraryError(QueryError):
    """Something cannot be kept, or is not there. The message is one sentence."""


def statement(text: str) -> str:
    """A statement as it may be kept; raise LibraryError for one that is too long."""
    size = len(_encoded(text, "the statement"))
    if size > LONGEST:
        raise LibraryError(f"the statement has {size:,} bytes; {LONGEST:,} can be kept: split it")
    return text


def canonical(text: str) -> str:
    """A statement as it runs: nothing around it, nor a semicolon at its end."""
    return text.strip().removesuffix(";").rstrip()


def hashed(text: str) -> str:
    """The SHA-256 of a statement as it runs, in hex: what a receipt says of it."""
    return hashlib.sha256(canonical(text).encode()).hexdigest()


def named(text: str, what: str) -> str:
    """A name as it may be kept: one line without space around it. Raise LibraryError if nothing is left or too much."""
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise LibraryError(f"{what} needs a name of printable characters")
    return told(name, f"the name of {what}", NAME)


def told(text: str, what: str, longest: int = WHY) -> str:
    """A remark as it may be kept; raise LibraryError for one that is too long."""
    _encoded(text, what)
    if len(text) > longest:
        raise LibraryError(f"{what} has {len(text):,} characters; {longest:,} can be kept")
    return text


def difference(first: str, second: str, before: str, after: str) -> list[str]:
    """What makes the second text of the first: unified lines with no line ends, none if nothing does."""
    one, other = first.splitlines(), second.splitlines()
    if one != other and max(len(one), len(other)) > COMPARED:
        return [f"--- {before}", f"+++ {after}", *(f"-{line}" for line in one), *(f"+{line}" for line in other)]
    return list(difflib.unified_diff(one, other, before, after, lineterm=""))


def _encoded(text: Any, what: str) -> bytes:
    try:
        return bytes(text.encode())
    except UnicodeEncodeError:
        raise LibraryError(f"{what} holds half a character, which no file can hold; remove it") from None
