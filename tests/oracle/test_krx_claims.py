"""Every checkable figure that the KRX case claims, computed by the shipped queries on the shipped dataset."""

from __future__ import annotations

import csv
import functools
import re
from typing import Any

import pandas as pd
import pytest

from queries.engine import Engine
from queries.query import read_all
from tests.catalogs import shipped
from tests.shared import SHARED

FOCUS, LATEST = "2025Q1", "2025Q4"
STRESS = {"K31": FOCUS, "K32": "2025Q3", "K33": "2023Q1", "K34": "2024Q1", "K35": "2024Q4"}
OPERATIONS = {"K91", "K93", "K94"}
Claim = tuple[float, float, float]


@functools.cache
def answer(name: str, **arguments: Any) -> pd.DataFrame:
    return Engine(shipped()).run(read_all()[name], "krx_case", arguments).frame


def at(frame: pd.DataFrame, column: str, **where: Any) -> float:
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, (column, where)
    return float(frame[column].iloc[0])


def growth(ccp: str) -> float:
    return at(answer("im_growth"), "growth_pct", ccp=ccp, quarter=FOCUS)


def size(ccp: str) -> float:
    return at(answer("im_ranking"), "initial_margin_usd_bn", ccp=ccp)


def region(name: str) -> float:
    frame = answer("im_ranking")
    return float(frame[frame["region"] == name]["initial_margin_usd_bn"].sum())


def shares(layer: str, column: str = "share_pct") -> pd.Series[float]:
    frame = answer("default_waterfall", quarters="latest")
    assert set(frame["quarter"]) == {LATEST}
    return frame[frame["layer"] == layer].set_index("ccp")[column]


def sitg() -> pd.Series[float]:
    return answer("summary").set_index("ccp")["sitg_pct_of_df"]


def spikes(quarter: str) -> float:
    return at(answer("synchronised_spikes"), "ccps_over", quarter=quarter)


def calm() -> pd.Series[int]:
    frame = answer("synchronised_spikes").set_index("quarter")["ccps_over"]
    return frame.drop(list(STRESS.values()))


def iqr(ccp: str) -> float:
    return at(answer("cover2_iqr"), "iqr_pt", ccp=ccp)


def r(metric: str) -> float:
    return at(answer("correlation"), "r", metric_x="initial_margin", metric_y=metric)


def pairs() -> pd.Series[float]:
    frame = answer("correlation")
    return frame[frame["metric_x"] < frame["metric_y"]]["r"].round(2)


def ratio(ccp: str) -> float:
    return at(answer("peak_ratio"), "peak_ratio", ccp=ccp, quarter=FOCUS)


def region_ratio(name: str) -> float:
    frame = answer("peak_ratio")
    return float(frame[(frame["quarter"] == FOCUS) & (frame["region"] == name)]["peak_ratio"].mean())


