"""The PQD item catalogue: what each disclosure item is and what span of time it stands for."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class Item:
    """One item. `type` is amount, percent, count, days, number, duration, date or text; `window` as in disclosure."""

    item: str
    type: str
    window: str


@cache
def items() -> Mapping[str, Item]:
    """Every item by its number, as 6.1.1. Source: reference/items.csv."""
    with (REFERENCE / "items.csv").open(encoding="utf-8", newline="") as file:
        return {row["item"]: Item(row["item"], row["type"], row["window"]) for row in csv.DictReader(file)}


@cache
def windows() -> dict[str, str]:
    """What each item's figure spans, by item number: quarter_end, quarter or trailing_12m."""
    return {item.item: item.window for item in items().values()}
