"""What is asked of the confined process that reads a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MADE = "table.duckdb"
"""The file of the table that was made, in the folder of the task."""


@dataclass(frozen=True)
class Task:
    """A file to look at, or with a `name` to make a table of, in the folder `work`. `memory` is DuckDB's, in bytes."""

    path: Path
    work: Path
    options: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    memory: int = 2**30

    @classmethod
    def plain(cls, given: Mapping[str, Any]) -> Task:
        """From JSON."""
        return cls(Path(given["path"]), Path(given["work"]), given["options"], given["name"], given["memory"])

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return vars(self) | {"path": str(self.path), "work": str(self.work), "options": dict(self.options)}
