"""What the browser tells, field by field: nothing in it is believed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from queries.library.drafts import Values
from queries.library.sound import LONGEST, NAME
from queries.query import QueryError

Message = Mapping[str, Any]
NAMES = 100
"""Values that a statement may have."""


class MessageError(QueryError):
    """A message makes no sense; the sentence says in which field."""


def word(message: Message, name: str, longest: int = NAME) -> str:
    """A text of at most so many bytes; empty if it is not there."""
    text = message.get(name, "")
    if not isinstance(text, str):
        raise MessageError(f"{name} is no text")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise MessageError(f"{name} holds half a character, which no file can hold; remove it") from None
    if size > longest:
        raise MessageError(f"{name} has {size:,} bytes; at most {longest:,} are taken")
    return text


def words(message: Message, name: str, most: int) -> list[str]:
    """A list of at most so many short texts; empty if it is not there."""
    listed = message.get(name, [])
    if not isinstance(listed, list) or len(listed) > most:
        raise MessageError(f"{name} is no list of at most {most} texts")
    return [word({name: each}, name) for each in listed]


def statement(message: Message) -> str:
    """What stands in the editor."""
    return word({"the statement": message.get("text", "")}, "the statement", LONGEST)


def place(message: Message, name: str) -> int:
    """A place in a text, in code points; 0 if it is not there."""
    number = message.get(name, 0)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if type(number) is not int or not 0 <= number <= LONGEST:
        raise MessageError(f"{name} is no place in the statement")
    return number


def values(message: Message) -> Values:
    """The values of `$names`, as the browser has them."""
    given = message.get("values", {})
    if not isinstance(given, Mapping) or len(given) > NAMES:
        raise MessageError(f"values are at most {NAMES}, by name")
    return {word({"a name": name}, "a name"): _value(str(name)[:NAME], value) for name, value in given.items()}


def _value(name: str, value: Any) -> str | int | float | bool | None:
    if isinstance(value, float) and not math.isfinite(value):
        raise MessageError(f"{name} is no number")
    if value is None or isinstance(value, bool | int | float):
        return value
    return word({name: value}, name, LONGEST)
