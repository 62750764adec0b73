"""A reader of the margin page brushes: one drag after the other, each step to a state that nobody has seen."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from apps.bench.counters import counters
from apps.bench.gesture import EVERYWHERE, Box, days, rectangles, spans
from apps.bench.run import AFFORDED, Run
from apps.bench.tab import Step, Tab
from apps.bench.windows import Window

FIRST_WAIT, LONGEST_WAIT = 0.05, 1.0
"""Seconds before the second look whether a brush is quick, then twice as long each time."""
BUILDING, OTHERWISE = 90.0, 8.0
"""Seconds that are given to building for the series, and for charts of which some may never be quick."""
OTHERS = 30
"""Steps of a drag on a chart other than the series, at most."""


@dataclass(frozen=True)
class Drag:
    """A drag on a view: its steps, the seconds until it was quick (None if it never was), and who answered.

    `inside` is what the server itself counted, in seconds an update: from the event that came to the patch that left.
    """

    view: str
    steps: Sequence[Step]
    ready: float | None
    tiers: Counter[str]
    inside: float

    @property
    def run(self) -> Run:
        """The drag as the ways to follow a brush are compared."""
        return Run([step.seconds for step in self.steps], [step.bytes for step in self.steps]).noted("")

    @property
    def moved(self) -> float:
        """How many charts moved at each step."""
        return sum(len(step.moved - {self.view}) for step in self.steps) / len(self.steps)


async def drag(tab: Tab, boxes: Sequence[Box], warm: Iterable[Box], patience: float, most: float = inf) -> Drag:
    """Point at the chart, brush the boxes for warming up until that is quick, and drag through the others.

    A drag that takes `most` seconds ends early.
    """
    view, tiers, steps = boxes[0].view, Counter[str](), list[Step]()
    await tab.clear()
    await tab.near(view)
    ready = await quick(tab, warm, patience)
    before, end = await counters(tab.address), time.perf_counter() + most
    for place, box in enumerate(boxes):
        steps.append(await tab.brush(box, final=place == len(boxes) - 1))
        tiers.update(tab.answered(view))
        if time.perf_counter() > end:
            break
    now = await counters(tab.address)
    spent, updates = (now[f"update_seconds_{part}"] - before[f"update_seconds_{part}"] for part in ("sum", "count"))
    return Drag(view, steps, ready, tiers, spent / max(1.0, updates))


async def quick(tab: Tab, boxes: Iterable[Box], patience: float = BUILDING) -> float | None:
    """Seconds until a brush asks the database nothing; None if it does to the last of the boxes or of the patience."""
    start, wait = time.perf_counter(), FIRST_WAIT
    for box in boxes:
        await tab.brush(box)
        if tab.quick(box.view):
            return time.perf_counter() - start
        if time.perf_counter() > start + patience:
            return None
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)
    return None


async def others(tab: Tab) -> list[Drag]:
    """Drags over categories, and over the two axes of amounts."""
    layers = [Box("waterfall", EVERYWHERE, span) for span in spans(tab.categories("waterfall", "y"))]
    ccps = [Box("cover2", span, EVERYWHERE) for span in spans(tab.categories("cover2", "x"))]
    members = [Box("members", EVERYWHERE, span) for span in spans(tab.categories("members", "y"))]
    cells = [Box("density", *both) for both in rectangles(tab.span("density", "x"), tab.span("density", "y"))]
    return [await drag(tab, *halved(boxes), OTHERWISE, AFFORDED) for boxes in (layers, ccps, members, cells)]


def halved(boxes: Sequence[Box]) -> tuple[Sequence[Box], Sequence[Box]]:
    """The boxes to measure, and others for warming up."""
    count = min(OTHERS, len(boxes) // 2)
    return boxes[:count], boxes[count:][::-1]


async def cold(tab: Tab, window: Window) -> Step:
    """The first brush on the series under a filter that nobody has had: by the first layer, without pointing before."""
    await tab.clear()
    await tab.brush(Box("waterfall", EVERYWHERE, (0.1, 0.9)), final=True)
    return await tab.brush(days("daily", window))
