"""One module for each disclosure format; SOURCES lists those that ingest tries, in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from data.cell import text
from data.sources import template, wide
from data.sources.filing import Filing, SourceError
from data.sources.sheet import Sheet, filled, sheets


class Source(NamedTuple):
    """A disclosure format: whether it is that of some sheets, and how their rows are read."""

    name: str
    recognise: Callable[[list[Sheet]], bool]
    read: Callable[[list[Sheet]], Filing]


SOURCES = (
    Source("wide", wide.recognise, wide.read),
    Source("template", template.recognise, template.read),
)


def read(path: Path) -> Filing:
    """The filing at `path`; raise SourceError if no source knows its format, or if it holds no figure."""
    found = sheets(path)
    source = next((source for source in SOURCES if source.recognise(found)), None)
    if source is None:
        raise SourceError(
            f"{path.name}: not a disclosure: no sheet has the columns of the CCP12 template ({_list(template.NEEDED)}) "
            f"or of a wide workbook ({_list(wide.KEYS)}); found {'; '.join(map(_described, found[:5]))}"
        )
    filing = source.read(found)
    if not filing.present:
        raise SourceError(f"{path.name}: its sheets have the right columns, but no row holds a figure")
    return filing


def _described(sheet: Sheet) -> str:
    row = next((row for row in sheet.rows if filled(row)), [])
    words = ", ".join(repr(text(value)) for value in row[:6])
    return f"sheet {sheet.name!r} with {words or 'no cells'}"


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(words)
