"""The figures of the KRX case: drawn from a seed, then scaled so that they meet what the case quotes.

All arrays are 6 CCPs by 12 quarters, in billions of US dollars unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

CCPS = ("LCH", "CME", "ICE", "JSCC", "KRX", "ASX")
QUARTERS = tuple(f"{year}Q{quarter}" for year in (2023, 2024, 2025) for quarter in (1, 2, 3, 4))
TARIFFS = QUARTERS.index("2025Q1")
SHAPE = (len(CCPS), len(QUARTERS))

MARGIN = np.array([349.0, 244.0, 92.0, 59.0, 16.0, 6.0])  # initial margin in 2025Q4
GROWTH = np.array([6.4, 5.5, 7.9, -3.3, 2.9, 2.0]) / 100  # of initial margin in 2025Q1
FUND = np.array([0.04850, 0.03896, 0.06825, 0.06143, 0.08624, 0.06600])  # default fund / initial margin in 2025Q4
OWN = np.array([1.0, 1.4, 1.6, 1.9, 2.2, 1.5]) / 100  # own capital / default fund at the end of a year
NOTIONAL = np.array([430.0, 210.0, 80.0, 35.0, 14.0, 5.0])  # thousands of billions in 2025Q4
MEMBERS = np.array([160.0, 128.0, 97.0, 82.0, 80.0, 52.0])  # counts
APART = np.array([0.0, -1.0, 1.0, 1.0, 0.0, 0.0])  # what sets a measure apart from size, as the bisection finds it
COVER2_IQR = np.array([18.3, 11.9, 13.6, 15.2, 14.4, 18.5])  # points of prefunded default resources
COVER2_MEDIAN = np.array([62.0, 51.0, 57.0, 66.0, 70.0, 60.0])  # % of prefunded default resources
TARIFF_RATIOS = np.array([2.04, 1.88, 1.96, 2.08, 1.90, 2.14])  # peak ratio in 2025Q1
STRESSED = {"2023Q1": 5, "2024Q1": 4, "2024Q4": 4, "2025Q1": 6, "2025Q3": 6}  # CCPs at or above 1.8
CALM = (0, 1, 1, 1, 1, 1, 2)  # the same in the other quarters, in a drawn order


@dataclass(frozen=True)
class Case:
    """The case's figures. Cover-2 and Cover-1 are (peak, mean) over twelve months."""

    initial_margin: Grid
    margin_held: Grid
    margin_held_before_haircut: Grid
    default_fund: Grid
    default_fund_posted: Grid
    own_capital: Grid
    cover2: tuple[Grid, Grid]
    cover1: tuple[Grid, Grid]
    variation_margin_average: Grid
    variation_margin_peak: Grid
    margin_call_peak: Grid
    notional: Grid
    members: Grid


def draw(seed: int) -> Case:
    """The case for `seed`; the same seed gives the same figures."""
    rng = np.random.default_rng(seed)
    margin = initial_margin(rng)
    fund = correlated(rng, margin, FUND, 0.977)
    own = np.repeat(fund[:, 3::4], 4, axis=1) * OWN[:, None]
    held = margin * rng.uniform(1.03, 1.11, SHAPE)
    cover2 = stress_losses(rng, fund + own)
    largest = rng.uniform(0.56, 0.68, (len(CCPS), 1))
    average = margin * rng.uniform(0.012, 0.026, (len(CCPS), 1)) * rng.uniform(0.92, 1.08, SHAPE)
    ratios = peak_ratios(rng)
    return Case(
        initial_margin=margin,
        margin_held=held,
        margin_held_before_haircut=held * rng.uniform(1.01, 1.03, SHAPE),
        default_fund=fund,
        default_fund_posted=fund * rng.uniform(1.005, 1.04, SHAPE),
        own_capital=own,
        cover2=cover2,
        cover1=(cover2[0] * largest, cover2[1] * largest),
        variation_margin_average=average,
        variation_margin_peak=average * ratios,
        margin_call_peak=margin * ratios * rng.uniform(0.012, 0.018, SHAPE),
        notional=correlated(rng, margin, 1000 * NOTIONAL / MARGIN, 0.973),
        members=members(rng, margin),
    )


