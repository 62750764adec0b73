"""Random brushes: what readers do, and what they should not."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from data.ladder import EDGES, after
from queries.selection import Clause, Scalar
from tests.queries.tiers.records import DAYS

VALUES = {
    "ccp": ["LCH", "CME", "O'Hara", "ÅB", "LONE7", "LONE9000", "nobody"],
    "member": [f"M{place}" for place in range(10)],
    "layer": ["initial_margin", "defaulter_contribution", "sitg", "default_fund", "assessments", "none"],
    "currency": ["USD", "EUR", "JPY", ""],
    "product": ["P0", "P1", "P2"],
}
STEPS = [edge for edge in EDGES if -1000 <= edge <= 100]
STATIC: list[tuple[Clause, ...]] = [
    (),
    (Clause("static", "ccp", "point", ("LONE7", "ÅB")), Clause("static", "member", "point", ("M1", "M2", "M8"))),
    (
        Clause("other", "stress_loss", "interval", (-3.3, 2.2)),
        Clause("static", "date", "interval", (DAYS[5], DAYS[50])),
    ),
    (Clause("static", "product", "point", ("P9",)),),
]


def combination(random: Random) -> tuple[Clause, ...]:
    """Clauses of a static filter, and those of the active source last."""
    several = random.choice([1, 1, 1, 1, 1, 2])
    fields = random.sample(["date", "date", "ccp", "member", "layer", "box", "box", "metric"], several)
    active = [clause for field in dict.fromkeys(fields) for clause in BRUSHES.get(field, points(field))(random)]
    return random.choice(STATIC) + tuple(active)


def points(field: str) -> Callable[[Random], list[Clause]]:
    """A click or a box on a field of texts."""

    def brush(random: Random) -> list[Clause]:
        chosen = random.sample(VALUES[field], random.choice([1, 1, 2, 3]))
        return [Clause("active", field, "point", tuple(chosen))]

    return brush


def interval(field: str, low: Scalar, high: Scalar) -> list[Clause]:
    """A drag along a field."""
    return [Clause("active", field, "interval", (low, high))]


def dates(random: Random) -> list[Clause]:
    """A drag along dates: any, of one day, inverted, or beyond all of them."""
    low, high = sorted(random.sample(DAYS, 2))
    return interval("date", *random.choice([(low, high), (low, high), (low, low), (high, low), ("2019-01-01", low)]))


def metric(random: Random, field: str = "initial_margin") -> list[Clause]:
    """An interval of whole steps of the ladder; sometimes one that cuts a step, or an inverted one."""
    low, high = sorted(random.sample(STEPS, 2))
    end = math.nextafter(random.choice([high, after(high)]), -math.inf)
    return interval(field, *random.choice([(low, end), (low, end), (low, end), (low + 0.3, end), (end, low)]))


def box(random: Random) -> list[Clause]:
    """A box on two axes of numbers."""
    return metric(random) + metric(random, "stress_loss")


BRUSHES = {"date": dates, "box": box, "metric": lambda random: metric(random, "default_fund")}
