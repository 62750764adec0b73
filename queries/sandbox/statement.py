"""Where the statements of a text stand. Places are code points; DuckDB counts bytes of UTF-8."""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from queries.sandbox.event import Fault

WORD = re.compile(r"\w+|.", re.DOTALL)
UNHELD = re.compile("[\0\ud800-\udfff]")
LONGEST = 2**16
"""Bytes of one statement."""
DEEPEST = 120
"""Brackets within brackets."""
OPEN, CLOSED = "([{", ")]}"
NONE = Fault("wrong", "There is no statement here.")


class FaultError(Exception):
    """A job cannot go on; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True)
class Token:
    """Where a word or a sign begins; the word in capitals, of a sign or a literal its first letters."""

    start: int
    word: str


@dataclass(frozen=True)
class Span:
    """One statement of a text, from `start` to `end`. `head` is where the comments before it begin."""

    head: int
    start: int
    end: int


def code_point(text: str, at: int) -> int:
    """The code point of `text` at byte `at`."""
    return len(text.encode()[:at].decode(errors="ignore"))


def tokens(text: str) -> list[Token]:
    """The words and signs of a text, without comments; none after a quote that is not closed."""
    raw, found, start, before = text.encode(), [], 0, 0
    for at, _ in duckdb.tokenize(text):
        start += len(raw[before:at].decode(errors="ignore"))
        before = at
        word = WORD.match(text, start)
        found.append(Token(start, word[0].upper() if word else ""))
    return found


def spans(text: str) -> list[Span]:
    """The statements of a text, without what ends them."""
    found: list[Span] = []
    head, first = 0, -1
    for token in tokens(text):
        if token.word == ";":
            if first >= 0:
                found.append(_span(text, head, first, token.start))
            head, first = token.start + 1, -1
        elif first < 0:
            first = token.start
    if first < 0 and text[head:].strip() and not found and not tokens(text[head:]):
        first = head + len(text[head:]) - len(text[head:].lstrip())
    return [*found, _span(text, head, first, len(text))] if first >= 0 else found


def _span(text: str, head: int, start: int, end: int) -> Span:
    return Span(head, start, start + len(text[start:end].rstrip()))


def marked(text: str, start: int, end: int) -> Span:
    """The statement that is marked, or else the one at that place. Raise FaultError if there is not exactly one."""
    if not 0 <= start <= end <= len(text):
        raise FaultError(Fault("wrong", "What is marked lies beyond the end of the text."))
    if start == end:
        return _at(spans(text), start)
    inner = spans(text[start:end])
    if not inner:
        raise FaultError(NONE)
    if len(inner) > 1:
        where = start + inner[1].start
        raise FaultError(Fault("denied", f"{len(inner)} statements are marked; only one can run.", where, 1))
    return Span(*(start + at for at in (inner[0].head, inner[0].start, inner[0].end)))


def _at(found: list[Span], place: int) -> Span:
    if not found:
        raise FaultError(NONE)
    before = [span for span in found if span.head <= place]
    return before[-1] if before else found[0]


def check_letters(text: str) -> None:
    """Raise FaultError for what no statement can hold: U+0000, at which DuckDB stops reading, and half a character."""
    wrong = UNHELD.search(text)
    if wrong:
        raise FaultError(Fault("wrong", "No statement can hold this character; remove it.", wrong.start(), 1))


def check_size(text: str) -> None:
    """Raise FaultError if a statement is too long, or too deep for a parser."""
    if len(text.encode()) > LONGEST:
        raise FaultError(Fault("denied", f"The statement is longer than {LONGEST // 1024} KiB."))
    depth = 0
    for token in tokens(text):
        depth += (token.word in OPEN) - (token.word in CLOSED)
        if depth > DEEPEST:
            raise FaultError(Fault("denied", f"More than {DEEPEST} brackets stand within one another."))
