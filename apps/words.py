"""What stands in words around the charts: what a card is about, what is brushed, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nextafter
from typing import Any

from apps.board import Lacking
from apps.failures import Failing
from apps.state import State
from components.language import ENGLISH, quarter, say
from components.retold import retold
from components.stack import layer_name
from components.view import View
from data.catalog import Version
from queries.selection import Clause, Selection
from queries.tiers.tier import Tier

HEADINGS = {"standing": "Where you stand", "finding": "What stands out"}


def about(view: View, version: Version, badge: str, language: str = ENGLISH) -> str:
    """Badge of a made-up dataset, unit, PQD items and as-of version of a chart."""
    items = view.query.about["items"]
    parts = [
        say(language, badge),
        say(language, view.unit),
        f"PQD {either(items, language)}" if items != "none" else "",
        f"v{version.number}, {version.created[:10]}",
    ]
    return " · ".join(part for part in parts if part)


def either(items: str, language: str) -> str:
    """PQD items, of some of which one will do."""
    return items.replace(" or ", say(language, " or "))


def answered(tier: Tier, language: str = ENGLISH) -> str:
    """Which tier gave a chart's figures, for how many rows they stand or of how many it was asked, and its time."""
    taken = f"{1000 * tier.seconds:.2f}" if tier.seconds < 0.01 else f"{1000 * tier.seconds:.0f}"
    name = say(language, tier.name.capitalize())
    if tier.fields:
        fields = [say(language, field.replace("_", " ")) for field in tier.fields]
        name = say(language, "{tier} over {fields}", tier=name, fields=say(language, " and ").join(fields))
    if tier.stated and not tier.rows:
        return say(language, "{tier} in {taken} ms", tier=name, taken=taken)
    text = "{tier}: of {rows} rows in {taken} ms" if tier.stated else "{tier}: {rows} rows in {taken} ms"
    return say(language, text, tier=name, rows=f"{tier.rows:,}", taken=taken)


def unapplied(fields: Sequence[str], language: str = ENGLISH) -> str:
    """Which brushed fields a chart could not apply."""
    named = ", ".join(say(language, field) for field in fields)
    return say(language, "not filtered by {fields}", fields=named) if fields else ""


def lacking(rows: int, language: str = ENGLISH) -> str:
    """That nothing is left for a chart to show."""
    return "" if rows else say(language, "nothing matches what is brushed")


def cut(rows: int, language: str = ENGLISH) -> str:
    """That a chart shows only so many rows."""
    return say(language, "the first {rows} rows; there are more", rows=f"{rows:,}")


def missing(lacking: Lacking | Failing, language: str = ENGLISH) -> str:
    """Why a dataset has no such chart, and the next step."""
    if isinstance(lacking, Failing):
        return retold(language, lacking.reason)
    step = say(language, "Choose another dataset above, or ingest a file that has them.")
    if lacking.items:
        named = either(", ".join(lacking.items), language)
        return say(language, "This dataset has no figures of PQD {items}.", items=named) + f" {step}"
    if lacking.records:
        return say(
            language,
            "There are no margin records yet. Load them with tidemark ingest, or make some up: tidemark demo-facts.",
        )
    if lacking.needed == "none":
        return say(language, "This dataset has no rows for this chart. Choose another dataset above.")
    needed = either(lacking.needed, language)
    return say(language, "No CCP of this dataset has PQD {items} in full for one quarter.", items=needed) + f" {step}"


def chips(selection: Selection, titles: Mapping[str, str], language: str = ENGLISH) -> list[dict[str, str]]:
    """One chip for each view that has brushed something."""
    sources = dict.fromkeys(clause.source for clause in selection.clauses)
    made = {source: "; ".join(said(each, language) for each in selection.own(source)) for source in sources}
    return [{"source": source, "label": f"{titles.get(source, source)}: {text}"} for source, text in made.items()]


def said(clause: Clause, language: str = ENGLISH) -> str:
    """What a clause keeps, in the reader's words."""
    if clause.kind == "interval" and any(isinstance(end, float) for end in clause.value):
        low, high = (float(end) for end in clause.value)
        field = say(language, clause.field.replace("_", " "))
        return say(language, "{field} {low} to {high}", field=field, low=f"{low:,.6g}", high=upper(high, language))
    values = [value_said(clause.field, str(value), language) for value in clause.value]
    if clause.kind == "interval":
        return values[0] if values[0] == values[1] else say(language, "{low} to {high}", low=values[0], high=values[1])
    if len(values) <= 6:
        return ", ".join(values)
    return say(language, "{count} of {field}", count=len(values), field=say(language, clause.field))


def value_said(field: str, value: str, language: str) -> str:
    """A value of a clause, in the reader's words."""
    return quarter(language, value) if field == "quarter" else say(language, layer_name(value))


def upper(end: float, language: str = ENGLISH) -> str:
    """The upper end of an interval of amounts: the number itself, or the round one that it lies just below."""
    following = nextafter(end, inf)
    if len(repr(following)) < len(repr(end)):
        return say(language, "below {end}", end=f"{following:,.6g}")
    return f"{end:,.6g}"


def settings(view: View, state: State, language: str = ENGLISH) -> list[dict[str, Any]]:
    """The arguments of a view's query, as its menu offers them."""
    given = {**view.arguments, **state.arguments.get(view.name, {})}
    return [
        {
            "name": name,
            "doc": say(language, each.doc),
            "value": str(given.get(name, each.default)),
            "choices": list(each.choices),
        }
        for name, each in view.query.arguments.items()
    ]


def sections(rows: Sequence[Mapping[str, Any]], language: str = ENGLISH) -> list[dict[str, Any]]:
    """The sentences under their headings, each with its place among `rows`."""
    made: dict[str, list[dict[str, Any]]] = {}
    for position, row in enumerate(rows):
        told = retold(language, row["sentence"])
        made.setdefault(str(row["section"]), []).append({"text": told, "position": position})
    headings = {name: say(language, HEADINGS.get(name, name)) for name in made}
    return [{"heading": headings[name], "sentences": sentences} for name, sentences in made.items()]
