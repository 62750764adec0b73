"""What stands in words around the charts: what a card is about, what is brushed, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nextafter
from typing import Any

from apps.board import Lacking
from apps.failures import Failing
from apps.state import State
from components.stack import layer_name
from components.view import View
from components.words import quarter
from data.catalog import Version
from queries.selection import Clause, Selection
from queries.tiers.tier import Tier

HEADINGS = {"standing": "Where you stand", "finding": "What stands out"}


def about(view: View, version: Version, badge: str) -> str:
    """Badge of a made-up dataset, unit, PQD items and as-of version of a chart."""
    items = view.query.about["items"]
    parts = [badge, view.unit, f"PQD {items}" if items != "none" else "", f"v{version.number}, {version.created[:10]}"]
    return " · ".join(part for part in parts if part)


def answered(tier: Tier) -> str:
    """Which tier gave a chart's figures, for how many rows they stand or of how many it was asked, and its time."""
    fields = f" over {' and '.join(tier.fields).replace('_', ' ')}" if tier.fields else ""
    taken = f"{1000 * tier.seconds:.2f}" if tier.seconds < 0.01 else f"{1000 * tier.seconds:.0f}"
    rows = f": {'of ' if tier.stated else ''}{tier.rows:,} rows" if tier.rows or not tier.stated else ""
    return f"{tier.name.capitalize()}{fields}{rows} in {taken} ms"


def unapplied(fields: Sequence[str]) -> str:
    """Which brushed fields a chart could not apply."""
    return f"not filtered by {', '.join(fields)}" if fields else ""


def lacking(rows: int) -> str:
    """That nothing is left for a chart to show."""
    return "" if rows else "nothing matches what is brushed"


def cut(rows: int) -> str:
    """That a chart shows only so many rows."""
    return f"the first {rows:,} rows; there are more"


def missing(lacking: Lacking | Failing) -> str:
    """Why a dataset has no such chart, and the next step."""
    if isinstance(lacking, Failing):
        return lacking.reason
    items, step = ", ".join(lacking.items), "Choose another dataset above, or ingest a file that has them."
    if items:
        return f"This dataset has no figures of PQD {items}. {step}"
    if lacking.records:
        return "There are no margin records yet. Load them with tidemark ingest, or make some up: tidemark demo-facts."
    if lacking.needed == "none":
        return "This dataset has no rows for this chart. Choose another dataset above."
    return f"No CCP of this dataset has PQD {lacking.needed} in full for one quarter. {step}"


def chips(selection: Selection, titles: Mapping[str, str]) -> list[dict[str, str]]:
    """One chip for each view that has brushed something."""
    sources = dict.fromkeys(clause.source for clause in selection.clauses)
    made = {source: "; ".join(said(each) for each in selection.own(source)) for source in sources}
    return [{"source": source, "label": f"{titles.get(source, source)}: {text}"} for source, text in made.items()]


def said(clause: Clause) -> str:
    """What a clause keeps, in the reader's words."""
    if clause.kind == "interval" and any(isinstance(end, float) for end in clause.value):
        low, high = (float(end) for end in clause.value)
        return f"{clause.field.replace('_', ' ')} {low:,.6g} to {upper(high)}"
    values = [quarter(str(v)) if clause.field == "quarter" else layer_name(str(v)) for v in clause.value]
    if clause.kind == "interval":
        return values[0] if values[0] == values[1] else f"{values[0]} to {values[1]}"
    return ", ".join(values) if len(values) <= 6 else f"{len(values)} of {clause.field}"


def upper(end: float) -> str:
    """The upper end of an interval of amounts: the number itself, or the round one that it lies just below."""
    following = nextafter(end, inf)
    return f"below {following:,.6g}" if len(repr(following)) < len(repr(end)) else f"{end:,.6g}"


def settings(view: View, state: State) -> list[dict[str, Any]]:
    """The arguments of a view's query, as its menu offers them."""
    given = {**view.arguments, **state.arguments.get(view.name, {})}
    return [
        {"name": name, "doc": each.doc, "value": str(given.get(name, each.default)), "choices": list(each.choices)}
        for name, each in view.query.arguments.items()
    ]


def sections(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The sentences under their headings, each with its place among `rows`."""
    made: dict[str, list[dict[str, Any]]] = {}
    for position, row in enumerate(rows):
        made.setdefault(str(row["section"]), []).append({"text": row["sentence"], "position": position})
    return [{"heading": HEADINGS.get(name, name), "sentences": sentences} for name, sentences in made.items()]
