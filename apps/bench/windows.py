"""Where a brush of about a year stands while it is dragged across the days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

YEAR = 365
"""Days that the brush spans, both ends included."""

Window = tuple[str, str]


def windows(first: date, last: date, steps: int) -> list[Window]:
    """So many intervals of one year from the first day to the last, no two the same, as ISO texts.

    Raise ValueError if the days have fewer: their number less a year.
    """
    room = (last - first).days + 1 - YEAR
    if not 2 <= steps <= room:
        raise ValueError(f"{steps} steps: a brush of a year over these days has 2 to {max(2, room)} steps")
    return [window(first, round(step * room / (steps - 1)), YEAR) for step in range(steps)]


def spread(windows: Sequence[Window], most: int) -> list[Window]:
    """At most so many of the windows, evenly from the first to the last."""
    count = min(most, len(windows))
    return [windows[place * (len(windows) - 1) // max(1, count - 1)] for place in range(count)]


def sweeps(first: date, last: date, reader: int, readers: int) -> Iterator[Window]:
    """Intervals below a year that sweep over the days again and again, a week further each.

    No other of the readers has the same.
    """
    for width in range(YEAR - 1 - reader, 0, -readers):
        for offset in range(0, (last - first).days + 2 - width, 7):
            yield window(first, offset, width)


def window(first: date, offset: int, width: int) -> Window:
    """The interval of so many days that begins so many days after `first`."""
    low = first + timedelta(offset)
    return low.isoformat(), (low + timedelta(width - 1)).isoformat()
