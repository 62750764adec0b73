"""How far a chart follows a brush in a file that has only rows, and the answers of the engine for what lies beyond."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.pack.offline.asking import Asking
from apps.pack.offline.brushes import Field
from queries.selection import Clause

Known = list[tuple[Clause, ...]]
"""Brushes under which the engine is asked."""


@dataclass(frozen=True)
class Reach:
    """The fields by which a chart's own rows are filtered; those that its query does not know; and the brushes beyond.

    `joint` are the fields of the first by whose rows such an answer may be filtered further.
    """

    exact: list[str]
    unknown: list[str]
    known: Known
    joint: list[str]


def reach(asking: Asking, fields: Sequence[Field]) -> Reach:
    """How far the chart follows each field; no answer that filtering the rows would make otherwise counts as exact."""
    unknown = [field.name for field in fields if field.name in asking.answer([field.trials[0]]).statement.unapplied]
    rest = [field for field in fields if field.name not in unknown]
    exact: list[Field] = []
    for field in rest:
        if filters(asking, field, exact):
            exact.append(field)
    names = [field.name for field in exact]
    swept = [field for field in rest if field.name not in names]
    known: Known = [(clause,) for field in swept for clause in field.sweep]
    return Reach(names, unknown, known, [field.name for field in exact if known and further(asking, known, field)])


def filters(asking: Asking, field: Field, others: Sequence[Field]) -> bool:
    """Whether filtering the rows by `field`, alone and after `others`, is what the engine does."""
    if asking.sources is None or not all(field.name in row for row in asking.rows[:1]):
        return False
    together = [other.trials[-1] for other in others]
    trials = field.trials
    return all(asking.agrees([clause]) for clause in trials) and all(
        asking.agrees([*together, clause]) for clause in (trials[0], trials[-1]) if together
    )


def further(asking: Asking, known: Known, field: Field) -> bool:
    """Whether the rows of an answer filtered by `field` are what the engine answers to both brushes."""
    tried = [known[0], known[len(known) // 2], known[-1]]
    return all(asking.narrows(clauses, field.trials[place]) for clauses in tried for place in (0, -1))
