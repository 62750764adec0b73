"""A result as a chart: which kinds it can be, the figure, and what goes to a board with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
import yaml
from bokeh.models import BoxSelectTool

from apps.board import DRAWING
from apps.workspace.kinds import Kind, Rows, kinds, units
from components import KINDS
from components.drawn import Drawn
from components.view import View
from queries.opened import Opened
from queries.owned import ROWS, named, numbered
from queries.query import Query, QueryError, unknown
from queries.written import file, own_query, plain

HEIGHT = 280
NAME = re.compile(r"\W+")
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """The rows of a run of `query`, over the version that is `opened`; `more` is whether the run left some out."""

    query: Query
    frame: pd.DataFrame
    opened: Opened
    more: bool = False

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """The rows that a chart is drawn from, with the short name and region of each CCP."""
        return named(self.opened, numbered(self.frame.head(ROWS), self.query.columns))

    @cached_property
    def kinds(self) -> tuple[list[Kind], dict[str, str]]:
        """The charts that the rows can be, and why they cannot be the others."""
        if not len(self.frame):
            return [], {"": "the result has no rows"}
        rows = Rows(self.drawn, self.query.columns)
        if not rows.numbers:
            return [], {"": "a chart needs a column of numbers; this result has none"}
        return kinds(rows)

    def kind(self, name: str = "") -> Kind:
        """The kind of that name, the likeliest for none; raise QueryError with the reason if the rows cannot be it."""
        fitting, unfit = self.kinds
        if name in unfit or not fitting:
            raise QueryError(f"no chart: {unfit.get(name) or next(iter(unfit.values()))}")
        found = next((kind for kind in fitting if name in ("", kind.kind)), None)
        if found is None:
            raise QueryError(unknown("kind of chart", name, [kind.kind for kind in fitting]))
        return found

    def block(self, name: str, title: str, given: Settings) -> dict[str, Any]:
        """The chart as a page file would have it; raise QueryError for a setting that does not fit."""
        kind = self.kind(name)
        chosen: dict[str, Any] = {
            key: _chosen(key, given.get(key, choices[0]), choices) for key, choices in kind.settings.items()
        }
        rows = Rows(self.drawn, self.query.columns)
        if kind.kind == "matrix":
            said = {each: {"label": each.replace("_", " "), "unit": units(each)[0]} for each in rows.numbers}
            chosen["columns"] = said
        chosen |= brushing(kind.kind, chosen, rows)
        return {kind.kind: self.query.name, "title": title or self.query.about["title"], **chosen}

    def view(self, name: str, title: str, given: Settings) -> View:
        """The chart as a view."""
        return view(self.block(name, title, given), self.query)

    def pin(self, name: str, kind: str, title: str, given: Settings) -> tuple[dict[str, Any], dict[str, Any]]:
        """The chart as a board keeps it under `name`: its block, and its query as plain data."""
        shown = replace(self, query=replace(self.query, name=name))
        block = shown.block(kind, title, given)
        about = {
            "title": block["title"],
            "unit": block.get("unit", ""),
            "grain": ", ".join(view(block, self.query).keys),
        }
        return block, plain(replace(shown.query, about={**self.query.about, **about}))

    def files(self, kind: str, title: str, given: Settings) -> tuple[str, str]:
        """The chart as files: that of its query, and its block of a page."""
        name = NAME.sub("_", title.lower()).strip("_") or "chart"
        block, said = self.pin(name, kind, title, given)
        return file(own_query(said)), text(name, block)

    def charts(self, tab: str, name: str = "", given: Settings | None = None) -> dict[str, Any]:
        """What the workspace is told of the charts that the rows can be: the message `charts`."""
        fitting, unfit = self.kinds
        plain = [{"kind": each.kind, "label": each.label, "settings": _plain(each.settings)} for each in fitting]
        reason = "" if fitting else f"No chart: {next(iter(unfit.values()))}."
        kind = next((each for each in fitting if each.kind == name), fitting[0] if fitting else None)
        settings = {key: choices[0] for key, choices in kind.settings.items()} if kind else {}
        if kind and given and kind.kind == name:
            settings |= {key: value for key, value in given.items() if value in kind.settings.get(key, ())}
        return {"tab": tab, "kinds": plain, "kind": kind.kind if kind else "", "settings": settings, "note": reason}

    def figure(self, name: str = "", given: Settings | None = None, ccps: Sequence[str] = ()) -> tuple[str, str]:
        """The figure as the document of a page holds it, and what must be said beside it.

        Not to be asked for on an event loop. Raise QueryError with the reason if there is none.
        """
        view = self.view(name, "", given or {})
        with DRAWING:
            drawn = Drawn(view, self.drawn, ccps, HEIGHT)
        figure = drawn.figure
        figure.tools = [tool for tool in figure.tools if not isinstance(tool, BoxSelectTool)]
        figure.toolbar.active_drag = None
        figure.subscribed_events = set()
        return drawn.text, self.note(view)

    def note(self, view: View) -> str:
        """Which rows the chart does not show."""
        keys = [key for key in view.keys if key in self.drawn]
        nameless = int(self.drawn[keys].isna().any(axis=1).sum()) if keys else 0
        cut = self.more or len(self.frame) > ROWS
        parts = [f"drawn from the first {len(self.drawn):,} rows; there are more" if cut else ""]
        parts += [
            f"{nameless:,} {'row' if nameless == 1 else 'rows'} without {' or '.join(keys)} left out"
            if nameless
            else ""
        ]
        return "; ".join(filter(None, parts))


def view(block: Mapping[str, Any], query: Query, name: str = "chart") -> View:
    """The view of `query` that a block describes."""
    kind = next(key for key in block if key in KINDS)
    settings = {key: value for key, value in block.items() if key != kind}
    return KINDS[kind](name=name, query=query, **settings)


def brushing(kind: str, chosen: Settings, rows: Rows) -> dict[str, Any]:
    """What a gesture on such a chart filters, and what tells its marks apart where it must be said."""
    match kind:
        case "line":
            return {"brush": ["quarter"]}
        case "series":
            return {"brush": ["date"]}
        case "grid":
            return {"brush": [chosen["x"], chosen["y"]]}
        case "category":
            return {"brush": [chosen["x"]]}
        case "scatter":
            by = rows.texts if rows.texts and rows.apart(*rows.texts) else []
            return {"by": by, "brush": ["ccp"] if "ccp" in rows.columns else [chosen["x"], chosen["y"]]}
        case "stack":
            return {"brush": ["ccp", "layer"]}
    return {"brush": ["ccp"]}


def text(name: str, block: Mapping[str, Any]) -> str:
    """A block as it stands in a page file."""
    return yaml.safe_dump({name: dict(block)}, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)


def _chosen(name: str, value: Any, choices: Sequence[str]) -> str:
    if value not in choices:
        raise QueryError(unknown(name, str(value), choices))
    return str(value)


def _plain(settings: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(choices) for name, choices in settings.items()}
