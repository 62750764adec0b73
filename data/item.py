"""The PQD item catalogue as it ships."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"


@cache
def windows() -> dict[str, str]:
    """What each item's figure spans, by item number: quarter_end, quarter or trailing_12m."""
    with (REFERENCE / "items.csv").open(newline="") as lines:
        return {row["item"]: row["window"] for row in csv.DictReader(lines)}
