"""Where things stand on a slide of 960 by 540 points, and how words flow from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from apps.pack.leaf import Leaf
from apps.pack.paper.face import lines, written

WIDE, HIGH, EDGE = 960.0, 540.0, 40.0
TOP, BOTTOM = 80.0, 502.0
BESIDE = 590.0
"""How wide the charts are where words stand beside them."""
GAP = 24.0
LEADING = 1.42
SIZES = (18.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
"""Sizes of type that words beside charts may have."""
SMALLER = (*SIZES, 10.0, 9.0)
"""The same in a place like those of charts."""


@dataclass(frozen=True)
class Box:
    """A place, its upper left corner first."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line of words, of a paragraph that begins with it or has begun before; `mark` where a point begins."""

    text: str
    size: float
    point: bool
    mark: bool
    gap: float = 0.0

    @property
    def height(self) -> float:
        """How much room it takes."""
        return self.size * LEADING + self.gap


@dataclass(frozen=True)
class Plan:
    """Where the charts of a slide stand, and its words; None where there is no room beside the charts."""

    charts: Sequence[Box]
    words: Box | None
    sizes: Sequence[float] = SIZES


def plan(leaf: Leaf) -> Plan:
    """One or two charts have words beside them; more have them in a place like theirs, or on the next slide."""
    count, words = len(leaf.drawings), said(leaf)
    whole = Box(EDGE, TOP, WIDE - 2 * EDGE, BOTTOM - TOP)
    if not count:
        return Plan((), whole)
    if count <= 2 and words:
        charts = grid(Box(EDGE, TOP, BESIDE, BOTTOM - TOP), count, 1)
        return Plan(charts, Box(EDGE + BESIDE + 34, TOP + 4, WIDE - 2 * EDGE - BESIDE - 34, BOTTOM - TOP - 4))
    *charts, last = grid(whole, count + 1, columns(count + 1))
    if words and fitted(words, last, SMALLER)[0] == len(words):
        return Plan(charts, last, SMALLER)
    return Plan(grid(whole, count, columns(count)), None)


def columns(count: int) -> int:
    """How many places stand side by side."""
    return 1 if count == 1 else 2 if count <= 4 else 3 if count <= 9 else 4


def grid(box: Box, count: int, across: int) -> list[Box]:
    """Places of one size, row by row."""
    down = ceil(count / across)
    wide, high = (box.width - GAP * (across - 1)) / across, (box.height - 12 * (down - 1)) / down
    at = (divmod(place, across) for place in range(count))
    return [Box(box.left + column * (wide + GAP), box.top + row * (high + 12), wide, high) for row, column in at]


def said(leaf: Leaf) -> list[tuple[str, bool]]:
    """The narrative and the talking points of a slide: paragraphs, and whether each is a point."""
    return [
        *((part, False) for part in paragraphs(leaf.narrative)),
        *((part, True) for part in paragraphs(leaf.points)),
    ]


def paragraphs(text: str) -> list[str]:
    """The lines of a text that say something, written with what the typeface has."""
    return [part.strip() for part in written(text).splitlines() if part.strip()]


def flow(parts: Sequence[tuple[str, bool]], width: float, size: float) -> list[Line]:
    """Paragraphs in lines."""
    return [line for text, point in parts for line in paragraph(text, width, size, point)]


def paragraph(text: str, width: float, size: float, point: bool = False) -> list[Line]:
    """A paragraph in lines; a talking point is indented."""
    room = width - (size if point else 0)
    broken = lines(text, room, size)
    return [Line(line, size, point, point and not n, 0.0 if n else size * 0.55) for n, line in enumerate(broken)]


def fitting(words: Sequence[Line], height: float) -> int:
    """How many of these lines a place of that height holds."""
    taken = 0.0
    for count, line in enumerate(words):
        taken += line.height
        if taken > height:
            return count
    return len(words)


def fitted(parts: Sequence[tuple[str, bool]], box: Box, sizes: Sequence[float] = SIZES) -> tuple[int, float]:
    """How many paragraphs a place holds, and in which type: the largest in which all fit, or else the smallest."""
    for size in sizes:
        words = flow(parts, box.width, size)
        if fitting(words, box.height) == len(words):
            return len(parts), size
    held = [len(flow(parts[:count], box.width, sizes[-1])) for count in range(len(parts) + 1)]
    room = fitting(words, box.height)
    return max(count for count, taken in enumerate(held) if taken <= room), sizes[-1]
