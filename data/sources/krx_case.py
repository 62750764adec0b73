"""The KRX case: a synthetic set of six CCPs and twelve quarters, drawn from a seed. No CCP disclosed a figure of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from data.item import windows
from data.sources.filing import Filing
from data.sources.krx_figures import CCPS, QUARTERS, Case, Grid, draw

SEED = 20260101
BILLION = 1e9
PEAK = "PeakDayAmountInPrevious12Months"
MEAN = "MeanAverageOverPrevious12Months"
LAST_DAYS = {"1": (3, 31), "2": (6, 30), "3": (9, 30), "4": (12, 31)}


def read(seed: int = SEED) -> Filing:
    """`disclosure` at CCP level in whole US dollars; members are counts."""
    frame = pd.DataFrame(disclosures(draw(seed), f"krx_case (seed {seed})"))
    return Filing("krx_case", {"disclosure": frame}, present=len(frame))


def disclosures(case: Case, source: str) -> Iterator[dict[str, Any]]:
    """One row a CCP, quarter, item and descriptor."""
    for item, descriptor, grid in figures(case):
        counted = item.startswith("18.")
        for ccp, path in zip(CCPS, grid, strict=True):
            for quarter, figure in zip(QUARTERS, path, strict=True):
                value = round(float(figure) * (1 if counted else BILLION))
                yield {
                    "ccp": ccp,
                    "level": "ccp",
                    "service": "",
                    "default_fund": "",
                    "currency": "" if counted else "USD",
                    "period_end": date(int(quarter[:4]), *LAST_DAYS[quarter[-1]]),
                    "quarter": quarter,
                    "window": windows()[item],
                    "item": item,
                    "descriptor": descriptor,
                    "value": float(value),
                    "raw_text": str(value),
                    "source_file": source,
                    "sheet": "",
                    "cell": "",
                }


def figures(case: Case) -> list[tuple[str, str, Grid]]:
    """The items that the case has figures of: number, descriptor, figures."""
    return [
        ("4.1.1", "", case.own_capital),
        ("4.1.4", "", case.default_fund),
        ("4.1.5", "", case.default_fund_posted),
        ("4.4.3", PEAK, case.cover1[0]),
        ("4.4.3", MEAN, case.cover1[1]),
        ("4.4.7", PEAK, case.cover2[0]),
        ("4.4.7", MEAN, case.cover2[1]),
        ("6.1.1", "Total", case.initial_margin),
        ("6.2.15", "TotalIM_PreHaircut", case.margin_held_before_haircut),
        ("6.2.15", "TotalIM_PostHaircut", case.margin_held),
        ("6.6.1", "", case.variation_margin_average),
        ("6.7.1", "", case.variation_margin_peak),
        ("6.8.1", "", case.margin_call_peak),
        ("18.1.1.1", "", case.members),
        ("23.2.1", "", case.notional),
    ]
