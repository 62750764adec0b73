"""The audit trail: every run of a query appends one line of JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.catalog import Version
from queries.engine import Asker, Clauses
from queries.query import Query


@dataclass(frozen=True)
class Audit:
    """`audit.jsonl` at `path`. `config_hash` is of all pages and queries that this process was started with."""

    path: Path
    config_hash: str

    def record(
        self,
        asker: Asker,
        query: Query,
        dataset: str | None,
        version: Version,
        arguments: Mapping[str, Any],
        clauses: Clauses,
        rows: int,
    ) -> None:
        """Append one line in one write, so that lines of several processes never mix."""
        line = {
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "actor": asker.actor,
            "page": asker.page,
            "view": asker.view,
            "query": query.name,
            "query_hash": query.hash,
            "config_hash": self.config_hash,
            "data_version": version.number,
            "data_hash": version.sha256,
            "dataset": dataset,
            "arguments": dict(arguments),
            "clauses": [clause.plain() for clause in clauses],
            "rows": rows,
        }
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(handle)
