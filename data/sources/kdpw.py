"""KDPW_CCP: the layers of its clearing guarantee system, without amounts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.sources.filing import Filing
from data.sources.printed import lines


def read(folder: Path) -> Filing:
    """`waterfall`, in the order that the source lists the layers; it prints no amount."""
    path = folder / "kdpw_layers.csv"
    rows = [
        {
            "ccp": "KDPW_CCP",
            "product": "",
            "layer_order": int(row["order_as_listed"]),
            "layer": row["layer"],
            "layer_kind": row["kind"],
            "amount": None,
            "unit": "",
            "currency": "",
            "raw_text": "",
            "note": f"{row['level']}: {row['rule_text']}",
            "source_file": path.name,
            "cell": cell,
        }
        for cell, row in lines(path, "order_as_listed", "layer", "kind", "level", "rule_text")
    ]
    return Filing("kdpw", {"waterfall": pd.DataFrame(rows).astype({"amount": "float64"})})
