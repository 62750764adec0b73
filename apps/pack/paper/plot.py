"""A chart as it is sent to a browser, read again: models of Bokeh with their attributes, without Bokeh."""

from __future__ import annotations

import gzip
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, nan
from typing import Any

import numpy as np

NUMBERS = {"nan": nan, "+inf": inf, "-inf": -inf}


class PaperError(ValueError):
    """A chart that cannot be drawn on paper; the sentence says what is strange about it."""


@dataclass
class Part:
    """A model: its kind, as Bokeh calls it, and the attributes that are not Bokeh's own defaults."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """An attribute, or what Bokeh takes where it is not said."""
        return self.values.get(name, default)

    def parts(self, name: str) -> list[Part]:
        """The models in a list."""
        return [each for each in self.values.get(name, ()) if isinstance(each, Part)]


def read(content: Mapping[str, Any]) -> Part:
    """The figure that `content`, which is JSON, describes; PaperError if it is none."""
    reading = _Reading({each["id"]: each for each in _models(content)})
    figure = reading.value(content)
    if not isinstance(figure, Part) or figure.kind != "Figure":
        raise PaperError("this is no chart")
    return figure


class _Reading:
    """One reading: a model that stands in several places is one part."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        self.known = known
        self.made: dict[str, Part] = {}

    def value(self, content: Any) -> Any:
        if isinstance(content, list):
            return [self.value(each) for each in content]
        if not isinstance(content, dict):
            return content
        if content.keys() == {"id"} or (content.get("type") == "object" and "id" in content):
            return self.part(content["id"])
        return self.plain(content)

    def plain(self, content: dict[str, Any]) -> Any:
        match content.get("type"):
            case "map":
                return {self.value(key): self.value(each) for key, each in content.get("entries", ())}
            case "set":
                return [self.value(each) for each in content.get("entries", ())]
            case "number":
                return NUMBERS[content["value"]]
            case "ndarray":
                return array(content)
        return {key: self.value(each) for key, each in content.items()}

    def part(self, id: str) -> Part:
        if id not in self.made:
            said = self.known[id]
            part = self.made[id] = Part(said["name"])
            part.values = {name: self.value(each) for name, each in said.get("attributes", {}).items()}
        return self.made[id]


def array(content: Mapping[str, Any]) -> Any:
    """The figures of an array."""
    held = content["array"]
    if isinstance(held, dict):
        order = "<" if content["order"] == "little" else ">"
        figures = np.frombuffer(
            gzip.decompress(b64decode(held["data"])), np.dtype(content["dtype"]).newbyteorder(order)
        )
        return figures.reshape(content["shape"])
    return np.asarray([NUMBERS[each["value"]] if isinstance(each, dict) else each for each in held])


def _models(content: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(content, dict):
        if content.get("type") == "object" and "id" in content:
            yield content
        for each in content.values():
            yield from _models(each)
    elif isinstance(content, list):
        for each in content:
            yield from _models(each)
