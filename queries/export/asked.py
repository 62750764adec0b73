"""What is asked of the process that writes a result: the first line that it reads, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queries.export.column import Column

SHEET_ROWS = 1_048_575
"""Rows below the header that a sheet holds."""


class ExportError(ValueError):
    """One sentence for the reader: why there is no file, and the way out."""


@dataclass(frozen=True)
class Asked:
    """A file of a kind, with these columns, made in the folder `work`. `receipt` says where its figures are from."""

    format: str
    columns: Sequence[Column]
    receipt: Mapping[str, str]
    work: Path

    @classmethod
    def plain(cls, given: Mapping[str, Any]) -> Asked:
        """From JSON."""
        columns = [Column(str(name), str(kind)) for name, kind in given["columns"]]
        return cls(str(given["format"]), columns, dict(given["receipt"]), Path(given["work"]))

    def written(self) -> dict[str, Any]:
        """As JSON."""
        columns = [(column.name, column.type) for column in self.columns]
        return {
            "format": self.format,
            "columns": columns,
            "receipt": dict(self.receipt),
            "work": str(self.work),
        }
