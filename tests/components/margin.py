"""The kinds of the margin page, and made-up answers for them as a brush might give them."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from components.box import FIVE, Box
from components.category import Category
from components.density import Density
from components.drawn import Drawn
from components.heat import Heat
from components.moving import Moving
from components.series import Series
from data.ladder import EDGES

Columns = dict[str, np.ndarray]

SHORTS = ("LCH", "CME", "ICE", "JSCC", "KRX", "ASX")
LAYERS = ("assessments", "sitg", "initial_margin", "default_fund", "defaulter_contribution")
DAYS = np.arange("2020-01-30", "2020-04-09", dtype="datetime64[D]")
MEMBERS = tuple(f"M{number:03}" for number in range(40))
STEPS = EDGES[EDGES.index(0.01) : EDGES.index(1.0)]
PAIRS = {"im_vm": {"label": "IM\nVM", "unit": "r"}, "im_sl": {"label": "IM\nSL", "unit": "r"}}
VIEWS: dict[str, Moving] = {
    "daily": Series(name="daily", unit="$ mn", y="initial_margin"),
    "waterfall": Category(name="waterfall", unit="$ mn", x="layer", y="stress_loss", brush=["layer"]),
    "cover2": Box(name="cover2", unit="$ mn"),
    "correlation": Heat(name="correlation", columns=PAIRS),
    "members": Category(
        name="members", unit="$ mn", x="member", y="initial_margin", moves=True, brush=["member"]
    ),
    "density": Density(
        name="density", unit="$ mn", x="initial_margin", y="stress_loss", brush=["initial_margin", "stress_loss"]
    ),
}  # fmt: skip


@functools.cache
def drawn(name: str) -> Drawn:
    return Drawn(VIEWS[name], whole(name), SHORTS)


@functools.cache
def whole(name: str) -> Columns:
    """The answer that the chart is drawn of, without any brush."""
    return answer(name, np.random.default_rng(1), 1.0)


def answer(name: str, draw: np.random.Generator, share: float) -> Columns:
    """What a brush leaves of a chart: about `share` of the marks, at other figures, some of them absent."""
    pairs = np.array(np.meshgrid(STEPS, STEPS)).reshape(2, -1)
    made: dict[str, Columns] = {
        "daily": {"date": DAYS},
        "waterfall": {"layer": texts(LAYERS)},
        "cover2": {"ccp": texts(SHORTS), "short": texts(SHORTS)},
        "correlation": {"ccp": texts(SHORTS), "short": texts(SHORTS)},
        "members": {"member": texts(draw.permutation(MEMBERS)[:15])},
        "density": {"initial_margin": pairs[0], "stress_loss": pairs[1]},
    }
    keys = made[name]
    count = len(next(iter(keys.values())))
    kept = draw.random(count) < share
    columns = {column: values[kept] for column, values in keys.items()}
    return columns | figures(name, draw, int(kept.sum()), share)


def figures(name: str, draw: np.random.Generator, count: int, share: float) -> Columns:
    if name == "cover2":
        return boxes(draw, count, 900 * share)
    if name == "correlation":
        return {pair: holed(draw, draw.uniform(-1, 1, count), share) for pair in PAIRS}
    if name == "density":
        return {"records": draw.integers(1, 10**6, count)}
    column = "stress_loss" if name == "waterfall" else "initial_margin"
    amounts = holed(draw, draw.lognormal(5, 3, count), share)
    return {column: np.sort(amounts)[::-1] if name == "members" else amounts}


def boxes(draw: np.random.Generator, count: int, most: float) -> Columns:
    """Quartiles whose whiskers are short: hvplot would draw the end of a long one as a point of its own."""
    low, middle, high = np.sort(draw.random((3, count)) * most, axis=0)
    below, above = 1.4 * draw.random((2, count)) * (high - low)
    five = (low - below, low, middle, high, high + above)
    return {**dict(zip(FIVE, five, strict=True)), "iqr_pt": high - low}


def holed(draw: np.random.Generator, amounts: np.ndarray, share: float) -> np.ndarray:
    """`amounts`, of which some are absent unless all marks are there."""
    amounts[draw.random(len(amounts)) < (0.15 if share < 1 else 0)] = np.nan
    return amounts


def texts(values: Any) -> np.ndarray:
    return np.array(list(values), dtype=object)


@functools.cache
def stream(name: str) -> tuple[Columns, ...]:
    """Answers one after the other: all marks, none, one, and any number of them."""
    draw = np.random.default_rng(20260301)
    shares = [1.0, 0.0, *draw.uniform(0.05, 1.0, 5), 1.0]
    return *(answer(name, draw, share) for share in shares), *(first(answer(name, draw, 1.0)) for _ in range(2))


def first(columns: Columns) -> Columns:
    return {name: values[:1] for name, values in columns.items()}


def size(columns: Columns) -> int:
    return len(next(iter(columns.values())))
