"""Reserve Bank of Australia (2009): default waterfalls of 17 CCPs, and tables on ACH's participants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from data.sources.filing import Filing
from data.sources.printed import lines, number, printed

# Tables by file: number, what a row is of, the quarter that the review's data refer to, and its date as printed.
TABLES = {
    "rba2009_table2_capital.csv": (2, "core_liquid_capital_aud_m", "2008Q4", "Data as at the end of November 2008"),
    "rba2009_table4_profitability.csv": (
        4, "core_liquid_capital_aud_m", "2008Q4", "Capital as at the end of November 2008, profits of 2007/08"
    ),
    "rba2009_table5_third_party_clearers.csv": (5, "provider", "2008Q4", "Data of 17 October 2008"),
    "rba2009_table7_exposures.csv": (
        7, "core_liquid_capital_aud_m", "2008Q3", "Exposures of the quarter to the end of September 2008"
    ),
}  # fmt: skip
FRAMEWORK = {"minimum_capital": "", "margins": "", "coverage_pct": "%", "paid_up_contributions": ""}


def read(folder: Path) -> Filing:
    """`waterfall` (tables 1 and 3; amounts in millions) and `published` (tables 1 to 5 and 7)."""
    layers = pd.DataFrame(waterfall(folder / "rba2009_waterfalls.csv")).astype({"amount": "float64"})
    rows = [*frameworks(folder / "rba2009_frameworks.csv")]
    for name, (table, key, quarter, date) in TABLES.items():
        rows += participants(folder / name, table, key, quarter, date)
    tables = pd.DataFrame(rows).astype({"value": "float64", "corrected": "float64"})
    present = sum(int((frame["raw_text"] != "").sum()) for frame in (layers, tables))
    return Filing("rba2009", {"waterfall": layers, "published": tables}, present=present)


def waterfall(path: Path) -> Iterator[dict[str, Any]]:
    """The layers in the order that each CCP uses them."""
    for cell, row in lines(path, "ccp", "layer_order", "layer", "layer_kind", "amount", "unit", "currency", "note"):
        yield {
            "ccp": row["ccp"],
            "product": row["product"],
            "layer_order": int(row["layer_order"]),
            "layer": row["layer"],
            "layer_kind": row["layer_kind"],
            "amount": number(row["amount"]),
            "unit": row["unit"],
            "currency": row["currency"],
            "raw_text": row["amount"],
            "note": row["note"],
            "source_file": path.name,
            "cell": cell,
        }


def frameworks(path: Path) -> Iterator[dict[str, Any]]:
    """Tables 1 and 3: what each CCP asks of its participants."""
    for cell, row in lines(path, "table", "ccp", *FRAMEWORK):
        for measure, unit in FRAMEWORK.items():
            yield printed(path, cell, int(row["table"]), row["ccp"], "2009Q1", measure, unit, row[measure])


def participants(path: Path, table: int, key: str, quarter: str, date: str) -> Iterator[dict[str, Any]]:
    """A table on ACH's participants. A measure is a column of a row, as `2-3: participants`."""
    for cell, row in lines(path, key):
        again = recomputed(row)
        for column, text in row.items():
            if column in (key, "note") or "recomputed" in column:
                continue
            note = ". ".join(filter(None, (date, row.get("note", ""), again.get(column, ""))))
            yield printed(path, cell, table, "ACH", quarter, f"{row[key]}: {column}", unit(column), text, note)


def recomputed(row: dict[str, str]) -> dict[str, str]:
    """A remark by column where our arithmetic from the rounded figures differs from the printed figure."""
    pairs = {
        "ratio_lc_trr_avg": "lc_over_trr_recomputed",
        "percent_decline": "recomputed_decline_pct",
    }
    differ = {shown: row[ours] for shown, ours in pairs.items() if row.get(ours) and row[shown] != row[ours]}
    return {shown: f"Recomputed from the rounded figures: {ours}" for shown, ours in differ.items()}


def unit(column: str) -> str:
    """The unit that a column's name implies."""
    if column.endswith("_m"):
        return "AUD m"
    return {"percent_decline": "%", "ratio_lc_trr_avg": "x"}.get(column, "count")
