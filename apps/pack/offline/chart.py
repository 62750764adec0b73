"""One chart as a file has it: the figure, its rows, what each mark is of them, and what the engine answered beyond."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from apps.pack.offline.asking import Asking
from apps.pack.offline.brushes import Field
from apps.pack.offline.marks import Source
from apps.pack.offline.places import places
from apps.pack.offline.reach import Known, reach
from apps.pack.offline.values import Columns, changed, columns, fresh
from apps.words import about
from components.cells import Cells
from components.language import say
from queries.answer import Receipt
from queries.selection import Clause

Words = dict[str, Any]


def chart(asking: Asking, fields: Sequence[Field], states: Known, languages: Sequence[str]) -> dict[str, Any]:
    """The chart; `states` are the brushes of others that slides begin with, beside those that its rows cannot follow.

    `codes` of the answers are still to come, in the order of `receipts`.
    """
    view, found = asking.view, reach(asking, fields)
    known = list(dict.fromkeys(map(bare, [*found.known, *states])))
    kept = {name for clauses in known for clause in clauses for name in [clause.field]}
    named = {*view.brush, *found.exact, *kept}
    return {
        "view": view.name,
        "unit": view.unit,
        "figure": json.loads(asking.drawn.text),
        "rows": {name: [row.get(name) for row in asking.rows] for name in asking.rows[0] if name in named},
        "count": len(asking.rows),
        "exact": found.exact,
        "unknown": found.unknown,
        "joint": found.joint,
        "known": [[clause.plain() for clause in clauses] for clauses in known],
        "cut": asking.whole.more,
        **marked(asking),
        **places(view, asking.drawn.context),
        **brushing(asking),
        "said": {language: said(asking, known, language) for language in languages},
    }


def bare(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """What is brushed, whoever did, in one order."""
    made = [Clause("", each.field, each.kind, ordered(each)) for each in clauses]
    return tuple(sorted(made, key=lambda clause: (clause.field, clause.kind, list(map(str, clause.value)))))


def ordered(clause: Clause) -> tuple[Any, ...]:
    """The values of a clause, in one order where that says nothing."""
    return tuple(sorted(clause.value, key=str)) if clause.kind == "point" else clause.value


def marked(asking: Asking) -> dict[str, Any]:
    """The rows that the marks of each source stand for; empty where they are not those of the rows one by one."""
    sources = asking.sources or {}
    return {"marks_of": {name: {"rows": each.rows, "own": each.own} for name, each in sources.items()}}


def brushing(asking: Asking) -> dict[str, Any]:
    """What a gesture brushes: the columns, and which of them as an interval."""
    example = asking.view.example(asking.drawn.context)
    return {
        "brush": asking.view.brush,
        "intervals": [clause.field for clause in example if clause.kind == "interval"],
    }


def said(asking: Asking, known: Known, language: str) -> Words:
    """All that the chart shows in a language: with nothing brushed, of each row alone, and under each known brush."""
    view = asking.view.speaking(language)
    base = whole(asking, (), language)
    opened = asking.board.engine.opened(asking.state.version)
    under = [beyond(base, whole(asking, clauses, language)) for clauses in known]
    return {
        "title": say(language, view.title),
        "about": about(view, opened.version, opened.badge(asking.state.dataset), language),
        "legend": view.legend(asking.drawn.context),
        **base,
        "each": {name: spoken(each) for name, each in (asking.spoken(language) or {}).items()},
        "under": under,
    }


def whole(asking: Asking, clauses: Sequence[Clause], language: str) -> Words:
    """What the figure shows under `clauses`, with what is written on it."""
    cells = asking.drawn.words(language) | asking.cells(clauses, language)
    return {"columns": columns(cells), "attributes": set_attributes(cells)}


def set_attributes(cells: Cells) -> dict[str, dict[str, Any]]:
    """The attributes among `cells` by model and name, in the form of Bokeh's protocol."""
    made: dict[str, dict[str, Any]] = {}
    for (model, name, column), value in cells.items():
        if not column:
            made.setdefault(model, {})[name] = json.loads(value)
    return made


def beyond(base: Words, shown: Words) -> Words:
    """What `shown` has otherwise than `base`, and how many rows there are."""
    before: Columns = base["columns"]
    attributes = {
        model: dict(fresh(base["attributes"].get(model, {}), own)) for model, own in shown["attributes"].items()
    }
    return {
        "columns": changed(before, shown["columns"]),
        "attributes": {model: own for model, own in attributes.items() if own},
    }


def spoken(source: Source) -> dict[str, Any]:
    """The columns of a source: what a mark shows that no row of it is there, and if rows differ, what it is of each."""
    return {
        name: {"none": source.none[name], **({} if steady(each) else {"rows": each})}
        for name, each in source.each.items()
        if moves(source, name)
    }


def steady(each: list[list[Any]]) -> bool:
    """Whether a mark shows the same for all of its rows."""
    return all(value == values[0] for values in each for value in values)


def moves(source: Source, name: str) -> bool:
    """Whether a column depends on which rows are there."""
    none = source.none[name]
    return any(value != none[mark] for mark, values in enumerate(source.each[name]) for value in values)


def receipts(asking: Asking, known: Sequence[Sequence[Clause]]) -> list[Receipt]:
    """What was asked for the chart: with nothing brushed, and under each of the known brushes."""
    return [asking.whole.receipt, *(asking.answer(clauses).receipt for clauses in known)]
