"""A copy of a drawn chart as a browser keeps it: the columns of its sources, and what patches made of them."""

from __future__ import annotations

import json
import math
from typing import Any

from bokeh.core.serialization import Deserializer

from components.cells import Cells, message
from components.drawn import Drawn
from components.told import plain

Columns = dict[str, list[Any]]


class Patched:
    """The sources of one chart in drawing order, and the attributes that events have set."""

    def __init__(self, drawn: Drawn) -> None:
        sources = [renderer.data_source for renderer in drawn.renderers]
        self.columns: dict[str, Columns] = {each.id: {k: list(v) for k, v in each.data.items()} for each in sources}
        self.order = [each.id for each in sources]
        self.attributes: dict[tuple[str, str], Any] = {}

    def apply(self, cells: Cells) -> Patched:
        """Do what BokehJS does with the message of `cells`: replace the columns named, set the attributes."""
        for event in json.loads(message(cells))["events"]:
            model = event["model"]["id"]
            if event["kind"] == "ColumnDataChanged":
                new = {name: unpacked(values) for name, values in plain(event["data"]).items()}
                assert list(new) == event["cols"]
                self.columns[model] |= new
            else:
                assert event["kind"] == "ModelChanged"
                self.attributes[model, event["attr"]] = plain(event["new"])
        return self

    @property
    def sources(self) -> list[Columns]:
        """The columns of every source, in drawing order."""
        return [self.columns[each] for each in self.order]

    def even(self) -> bool:
        """Whether every source has columns of one length."""
        return all(len({len(v) for v in columns.values()}) <= 1 for columns in self.sources)

    def seen(self) -> Any:
        """All of it, comparable: a missing figure equals a missing figure."""
        return blanked(self.sources), blanked(sorted(self.attributes.items()))


def unpacked(values: Any) -> list[Any]:
    """A column as a list, whichever form it was sent in."""
    return Deserializer().deserialize(values).tolist() if isinstance(values, dict) else values


def blanked(value: Any) -> Any:
    """`value` with every NaN as None and every sequence as a list."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: blanked(item) for key, item in value.items()}
    return [blanked(item) for item in value] if isinstance(value, list | tuple) else value
