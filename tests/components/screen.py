"""What a browser has of a page: Bokeh's own document, and what messages made of it."""

from __future__ import annotations

import json
from typing import Any

from bokeh.document import Document

from components.cells import Cells, encode, models

Seen = dict[str, dict[str, Any]]


class Screen:
    """A document as Bokeh reads it, changed by messages as Bokeh changes it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = Document.from_json(document)

    def take(self, message: str) -> None:
        """Apply the content of a PATCH-DOC message; an empty one changes nothing."""
        for event in json.loads(message)["events"] if message else ():
            self.document.apply_json_patch({"events": [self.whole(event)]})

    def whole(self, event: dict[str, Any]) -> dict[str, Any]:
        """`event` with the columns that it leaves out: BokehJS keeps them, Bokeh's Python would not."""
        if event["kind"] != "ColumnDataChanged":
            return event
        kept = {k: encode(v) for k, v in self.document.get_model_by_id(event["model"]["id"]).data.items()}
        sent = dict(event["data"]["entries"])
        assert sent.keys() <= kept.keys()
        return {**event, "data": {"type": "map", "entries": list({**kept, **sent}.items())}}

    def seen(self) -> Seen:
        """The attributes of every model by its id; a model within another is its id alone."""
        return {each["id"]: flat(each) for each in models(self.document.to_json(deferred=False)["roots"])}

    def differs(self, other: Screen, leave: Cells | None = None) -> list[str]:
        """Where this screen and another do not show the same, but for the cells of `leave`."""
        mine, theirs, left = self.seen(), other.seen(), {(cell.model, cell.attribute) for cell in leave or {}}
        found = [f"{model} is on one alone" for model in mine.keys() ^ theirs.keys()]
        for model in mine.keys() & theirs.keys():
            for name in mine[model].keys() | theirs[model].keys():
                pair = [each.value(model, name, seen) for each, seen in ((self, mine), (other, theirs))]
                if (model, name) not in left and pair[0] != pair[1]:
                    found.append(f"{model}.{name}: {pair[0]!r:.200} and {pair[1]!r:.200}")
        return found

    def value(self, model: str, name: str, seen: Seen) -> Any:
        """An attribute; its default where it was never set."""
        return seen[model].get(name, getattr(self.document.get_model_by_id(model), name))


def flat(content: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a serialised model, the models within them as references."""
    return {name: referred(value) for name, value in content.get("attributes", {}).items()}


def referred(value: Any) -> Any:
    """`value` with ids in place of models, and mappings by key: their order says nothing."""
    if isinstance(value, dict) and "id" in value:
        return {"id": value["id"]}
    if isinstance(value, dict) and value.get("type") == "map":
        return {str(key): referred(item) for key, item in value.get("entries", [])}
    if isinstance(value, dict):
        return {key: referred(item) for key, item in value.items()}
    return [referred(each) for each in value] if isinstance(value, list | tuple) else value
