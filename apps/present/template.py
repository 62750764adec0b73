"""What a narrative template says, in parts: words, and places whose figures come from named queries.

A place stands in braces:

    {im_moves[short=ICE].growth_pct:+%}           one figure: query[row].column:format
    {each im_moves[direction=rose]: {.short}}     a list: the words once a row, with the row's own columns
    {if im_moves.fell: It fell elsewhere.}        words that stand there only if there is something; `unless`: if not
    {$my_ccp}                                     what the slide's state says
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

HEAD = re.compile(
    r"(?:(?P<word>each|if|unless)\s+)?(?P<query>\w+)?(?:\((?P<given>[^()]*)\))?(?:\[(?P<row>[^\[\]]*)\])?"
    r"(?:\.(?P<column>\w+))?(?:\s+first\s+(?P<most>\d+))?\s*"
)
PAIR = re.compile(r"\s*(\w+)\s*=\s*(\"[^\"]*\"|[^,\"]+?)\s*(?:,|$)")
FORMAT = re.compile(r"\s*([+]?)(?:\.(\d))?([^\s{}+.]+(?: bn| mn)?)?\s*")
UNITS = ("$ bn", "$ mn", "%", "x", "pt", "r", "quarter")
DEEPEST = 8
"""How many places may stand in each other."""


class TemplateError(ValueError):
    """A template is wrong at `place`, a number of characters from its beginning."""

    def __init__(self, place: int, what: str) -> None:
        super().__init__(what)
        self.place = place


@dataclass(frozen=True)
class Asking:
    """Which query with which of its arguments, and which of its rows: those where each column of `row` has the value.

    A value that begins with $ is one of the slide's state.
    """

    query: str
    given: Mapping[str, str] = field(default_factory=dict)
    row: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """How a figure is said: with its sign if `signed`, with so many decimals if any are given, in `unit`."""

    signed: bool = False
    decimals: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Value:
    """A column of the first row that is asked for, or, without an `asking`, of the row that a list is at."""

    place: int
    asking: Asking | None
    column: str
    format: Format = Format()


@dataclass(frozen=True)
class Known:
    """What the slide's state says under a name."""

    place: int
    name: str


@dataclass(frozen=True)
class Each:
    """`parts` once for each row, `most` at most, separated by commas."""

    place: int
    asking: Asking
    parts: tuple[Part, ...]
    most: int | None = None


@dataclass(frozen=True)
class If:
    """`parts` only if there is such a row, or if its value says so; with `wanted` false only if not."""

    place: int
    condition: Asking | Value
    parts: tuple[Part, ...]
    wanted: bool = True


Part = str | Value | Known | Each | If


def read(text: str) -> tuple[Part, ...]:
    """The parts of a template; raise TemplateError."""
    parts, end = _parts(text, 0, 0)
    if end < len(text):
        raise TemplateError(end, "a '}' without its '{'; write }} for a brace as such")
    return parts


def _parts(text: str, at: int, depth: int) -> tuple[tuple[Part, ...], int]:
    """What stands from `at` on, up to a closing brace that was not opened there or the end."""
    parts: list[Part] = []
    while at < len(text):
        if text[at : at + 2] in ("{{", "}}") and not (depth and text[at] == "}"):
            parts, at = [*parts, text[at]], at + 2
        elif text[at] == "}":
            break
        elif text[at] == "{":
            if depth >= DEEPEST:
                raise TemplateError(at, f"more than {DEEPEST} places stand in each other")
            part, at = _place(text, at, depth)
            parts.append(part)
        else:
            end = next((n for n in range(at, len(text)) if text[n] in "{}"), len(text))
            parts, at = [*parts, text[at:end]], end
    return tuple(parts), at


def _place(text: str, at: int, depth: int) -> tuple[Part, int]:
    if known := re.compile(r"\{\$(\w+)\}").match(text, at):
        return Known(at, known[1]), known.end()
    head = HEAD.match(text, at + 1)
    if head is None or head.end() == at + 1 or text[head.end() : head.end() + 1] not in (":", "}"):
        _fail(text, at)
    if head["word"]:
        return _words(text, at, head, depth)
    if not head["column"] or head["most"]:
        raise TemplateError(at, f"{head[0].strip()!r} names no column; write query[row].column")
    form, end = Format(), head.end()
    if text[end] == ":":
        match = FORMAT.match(text, end + 1)
        if match is None or text[match.end() : match.end() + 1] != "}":
            raise TemplateError(end, f"no format; write :%, :+.1%, :.2x or one of {', '.join(UNITS)}")
        form, end = _format(match, end), match.end()
    return Value(at, _asking(at, head), head["column"], form), end + 1


def _words(text: str, at: int, head: re.Match[str], depth: int) -> tuple[Part, int]:
    """`each`, `if` and `unless`, with the words that they stand before."""
    if text[head.end()] != ":":
        raise TemplateError(at, f"{head['word']} is followed by ': words'")
    parts, end = _parts(text, head.end() + 1, depth + 1)
    if end >= len(text):
        raise TemplateError(at, "a '{' without its '}'")
    asking = _asking(at, head)
    if head["word"] == "each":
        if asking is None or head["column"]:
            raise TemplateError(at, "each takes the rows of a query: {each query[row]: words with {.column}}")
        return Each(at, asking, parts, int(head["most"]) if head["most"] else None), end + 1
    condition = Value(at, asking, head["column"]) if head["column"] else asking
    if condition is None:
        raise TemplateError(at, f"{head['word']} takes a query, or a column of it")
    return If(at, condition, parts, head["word"] == "if"), end + 1


def _asking(at: int, head: re.Match[str]) -> Asking | None:
    if not head["query"]:
        if head["given"] or head["row"]:
            raise TemplateError(at, "the name of a query is missing")
        return None
    return Asking(head["query"], _pairs(at, head["given"]), _pairs(at, head["row"]))


def _pairs(at: int, said: str | None) -> Mapping[str, str]:
    """What `name=value, …` says."""
    pairs: dict[str, str] = {}
    place = 0
    while said and place < len(said):
        match = PAIR.match(said, place)
        if match is None:
            raise TemplateError(at, f"{said!r}: write name=value, several separated by commas")
        pairs[match[1]], place = match[2].strip('"'), match.end()
    return pairs


def _format(match: re.Match[str], at: int) -> Format:
    unit = match[3] or ""
    if unit and unit not in UNITS:
        raise TemplateError(at, f"no unit {unit!r}; choose from {', '.join(UNITS)}")
    if match[2] and unit.startswith("$"):
        raise TemplateError(at, "amounts in dollars have as many digits as say something: leave the decimals out")
    return Format(bool(match[1]), int(match[2]) if match[2] else None, unit)


def _fail(text: str, at: int) -> NoReturn:
    if "}" not in text[at:]:
        raise TemplateError(at, "a '{' without its '}'")
    said = text[at + 1 : at + 1 + text[at + 1 :].index("}")]
    raise TemplateError(at, f"{said[:40]!r} is no place; write query[row].column:format, or {{{{ for a brace as such")