def initial_margin(rng: np.random.Generator) -> Grid:
    """Paths that end at MARGIN and grow by GROWTH in 2025Q1, more than in any other quarter."""
    growth = np.clip(rng.normal(0.25, 0.35, SHAPE), -0.8, 0.8) * np.abs(GROWTH)[:, None]
    growth[:, TARIFFS] = GROWTH
    level = np.cumprod(1 + growth, axis=1)
    return np.asarray(level / level[:, -1:] * MARGIN[:, None])


def drift(rng: np.random.Generator) -> Grid:
    """Slow movements of unit size that end at zero."""
    walk = np.cumsum(rng.normal(0, 1, SHAPE), axis=1)
    walk -= walk[:, -1:]
    return np.asarray(walk / walk.std(axis=1, keepdims=True))


def correlation(x: Grid, y: Grid) -> float:
    """Pearson's r in levels, pooled over all cells."""
    return float(np.corrcoef(x.ravel(), y.ravel())[0, 1])


def correlated(rng: np.random.Generator, margin: Grid, share: Grid, target: float) -> Grid:
    """`share` of `margin` in the last quarter, and before it so far apart that the pooled correlation is `target`."""
    movement = 0.025 * drift(rng)
    before = APART[:, None] * np.linspace(1, 0, len(QUARTERS))

    def at(tilt: float) -> Grid:
        return np.asarray(margin * share[:, None] * np.exp(movement + tilt * before))

    return at(bisect(lambda tilt: correlation(margin, at(tilt)) - target, -0.25, 0.6))


def bisect(f: Callable[[float], float], low: float, high: float) -> float:
    """Where `f`, positive at `low` and negative at `high`, is zero."""
    if not f(low) > 0 > f(high):
        raise ValueError(f"no sign change between {low} ({f(low):.4f}) and {high} ({f(high):.4f}): choose another seed")
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return low


def members(rng: np.random.Generator, margin: Grid) -> Grid:
    """Whole numbers that hardly move in time; r with initial margin is 0.963 by how the CCPs differ."""
    movement = np.exp(0.02 * drift(rng))
    counts = [np.round((MEMBERS + k * APART)[:, None] * movement) for k in np.linspace(-12, 12, 2401)]
    return np.asarray(min(counts, key=lambda count: abs(correlation(margin, count) - 0.963)))


def stress_losses(rng: np.random.Generator, resources: Grid) -> tuple[Grid, Grid]:
    """Cover-2 losses, peak and mean over twelve months; the peak has COVER2_MEDIAN and COVER2_IQR."""
    quarterly = rng.uniform(0.4, 1.0, (len(CCPS), len(QUARTERS) + 3))
    year = np.lib.stride_tricks.sliding_window_view(quarterly, 4, axis=1)
    peak = (year.max(axis=2) + year.mean(axis=2)) / 2
    first, median, third = np.quantile(peak, [0.25, 0.5, 0.75], axis=1, keepdims=True)
    share = COVER2_MEDIAN[:, None] + (peak - median) / (third - first) * COVER2_IQR[:, None]
    mean_to_peak = 0.8 * year.mean(axis=2) / peak
    return resources * share / 100, resources * share / 100 * mean_to_peak


def peak_ratios(rng: np.random.Generator) -> Grid:
    """Largest over average daily variation margin; STRESSED and CALM say how many CCPs stand at or above 1.8."""
    calm = iter(rng.permutation(CALM))
    ratios = rng.uniform(1.28, 1.74, SHAPE)
    for at, quarter in enumerate(QUARTERS):
        count = STRESSED[quarter] if quarter in STRESSED else int(next(calm))
        over = rng.permutation(len(CCPS))[:count]
        ratios[over, at] = rng.uniform(1.82, 2.12, count)
    ratios[:, TARIFFS] = TARIFF_RATIOS
    return ratios
