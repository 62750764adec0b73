"""A list that takes the runs an engine records."""

from __future__ import annotations

from queries.answer import Asker, Receipt, Record, Recorded


def noting(runs: list[tuple[Asker, Receipt]]) -> Record:
    """Adds to `runs`; the codes are their numbers."""

    def record(recorded: Recorded, kind: str) -> list[str]:
        runs.extend(recorded)
        return [f"{kind} {len(runs) - len(recorded) + n}" for n in range(1, len(recorded) + 1)]

    return record
