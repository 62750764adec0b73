"""Which arrays would answer a question, and what they are known by."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

from queries.selection import Clause
from queries.tiers.axis import KINDS
from queries.tiers.question import Question
from queries.tiers.shape import Shape
from queries.tiers.source import Source

Form = Literal["finished", "prefix", "cells", "inner"]
MOST_AXES = 2


@dataclass(frozen=True)
class Plan:
    """The static filter, the clauses that move, those of their fields that no row of the query shows, and the form.

    finished: the query's rows themselves, chosen by their keys; prefix: running sums over intervals; cells: sums of
    each value; inner: the rows below an aggregate that must see them all.
    """

    form: Form
    fields: tuple[str, ...]
    filters: tuple[Clause, ...]
    moving: tuple[Clause, ...]
    key: tuple[Hashable, ...]

    @property
    def name(self) -> str:
        """The key as a name of a file: the same in every process."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:40]

    @property
    def text(self) -> str:
        """The key as text: the same in every process."""
        return repr([sorted(map(repr, part)) if isinstance(part, frozenset) else part for part in self.key])


def plan(question: Question, shape: Shape, source: Source) -> Plan | None:
    """How to answer a question from arrays; None if nothing can but SQL."""
    columns = source.columns
    clauses = [clause for clause in question.clauses if clause.field in columns]
    if shape.reason or any(c.field in shape.root.names for c in question.clauses if c.field not in columns):
        return None
    moving = tuple(c for c in clauses if c.source == clauses[-1].source)
    fields = sorted({clause.field for clause in moving})
    if len(fields) < len(moving) or any(columns[field] not in KINDS for field in fields):
        return None
    beside = tuple(field for field in fields if field not in shape.keyed)
    form = _form(shape, source, tuple(c for c in moving if c.field in beside))
    if form is None:
        return None
    static = tuple(c for c in clauses if c.source != clauses[-1].source)
    known = frozenset((c.field, c.kind, c.value) for c in static)
    bound = frozenset(question.bound.items())
    about = (question.version, question.query.hash, question.dataset, bound, known)
    return Plan(form, beside, static, moving, (*about, form, beside, question.entitlement))


def _form(shape: Shape, source: Source, beside: tuple[Clause, ...]) -> Form | None:
    if not beside:
        return "finished"
    if len(beside) > MOST_AXES:
        return None
    if shape.algebraic:
        return "cells" if shape.extreme or any(c.kind == "point" for c in beside) else "prefix"
    if shape.over_rows and len(beside) == 1 and beside[0].field in shape.inner:
        return "inner"
    single = all(c.kind == "point" and len(c.value) == 1 and source.columns[c.field] == "VARCHAR" for c in beside)
    return "finished" if single and not any(level.total for level in shape.levels) else None
