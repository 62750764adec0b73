"""What a glyph shows of its source: a value for each mark, whether it is said once or by a column."""

from __future__ import annotations

from typing import Any

from apps.pack.paper.colour import Colour, colour, mapped
from apps.pack.paper.plot import Part


class Columns:
    """The marks of one glyph."""

    def __init__(self, renderer: Part) -> None:
        self.glyph: Part = renderer.get("glyph")
        self.held: dict[str, Any] = renderer.get("data_source").get("data", {})
        self.count = max((len(self.held[name]) for name in self._named()), default=0)

    def _named(self) -> list[str]:
        said = (each for each in self.glyph.values.values() if isinstance(each, dict) and each.get("type") == "field")
        return [each["field"] for each in said if each["field"] in self.held]

    def of(self, name: str, default: Any = None) -> list[Any]:
        """The values of a property of the glyph, one a mark."""
        said = self.glyph.get(name, default)
        if not isinstance(said, dict):
            return [said] * self.count
        if said.get("type") == "value":
            return [said.get("value")] * self.count
        values = list(self.held.get(str(said.get("field")), [default] * self.count))
        scale = said.get("transform")
        return mapped(scale, values) if isinstance(scale, Part) else values

    def numbers(self, name: str, default: float) -> list[float]:
        """The same as numbers."""
        return [float(each) for each in self.of(name, default)]

    def colours(self, what: str, default: str | None = None) -> list[Colour]:
        """The colours of the lines, the filling or the text of each mark."""
        given = zip(self.of(f"{what}_color", default), self.numbers(f"{what}_alpha", 1.0), strict=True)
        return [colour(said, alpha) for said, alpha in given]
