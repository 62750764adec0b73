"""What an ingest did, in figures and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

import pandas as pd

from data import quarter
from data.cell import NUMERIC, not_reported
from data.item import items
from data.sources.filing import Filing, Refusal

SHOWN = 20


@dataclass(frozen=True)
class Loaded:
    """One file of an ingest. `present` = `loaded` (new rows) + `unchanged` (stood already) + refused, in cells."""

    name: str
    source: str = ""
    present: int = 0
    loaded: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    ccps: frozenset[str] = frozenset()
    quarters: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    as_text: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """The version that an ingest published, None if every file was loaded before, and what became of each file."""

    version: int | None
    files: list[Loaded] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [_line(("file", "present", "loaded", "unchanged", "refused", "CCPs", "quarters", "items"))]
        lines += [_figures(file.name, [file]) for file in self.files]
        if len(self.files) > 1:
            lines.append(_figures("all", self.files))
        lines += [f"{file.name}: {note}" for file in self.files for note in file.notes]
        lines += _listed("kept as text, without a value", [t for file in self.files for t in file.as_text])
        lines += _refusals(self.files)
        lines.append("No new version." if self.version is None else f"Published as version {self.version}.")
        return "\n".join(lines)


def loaded(name: str, filing: Filing, fresh: int) -> Loaded:
    """The summary of a file of whose rows `fresh` are new."""
    rows = filing.tables.get("disclosure", pd.DataFrame(columns=["ccp", "quarter", "item", "value", "raw_text"]))
    quarters = frozenset(rows["quarter"])
    return Loaded(
        name, filing.source, filing.present, fresh, len(rows) - fresh, tuple(filing.refused),
        frozenset(rows["ccp"]), quarters, frozenset(rows["item"]), tuple(_as_text(name, rows)), _dated(name, quarters),
    )  # fmt: skip


def _as_text(name: str, rows: pd.DataFrame) -> list[str]:
    numeric = {item.item for item in items().values() if item.type in NUMERIC}
    unread = rows[rows["value"].isna() & rows["item"].isin(numeric) & ~rows["raw_text"].map(not_reported)]
    return [
        f"{_where(name, sheet, cell)}: {_short(words)} for {item} ({items()[item].type})"
        for sheet, cell, words, item in unread[["sheet", "cell", "raw_text", "item"]].itertuples(index=False)
    ]


def _dated(name: str, quarters: Iterable[str]) -> tuple[str, ...]:
    claimed, dates = quarter.named(name), sorted(quarters)
    if claimed is None or claimed in dates:
        return ()
    return (f"its name says {claimed}, its rows are dated {', '.join(dates)}: loaded as dated",)


def _figures(name: str, files: list[Loaded]) -> str:
    counts = [sum(f.present for f in files), sum(f.loaded for f in files), sum(f.unchanged for f in files)]
    counts.append(sum(len(f.refused) for f in files))
    counts += [len(frozenset[str]().union(*(getattr(f, of) for f in files))) for of in ("ccps", "quarters", "items")]
    return _line((name, *(f"{count:,}" for count in counts)))


def _line(words: Iterable[str]) -> str:
    name, *rest = words
    return f"{name:<32}" + "".join(f"{word:>10}" for word in rest)


def _listed(title: str, lines: list[str]) -> list[str]:
    more = [f"  … and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
    return [f"{title}: {len(lines):,}", *(f"  {line}" for line in lines[:SHOWN]), *more] if lines else []


def _refusals(files: Iterable[Loaded]) -> list[str]:
    found = sorted(((r.reason, f.name, r) for f in files for r in f.refused), key=lambda entry: entry[:2])
    if not found:
        return []
    lines = [f"refused: {len(found):,} cells"]
    shown = 0
    for reason, group in groupby(found, key=lambda entry: entry[0]):
        cells = list(group)
        lines.append(f"  {reason}: {len(cells):,}")
        room = max(min(SHOWN - shown, 3 if len(cells) < len(found) else SHOWN), 0)
        lines += [f"    {_where(name, r.sheet, r.cell)}: {_short(r.raw_text)}" for _, name, r in cells[:room]]
        shown += room
        if len(lines) > 2 * SHOWN:
            break
    return [
        *lines,
        "All of them are in the table refusal: SELECT sheet, cell, raw_text, reason FROM refusal",
    ]


def _where(name: str, sheet: str, cell: str) -> str:
    return f"{name}, {sheet}, {cell}"


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:57] + "…")
