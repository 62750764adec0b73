"""Rec (2019), tables 3 to 17: every printed cell, and beside a wrong one what the evidence supports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from data.sources.filing import Filing, SourceError
from data.sources.printed import lines, number, printed

PROVIDERS = {"CCP": "ccp_share", "CMs and NCMs": "members_share"}
Cell = tuple[int, str, str, str]


def read(folder: Path) -> Filing:
    """`published`: layer shares (tables 4 to 12), provider shares (3) in %, and indicators (13 to 17) in x."""
    found = corrections(folder / "rec2019_corrected_cells.csv")
    rows = [*layers(folder), *providers(folder), *indicators(folder)]
    for row in rows:
        row.update(found.pop((row["source_table"], row["quarter"], row["ccp"], row["measure"]), {}))
    if found:
        raise SourceError(f"rec2019_corrected_cells.csv: no such printed cell: {', '.join(map(str, found))}")
    frame = pd.DataFrame(rows).astype({"value": "float64", "corrected": "float64"})
    return Filing("rec2019", {"published": frame}, present=int((frame["raw_text"] != "").sum()))


def layers(folder: Path) -> Iterator[dict[str, Any]]:
    """Tables 4 to 12, one a quarter."""
    path = folder / "rec2019_layer_shares.csv"
    for cell, row in lines(path, "table", "quarter", "ccp", "layer", "share_pct"):
        yield printed(path, cell, int(row["table"]), row["ccp"], row["quarter"], row["layer"], "%", row["share_pct"])


def providers(folder: Path) -> Iterator[dict[str, Any]]:
    """Table 3: what the CCP and what the members provide."""
    path = folder / "rec2019_table3_provider_shares.csv"
    for cell, row in lines(path, "table", "quarter", "ccp", "provided_by", "share_pct"):
        measure = PROVIDERS[row["provided_by"]]
        yield printed(path, cell, int(row["table"]), row["ccp"], row["quarter"], measure, "%", row["share_pct"])


def indicators(folder: Path) -> Iterator[dict[str, Any]]:
    """Tables 13 to 17, one an indicator."""
    path = folder / "rec2019_indicators.csv"
    for cell, row in lines(path, "table", "indicator", "quarter", "ccp", "value"):
        yield printed(path, cell, int(row["table"]), row["ccp"], row["quarter"], row["indicator"], "x", row["value"])


def corrections(path: Path) -> dict[Cell, dict[str, Any]]:
    """What is wrong, by cell: `corrected` (None where it is not known) and `note`."""
    return {
        (int(row["source_table"]), row["quarter"], row["ccp"], row["measure"]): {
            "corrected": number(row["corrected"]),
            "note": row["note"],
        }
        for _, row in lines(path, "source_table", "quarter", "ccp", "measure", "corrected", "note")
    }
