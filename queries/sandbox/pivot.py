"""PIVOT without IN, which to DuckDB is several statements: its values are found first and written into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from data.sql import literal
from queries.sandbox.event import Fault
from queries.sandbox.statement import OPEN, FaultError, Token, tokens

WORDS = ("PIVOT", "PIVOT_WIDER")
AFTER = ("USING", "GROUP", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT")
"""What may stand behind the list of what is pivoted on."""
MOST_VALUES = 2000
MOST_PIVOTS = 10
Written = tuple[int, int]
Values = Callable[[str], list[str]]


@dataclass
class _Level:
    """What stands within one pair of brackets: its tokens, and where its common tables begin and end."""

    tokens: list[Token] = field(default_factory=list)
    commons: tuple[int, int] = (0, 0)
    opened: str = ""


@dataclass(frozen=True)
class _Pivot:
    """One `PIVOT source ON elements`: where each begins and ends, and the common tables that it sees."""

    start: int
    source: tuple[int, int]
    elements: tuple[tuple[int, int], ...]
    commons: tuple[tuple[int, int], ...]


def filled(text: str, values: Values) -> tuple[str, tuple[Written, ...]]:
    """The text with an IN behind whatever it pivots on, and where something was put in: place and length, in order.

    `values` answers a statement of one column. Raise FaultError if there is nothing, or too much, to pivot on.
    """
    written: list[Written] = []
    for _ in range(MOST_PIVOTS):
        pivot = _next(text)
        if pivot is None:
            break
        for start, end in reversed(pivot.elements):
            listed = _listed(text, pivot, text[start:end], values)
            text = text[:end] + listed + text[end:]
            written.append((end, len(listed)))
    return text, tuple(reversed(written))


def _listed(text: str, pivot: _Pivot, element: str, values: Values) -> str:
    commons = ", ".join(text[start:end] for start, end in pivot.commons)
    source = text[slice(*pivot.source)]
    head = f"WITH RECURSIVE {commons}\n" if commons else ""
    found = values(
        f"{head}SELECT DISTINCT CAST(({element}) AS VARCHAR) AS v FROM {source}\nORDER BY v LIMIT {MOST_VALUES + 2}"
    )
    kept = [value for value in found if value is not None]
    if not kept or len(kept) > MOST_VALUES:
        many = f"more than {MOST_VALUES:,} values" if kept else "no value"
        raise FaultError(Fault("wrong", f"{element.strip()} has {many} to pivot on.", pivot.start, 5))
    return "\nIN (" + ", ".join(literal(value) for value in kept) + ")"


def _next(text: str) -> _Pivot | None:
    """The first PIVOT without IN that has no other within it."""
    found = [pivot for pivot in _pivots(text) if pivot.elements]
    for pivot in found:
        if not any(pivot.start < other.start < pivot.source[1] for other in found):
            return pivot
    return None


def _pivots(text: str) -> Iterator[_Pivot]:
    words = tokens(text)
    levels = [_Level()]
    for i, token in enumerate(words):
        level = levels[-1]
        if token.word in WORDS and _begins(level):
            commons = tuple(each.commons for each in levels if each.commons[1])
            yield _read(text, words[i:], commons)
        level.tokens.append(token)
        if token.word in OPEN:
            levels.append(_Level(opened=words[i - 1].word if i else ""))
        elif token.word in ")]}" and len(levels) > 1:
            closed = levels.pop()
            _close(levels[-1], closed, token)


def _begins(level: _Level) -> bool:
    """Whether a query may begin here: at the start, or right behind common tables."""
    if not level.tokens:
        return True
    return bool(level.commons[1]) and level.tokens[-1].start + 1 == level.commons[1]


def _close(level: _Level, closed: _Level, at: Token) -> None:
    level.tokens.append(at)
    if level.tokens[0].word == "WITH" and closed.opened in ("AS", "MATERIALIZED"):
        first = level.tokens[2 if level.tokens[1].word == "RECURSIVE" else 1]
        level.commons = first.start, at.start + 1


def _read(text: str, words: list[Token], commons: tuple[tuple[int, int], ...]) -> _Pivot:
    depth, on, ends = 0, 0, len(text)
    commas: list[int] = []
    has_in: list[bool] = [False]
    for token in words[1:]:
        if depth == 0 and (token.word in ")]};" or (on and token.word in AFTER)):
            ends = token.start
            break
        depth += (token.word in OPEN) - (token.word in ")]}")
        if depth == 0 and token.word == "ON" and not on:
            on = token.start
        elif depth == 0 and on and token.word == ",":
            commas.append(token.start)
            has_in.append(False)
        elif depth == 0 and on and token.word == "IN":
            has_in[-1] = True
    if not on:
        return _Pivot(words[0].start, (0, 0), (), commons)
    starts, stops = [on + 2, *(at + 1 for at in commas)], [*commas, ends]
    spans = [_tight(text, *span) for span in zip(starts, stops, strict=True)]
    elements = tuple(span for span, has in zip(spans, has_in, strict=True) if not has)
    return _Pivot(words[0].start, (words[0].start + len(words[0].word), on), elements, commons)


def _tight(text: str, start: int, end: int) -> tuple[int, int]:
    return start, start + len(text[start:end].rstrip())