FIGURES = {
    "K00": lambda: len(answer("im_growth")),
    "K11": lambda: growth("ICE"),
    "K12": lambda: growth("LCH"),
    "K13": lambda: growth("CME"),
    "K14": lambda: growth("KRX"),
    "K15": lambda: growth("ASX"),
    "K16": lambda: growth("JSCC"),
    "K17": lambda: sum(growth(ccp) > 0 for ccp in ("ICE", "LCH", "CME", "KRX", "ASX", "JSCC")),
    "K21": lambda: size("LCH"),
    "K22": lambda: size("CME"),
    "K23": lambda: size("ICE"),
    "K24": lambda: size("JSCC"),
    "K25": lambda: size("KRX"),
    "K26": lambda: size("ASX"),
    "K27": lambda: region("Americas"),
    "K28": lambda: region("APAC"),
    "K29": lambda: region("APAC") / size("LCH"),
    "K2A": lambda: region("EMEA") > region("Americas") > region("APAC"),
    **{claim: functools.partial(spikes, quarter) for claim, quarter in STRESS.items()},
    "K36": lambda: calm().mean(),
    "K41": lambda: (shares("initial_margin").min(), shares("initial_margin").max()),
    "K42": lambda: (
        100
        * shares("initial_margin", "amount_usd_bn").sum()
        / sum(shares(layer, "amount_usd_bn").sum() for layer in ("initial_margin", "default_fund", "sitg"))
    ),
    "K43": lambda: (
        100 * (shares("default_fund") / shares("initial_margin")).min(),
        100 * (shares("default_fund") / shares("initial_margin")).max(),
    ),
    "K44": lambda: (sitg().min(), sitg().max()),
    "K45": lambda: sitg()["KRX"],
    "K46": lambda: sitg().mean(),
    "K51": lambda: iqr("CME"),
    "K52": lambda: iqr("ASX"),
    "K53": lambda: iqr("LCH"),
    "K54": lambda: (
        iqr("CME") < min(map(iqr, ("ICE", "JSCC", "KRX"))) <= max(map(iqr, ("ICE", "JSCC", "KRX"))) < iqr("LCH")
        and iqr("LCH") < iqr("ASX")
    ),
    "K61": lambda: r("default_fund"),
    "K62": lambda: r("notional"),
    "K63": lambda: r("members"),
    "K64": lambda: (pairs().min(), pairs().max()),
    "K71": lambda: ratio("ASX"),
    "K72": lambda: ratio("JSCC"),
    "K73": lambda: ratio("LCH"),
    "K74": lambda: region_ratio("EMEA"),
    "K75": lambda: region_ratio("APAC"),
    "K76": lambda: region_ratio("Americas"),
    "K81": lambda: len(answer("summary")),
}
EXPECTED = {
    "K00": "72", "K11": "7.9", "K12": "6.4", "K13": "5.5", "K14": "2.9", "K15": "2.0", "K16": "-3.3", "K17": "5",
    "K21": "349", "K22": "244", "K23": "92", "K24": "59", "K25": "16", "K26": "6", "K27": "336", "K28": "81",
    "K29": "0.25", "K2A": "1", "K31": "6", "K32": "6", "K33": "5", "K34": "4", "K35": "4", "K36": "1",
    "K41": "91.9..96.2", "K42": "95.2", "K43": "4..9", "K44": "1.0..2.2", "K45": "2.2", "K46": "1.6",
    "K51": "11.9", "K52": "18.5", "K53": "18.3", "K54": "order", "K61": "0.977", "K62": "0.973", "K63": "0.963",
    "K64": "0.94..0.98", "K71": "2.14", "K72": "2.08", "K73": "2.04", "K74": "2.04", "K75": "2.04", "K76": "1.92",
    "K81": "6",
}  # fmt: skip
TOLERANCE = {
    **dict.fromkeys(["K11", "K12", "K13", "K14", "K15", "K16", "K41", "K42", "K44", "K45", "K46"], 0.05),
    **dict.fromkeys(["K51", "K52", "K53"], 0.05),
    **dict.fromkeys(["K21", "K22", "K23", "K24", "K25", "K26", "K36", "K43"], 0.5),
    **dict.fromkeys(["K61", "K62", "K63"], 0.0005),
    **dict.fromkeys(["K64", "K71", "K72", "K73", "K74", "K75", "K76"], 0.005),
    "K27": 1.0, "K28": 1.5, "K29": 0.03,
}  # fmt: skip


@pytest.mark.parametrize("claim", FIGURES)
def test_claim(claim: str) -> None:
    got, expected, tolerance = FIGURES[claim](), EXPECTED[claim], TOLERANCE.get(claim, 0) + 1e-9
    if expected == "order":
        assert got
        return
    low_high = got if isinstance(got, tuple) else (got,)
    wanted = [float(number) for number in re.split(r"\.\.", expected)]
    assert list(low_high) == pytest.approx(wanted, rel=0, abs=tolerance)


def test_quiet_quarters_have_two_at_most() -> None:
    assert calm().between(0, 2).all() and len(calm()) == 7


def test_krx_has_the_largest_share_of_skin_in_the_game() -> None:
    assert sitg().idxmax() == "KRX"


def test_the_largest_peak_ratios_are_those_named() -> None:
    frame = answer("peak_ratio")
    largest = frame[frame["quarter"] == FOCUS].nlargest(3, "peak_ratio")
    assert list(largest["ccp"]) == ["ASX", "JSCC", "LCH"]


@pytest.mark.skipif(SHARED is None, reason="the list of claims lies beside the project, in ../shared")
def test_no_checkable_claim_is_left_out() -> None:
    assert SHARED is not None
    with (SHARED / "data/krx_case_claims.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "checkable" and row["id"] not in OPERATIONS]
    assert {row["id"] for row in rows} == set(FIGURES)
    assert {row["id"]: row["expected"] for row in rows} | {"K54": "order"} == EXPECTED
    for row in rows:
        assert TOLERANCE.get(row["id"], 0) == float(row["tolerance"] or 0), row["id"]
