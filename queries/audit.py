"""The audit trail: every run of a query appends one line of JSON."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from queries.answer import Asker, Receipt, Recorded


@dataclass(frozen=True)
class Audit:
    """`audit.jsonl` at `path`. `config_hash` is of all pages and queries that this process was started with."""

    path: Path
    config_hash: str

    def record(self, runs: Recorded) -> None:
        """Append a line for each run, all in one write, so that lines of several processes never mix."""
        text = "".join(json.dumps(self.line(*run), ensure_ascii=False) + "\n" for run in runs)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)

    def line(self, asker: Asker, receipt: Receipt) -> dict[str, Any]:
        """One line of the trail."""
        return {
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "actor": asker.actor,
            "page": asker.page,
            "view": asker.view,
            "query": receipt.query.name,
            "query_hash": receipt.query.hash,
            "config_hash": self.config_hash,
            "data_version": receipt.version.number,
            "data_hash": receipt.version.sha256,
            "dataset": receipt.dataset,
            "arguments": dict(receipt.arguments),
            "clauses": [clause.plain() for clause in receipt.clauses],
            "rows": receipt.rows,
        }
