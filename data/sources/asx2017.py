"""ASX Clear (Futures), June 2017: the public quantitative disclosure, from a transcription that lost some cells."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from data.item import windows
from data.sources.filing import Filing, Refusal
from data.sources.printed import lines, number

CCP = "ASX Clear (Futures)"
QUARTER = "2017Q2"
COLUMNS = ("item", "template_item", "label", "currency", "value", "unit", "note")
SCALE = dict.fromkeys(("percent", "count", "business days", "days", "contracts", "minutes"), 1.0) | {"million": 1e6}
DESCRIPTORS = {
    "PeakDay": "PeakDayAmountInPrevious12Months",
    "MeanAverage": "MeanAverageOverPrevious12Months",
    "Average": "AverageInQuarter",
    "Peak": "PeakInQuarter",
}
# The contributions are cash only, so what is required is what is posted: the one figure stands for both items.
BOTH = {"4.1.4/4.1.5": ("4.1.4", "4.1.5")}
UNPRINTED = ("derived", "percentage lost")
UNCERTAIN = "column alignment uncertain"
Record = tuple[str, dict[str, str]]


def read(folder: Path) -> Filing:
    """`disclosure` at CCP level in whole dollars. What cannot be placed or was not printed is refused."""
    path = folder / "asx_clear_futures_2017q2.csv"
    records = list(lines(path, *COLUMNS))
    refused = [refusal(cell, row, why) for cell, row in records if (why := reason(row))]
    sound = [(cell, row) for cell, row in records if not reason(row)]
    rows = disclosures(sound, path.name)
    frame = pd.DataFrame(rows).astype({"value": "float64"})
    return Filing("asx2017", {"disclosure": frame}, refused, present=len(rows) + len(refused))


def reason(row: dict[str, str]) -> str:
    """Why a figure cannot be loaded; empty if it can."""
    item, note = row["template_item"], row["note"]
    if not row["value"]:
        return f"no value: {note}"
    if not item:
        return ": ".join(filter(None, ("no PQD item stands for it", note)))
    if item not in BOTH and item.split(" ")[0] not in windows():
        return ": ".join(filter(None, (f"stands for {item} together, without the split", note)))
    if UNCERTAIN in note or note.startswith(UNPRINTED):
        return f"not as printed: {note}"
    return ""


def refusal(cell: str, row: dict[str, str], why: str) -> Refusal:
    """The refused cell, with its label, since several lines share an item."""
    return Refusal("", cell, raw_text(row), f"{row['label']}: {why}", CCP, QUARTER)


def raw_text(row: dict[str, str]) -> str:
    """The value with its unit, as `314.0 million`."""
    return row["value"] if row["unit"] == "text" or not row["value"] else f"{row['value']} {row['unit']}"


def disclosures(records: list[Record], source: str) -> list[dict[str, Any]]:
    """Rows of `disclosure`; an item that the file gives several times takes its label as descriptor."""
    times = Counter((row["template_item"], row["currency"]) for _, row in records)
    return [
        {
            "ccp": CCP,
            "level": "ccp",
            "service": "",
            "default_fund": "",
            "currency": row["currency"],
            "period_end": date(2017, 6, 30),
            "quarter": QUARTER,
            "window": windows()[item],
            "item": item,
            "descriptor": descriptor(row, times[row["template_item"], row["currency"]] > 1),
            "value": value(row),
            "raw_text": raw_text(row),
            "source_file": source,
            "sheet": "",
            "cell": cell,
        }
        for cell, row in records
        for item in BOTH.get(row["template_item"], row["template_item"].split(" ")[:1])
    ]


def descriptor(row: dict[str, str], repeated: bool) -> str:
    """The descriptor in the one spelling that the catalog uses."""
    item, _, given = row["template_item"].partition(" ")
    if repeated and not item.startswith("6.1"):
        return row["label"]
    if item.startswith("7.1.") and row["unit"] == "million":
        return "SizeAndCompositionOfQualifyingLiquidResources"
    return DESCRIPTORS.get(given, given)


def value(row: dict[str, str]) -> float | None:
    """The figure in whole units, or None for words and for units that the catalog has no place for."""
    figure = number(row["value"])
    return None if figure is None or row["unit"] not in SCALE else figure * SCALE[row["unit"]]
