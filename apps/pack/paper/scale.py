"""Where things stand on an axis: numbers where they are, categories one step each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from apps.pack.paper.plot import PaperError, Part


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`; of categories, the nth spans n to n + 1."""

    low: float
    high: float
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, extent: Part) -> Scale:
        """What a range of Bokeh says."""
        if extent.kind == "FactorRange":
            factors = extent.get("factors", [])
            return cls(0.0, float(len(factors) or 1), {name: place for place, name in enumerate(factors)})
        if extent.kind == "Range1d":
            return cls(float(extent.get("start", 0)), float(extent.get("end", 1)))
        raise PaperError(f"an axis of the kind {extent.kind} is not drawn on paper")

    def at(self, value: Any) -> float:
        """Where a value stands: a category in its middle, or beside it where a distance is given."""
        if isinstance(value, str):
            return self.places[value] + 0.5 if value in self.places else float("nan")
        if isinstance(value, list | tuple):
            return self.at(value[0]) + float(value[1])
        return float(value)
