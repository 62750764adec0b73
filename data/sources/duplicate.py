"""One key, one figure: what becomes of cells that a file gives twice."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from data.sources.filing import Refusal

KEY = ("ccp", "level", "service", "default_fund", "currency", "period_end", "item", "descriptor")
EVENTS = ("AmountExceeded", "DurationofFailures", "NumberofFailures")


def settle(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Refusal]]:
    """The rows that are kept, the first of each KEY, and a refusal for every other.

    `carried` is a currency that the heading carries ('16.2.8_Percentage_EUR'). A row without a currency takes it; a
    row of that currency is the same figure. Compiled workbooks fill such a column in the rows of other currencies
    too: a cell that finds its place taken by the row without a currency, or whose row has another currency, keeps its
    row's currency and names the heading's in its descriptor (Percentage_EUR).

    The items of EVENTS have a row an event, which most filers do not number: they are numbered here, from the second.
    """
    key = list(KEY)
    rows = _counted(_carried(rows), key)
    repeated = rows.duplicated(key)
    if not repeated.any():
        return rows, []
    first = rows[~repeated].set_index(key)[["raw_text", "cell", "sheet"]].add_suffix("_first")
    later = rows[repeated].join(first, on=key)
    return rows[~repeated], [_refusal(row) for row in later.to_dict("records")]


def _carried(rows: pd.DataFrame) -> pd.DataFrame:
    carries = rows["carried"] != ""
    if not carries.any():
        return rows
    natural = rows["currency"].isin([""]) | (rows["currency"] == rows["carried"])
    ranked = rows[carries & natural].assign(named=rows["currency"] != "").sort_values("named", kind="stable")
    ranked["currency"] = ranked["carried"]
    placed = ranked[~ranked.duplicated(list(KEY)) | ~ranked["named"]].index
    out = rows.copy()
    out.loc[placed, "currency"] = rows.loc[placed, "carried"]
    rest = rows.index[carries].difference(placed)
    out.loc[rest, "descriptor"] = rows.loc[rest, "descriptor"] + "_" + rows.loc[rest, "carried"]
    return out


def _counted(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    counted = rows["descriptor"].isin(EVENTS) & rows.duplicated(key)
    if not counted.any():
        return rows
    number = rows.groupby(key).cumcount() + 1
    return rows.assign(descriptor=rows["descriptor"].where(~counted, rows["descriptor"] + "_" + number.astype(str)))


def _refusal(row: Mapping[Hashable, Any]) -> Refusal:
    same = row["raw_text"] == row["raw_text_first"]
    where = row["cell_first"] if row["sheet_first"] == row["sheet"] else f"{row['sheet_first']}!{row['cell_first']}"
    reason = f"duplicate of {where}" if same else f"differs from {where}, which says {row['raw_text_first']!r}"
    what = f"{row['item']} {row['descriptor']}".strip()
    return Refusal(row["sheet"], row["cell"], row["raw_text"], f"{reason} for {what}", row["ccp"], row["quarter"])
