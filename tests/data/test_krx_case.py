"""The synthetic case meets every figure that it is quoted with, and looks like disclosures."""

import csv
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from data.sources import krx_case
from data.sources.krx_figures import CCPS, QUARTERS, bisect
from tests.shared import SHARED

ROWS = krx_case.read().tables["disclosure"]
CALM = [q for q in QUARTERS if q not in ("2023Q1", "2024Q1", "2024Q4", "2025Q1", "2025Q3")]
AMERICAS, APAC = ["CME", "ICE"], ["JSCC", "KRX", "ASX"]
MEASURES = {"fund": "4.1.4", "notional": "23.2.1", "members": "18.1.1.1"}
# Claim: (expected, tolerance). A tolerance of 0 is exact; K41 and K43 have a lower and an upper figure.
CLAIMS = {
    "K00": (72, 0), "K11": (7.9, 0.05), "K12": (6.4, 0.05), "K13": (5.5, 0.05), "K14": (2.9, 0.05),
    "K15": (2.0, 0.05), "K16": (-3.3, 0.05), "K17": (5, 0), "K21": (349, 0.5), "K22": (244, 0.5), "K23": (92, 0.5),
    "K24": (59, 0.5), "K25": (16, 0.5), "K26": (6, 0.5), "K27": (336, 1), "K28": (81, 1.5), "K29": (0.25, 0.03),
    "K2A": (1, 0), "K31": (6, 0), "K32": (6, 0), "K33": (5, 0), "K34": (4, 0), "K35": (4, 0), "K36": (1, 0.5),
    "K41": ((91.9, 96.2), 0.05), "K42": (95.2, 0.05), "K43": ((4, 9), 0.5), "K44": ((1.0, 2.2), 0.05),
    "K45": (2.2, 0.05), "K46": (1.6, 0.05), "K51": (11.9, 0.05), "K52": (18.5, 0.05), "K53": (18.3, 0.05),
    "K54": (1, 0), "K61": (0.977, 0.0005), "K62": (0.973, 0.0005), "K63": (0.963, 0.0005),
    "K64": ((0.94, 0.98), 0.005), "K71": (2.14, 0.005), "K72": (2.08, 0.005), "K73": (2.04, 0.005),
    "K74": (2.04, 0.005), "K75": (2.04, 0.005), "K76": (1.92, 0.005), "K81": (6, 0),
}  # fmt: skip
ORDERS = ("K2A", "K54")  # claims of an order: 1 if it holds


def grid(item: str, descriptor: str = "") -> pd.DataFrame:
    """Quarters by CCPs."""
    rows = ROWS[(ROWS["item"] == item) & (ROWS["descriptor"] == descriptor)]
    return rows.pivot(index="quarter", columns="ccp", values="value").loc[list(QUARTERS), list(CCPS)]


MARGIN, FUND, OWN = grid("6.1.1", "Total"), grid("4.1.4"), grid("4.1.1")
RATIO = grid("6.7.1") / grid("6.6.1")
USED = 100 * grid("4.4.7", krx_case.PEAK) / (FUND + OWN)


def growth() -> dict[str, float]:
    step = 100 * (MARGIN.loc["2025Q1"] / MARGIN.loc["2024Q4"] - 1)
    ids = zip(("K11", "K12", "K13", "K14", "K15", "K16"), ("ICE", "LCH", "CME", "KRX", "ASX", "JSCC"), strict=True)
    return {id: step[ccp] for id, ccp in ids} | {"K17": (step > 0).sum(), "K00": MARGIN.size}


def size() -> dict[str, float]:
    last = MARGIN.loc["2025Q4"] / 1e9
    americas, apac = last[AMERICAS].sum(), last[APAC].sum()
    ids = zip(("K21", "K22", "K23", "K24", "K25", "K26"), CCPS, strict=True)
    order = {"K2A": last["LCH"] > americas > apac}
    return {id: last[ccp] for id, ccp in ids} | {"K27": americas, "K28": apac, "K29": apac / last["LCH"]} | order


def spikes() -> dict[str, float]:
    over = (RATIO >= 1.8).sum(axis=1)
    ids = {"K31": "2025Q1", "K32": "2025Q3", "K33": "2023Q1", "K34": "2024Q1", "K35": "2024Q4"}
    return {id: over[quarter] for id, quarter in ids.items()} | {"K36": over[CALM].mean()}


def waterfall() -> dict[str, float | tuple[float, float]]:
    margin, fund, own = (frame.loc["2025Q4"] for frame in (MARGIN, FUND, OWN))
    share, to_margin, to_fund = 100 * margin / (margin + fund + own), 100 * fund / margin, 100 * own / fund
    return {
        "K41": (share.min(), share.max()),
        "K42": 100 * margin.sum() / (margin + fund + own).sum(),
        "K43": (to_margin.min(), to_margin.max()),
        "K44": (to_fund.min(), to_fund.max()),
        "K45": to_fund["KRX"],
        "K46": to_fund.mean(),
    }


