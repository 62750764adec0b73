"""What a source makes of a file: tidy rows, and the cells that it had to refuse."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


class SourceError(ValueError):
    """A file as a whole cannot be read. The message says which file, what is wrong, and what was expected."""


@dataclass(frozen=True)
class Refusal:
    """One cell that was not loaded. `ccp` and `quarter` are empty where its row could not be read."""

    sheet: str
    cell: str
    raw_text: str
    reason: str
    ccp: str = ""
    quarter: str = ""


@dataclass(frozen=True)
class Filing:
    """One file's content.

    `tables` holds, by catalog table (disclosure, published, waterfall), rows with that table's columns but
    `dataset`, `loaded_in` and `superseded_in`, which ingest adds. `present` counts the file's non-empty figure cells,
    each of which is a row or a refusal.
    """

    source: str
    tables: dict[str, pd.DataFrame]
    refused: list[Refusal] = field(default_factory=list)
    present: int = 0
