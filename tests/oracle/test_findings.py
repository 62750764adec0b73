"""The sentences of the page say the figures of the KRX case."""

from __future__ import annotations

import pytest

from queries.engine import Engine
from queries.query import read_all
from tests.catalogs import shipped

SAID = [
    "2025 Q1 (Tariffs): 6 of 6 CCPs at or above 1.8 times.",
    "2025 Q3: 6 of 6 CCPs at or above 1.8 times.",
    "2023 Q1 (SVB): 5 of 6 CCPs at or above 1.8 times.",
    "2024 Q1 (BOJ): 4 of 6 CCPs at or above 1.8 times.",
    "2024 Q4 (US election): 4 of 6 CCPs at or above 1.8 times.",
    "ICE's initial margin rose 7.9% in 2025 Q1, the largest rise of the quarter.",
    "rose at 5 of 6 CCPs in 2025 Q1: ICE +7.9%, LCH +6.4%, CME +5.5%, KRX +2.9%, ASX +2.0%, JSCC -3.3%.",
    "LCH holds the most initial margin ($349 bn), ASX the least ($6 bn), in 2025 Q4.",
    "By region: EMEA $349 bn, Americas $336 bn, APAC $81 bn",
    "Initial margin is 91.9-96.2% of prefunded resources, 95.2% combined.",
    "Skin in the game is 1.0-2.2% of the default fund, 1.6% on average; KRX has the highest.",
    "CME's Cover-2 range is the narrowest (11.9 pt), ASX's the widest (18.5 pt), before LCH's (18.3 pt).",
    "Initial margin and default fund correlate at r 0.977, pooled over 72 CCP-quarters",
    "with notional at r 0.973, with members at r 0.963; all pairs lie in 0.94-0.98.",
    "Largest peak ratios of 2025 Q1: ASX 2.14, JSCC 2.08, LCH 2.04.",
]
STANDING = ["KRX ranks 5 of 6 by initial margin ($16 bn) in 2025 Q4.", "2.2% of its default fund, the highest of 6."]


@pytest.mark.parametrize("name", ["findings", "standing"])
def test_the_figures_are_said(name: str) -> None:
    said = list(Engine(shipped()).run(read_all()[name]).frame["sentence"])
    for part in SAID if name == "findings" else STANDING:
        assert any(part in sentence for sentence in said), (part, said)


def test_region_means_name_how_many_ccps_stand_behind_them() -> None:
    said = " ".join(Engine(shipped()).run(read_all()["findings"]).frame["sentence"])
    for part in ("APAC 2.04 (3 CCPs)", "EMEA 2.04 (1 CCP)", "Americas 1.92 (2 CCPs)"):
        assert part in said