def cover2() -> dict[str, float]:
    iqr = USED.quantile(0.75) - USED.quantile(0.25)
    order = iqr["CME"] < iqr[["ICE", "JSCC", "KRX"]].min() and iqr[["ICE", "JSCC", "KRX"]].max() < iqr["LCH"]
    return {"K51": iqr["CME"], "K52": iqr["ASX"], "K53": iqr["LCH"], "K54": order and iqr["LCH"] < iqr["ASX"]}


def correlations() -> dict[str, float | tuple[float, float]]:
    levels = {"margin": MARGIN} | {name: grid(item) for name, item in MEASURES.items()}
    r = {(a, b): np.corrcoef(levels[a].to_numpy().ravel(), levels[b].to_numpy().ravel())[0, 1]
         for a, b in combinations(levels, 2)}  # fmt: skip
    shown = [round(value, 2) for value in r.values()]
    ids = {f"K6{at}": r["margin", name] for at, name in enumerate(MEASURES, 1)}
    return ids | {"K64": (min(shown), max(shown))}


def regions() -> dict[str, float]:
    last = RATIO.loc["2025Q1"]
    means = {"K74": last["LCH"], "K75": last[APAC].mean(), "K76": last[AMERICAS].mean()}
    return {"K71": last["ASX"], "K72": last["JSCC"], "K73": last["LCH"], "K81": len(last)} | means


FIGURES = growth() | size() | spikes() | waterfall() | cover2() | correlations() | regions()


@pytest.mark.parametrize("claim", CLAIMS)
def test_claim(claim: str) -> None:
    expected, tolerance = CLAIMS[claim]
    assert FIGURES[claim] == pytest.approx(expected, abs=tolerance + 1e-12, rel=0)


def test_every_figure_has_a_claim() -> None:
    assert FIGURES.keys() == CLAIMS.keys()


@pytest.mark.skipif(SHARED is None, reason="the list of claims is not at hand")
def test_the_claims_are_those_of_the_list() -> None:
    assert SHARED is not None
    with (SHARED / "data" / "krx_case_claims.csv").open(newline="", encoding="utf-8") as file:
        listed = [r for r in csv.DictReader(file) if r["status"] == "checkable" and r["chart"] != "ops"]
    assert {row["id"] for row in listed} == CLAIMS.keys()
    for row in listed:
        expected, tolerance = CLAIMS[row["id"]]
        if row["id"] not in ORDERS:
            assert [float(n) for n in re.split(r"\.\.", row["expected"])] == list(np.atleast_1d(expected))
            assert float(row["tolerance"]) == tolerance


def test_spikes_in_calm_quarters_are_few() -> None:
    assert set((RATIO >= 1.8).sum(axis=1)[CALM]) <= {0, 1, 2}


def test_members_look_like_members() -> None:
    members = grid("18.1.1.1")
    assert (members.max() <= 4 / 3 * members.min()).all()
    assert (members == members.round()).all().all() and members.min().min() >= 10


def test_growth_is_largest_in_the_tariff_quarter() -> None:
    step = MARGIN.pct_change().abs().drop(index="2023Q1")
    assert (step.drop(index="2025Q1").max() < step.loc["2025Q1"]).all()
    assert step.max().max() < 0.08


def test_figures_agree_with_each_other() -> None:
    held, before = grid("6.2.15", "TotalIM_PostHaircut"), grid("6.2.15", "TotalIM_PreHaircut")
    losses = {(item, part): grid(item, part) for item in ("4.4.3", "4.4.7") for part in (krx_case.PEAK, krx_case.MEAN)}
    ordered = [
        (MARGIN, held), (held, before), (FUND, grid("4.1.5")), (OWN, FUND), (grid("6.6.1"), grid("6.7.1")),
        (losses["4.4.3", krx_case.MEAN], losses["4.4.3", krx_case.PEAK]),
        (losses["4.4.7", krx_case.MEAN], losses["4.4.7", krx_case.PEAK]),
        (losses["4.4.3", krx_case.PEAK], losses["4.4.7", krx_case.PEAK]),
        (losses["4.4.7", krx_case.PEAK], FUND + OWN),
    ]  # fmt: skip
    for smaller, larger in ordered:
        assert (smaller < larger).all().all()


def test_rows_are_whole_positive_and_complete() -> None:
    assert len(ROWS) == 15 * 72 and (ROWS["value"] > 0).all()
    assert (ROWS["value"] == ROWS["raw_text"].astype(float)).all()
    assert set(ROWS["currency"]) == {"USD", ""} and set(ROWS["level"]) == {"ccp"}
    last = ROWS[ROWS["quarter"] == "2025Q2"]
    assert {day.isoformat() for day in last["period_end"]} == {"2025-06-30"}


def test_the_seed_decides() -> None:
    assert krx_case.read().tables["disclosure"].equals(ROWS)
    assert not krx_case.read(seed=1).tables["disclosure"]["value"].equals(ROWS["value"])


def test_a_target_out_of_reach_is_said() -> None:
    with pytest.raises(ValueError, match="no sign change between 0 "):
        bisect(lambda x: x + 1, 0, 1)
