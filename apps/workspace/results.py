"""Results that were shown, and are shown again on a tab switch, after a reload, or on another machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.workspace.asked import Asked
from apps.workspace.tell import joined
from queries.library.history import Run
from queries.library.kept import Kept, Key
from queries.sandbox.event import Column


@dataclass(frozen=True)
class Result:
    """A result as the browser gets it: columns, rows as JSON text, and what its end says.

    `tables` are the relations that the statement reads, `values` those of its `$names` as they were bound, `relation`
    the one that was brushed, if it reads `selection`.
    """

    columns: list[dict[str, str]]
    rows: str
    done: dict[str, Any]
    tables: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    relation: str = ""

    def written(self) -> bytes:
        """The result as it is kept: a line of JSON about it, and its rows."""
        about = {name: value for name, value in vars(self).items() if name != "rows"}
        return f"{json.dumps(about, ensure_ascii=False)}\n{self.rows}".encode("utf-8", "replace")

    @classmethod
    def read(cls, content: bytes) -> Result:
        """A kept result."""
        head, _, rows = content.decode().partition("\n")
        return cls(**json.loads(head), rows=rows)

    @property
    def known(self) -> tuple[Column, ...]:
        """The columns."""
        return tuple(Column(**column) for column in self.columns)


def keep(kept: Kept, run: Run, asked: Asked, bound: Mapping[str, Any], relation: str, done: dict[str, Any]) -> None:
    """Keep what a run has shown."""
    columns = [{"name": column.name, "type": column.type} for column in asked.columns]
    about = list(asked.tables), dict(bound), relation
    kept.put(key(run), Result(columns, joined(asked.told), done, *about).written())


def find(kept: Kept, run: Run, owner: str, entitlement: str) -> Result | None:
    """What a run has shown to its owner, who sees the same part of the figures as then."""
    content = kept.get(key(run)) if (run.owner, run.entitlement) == (owner, entitlement) else None
    return Result.read(content) if content is not None else None


def key(run: Run) -> Key:
    """What the result of a run depends on."""
    return Key(run.owner, run.entitlement, run.version, run.text, run.values, run.own, run.selection)
