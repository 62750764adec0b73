"""The same steps in other ways: plain re-query, redrawing, link_selections, Mosaic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from apps.bench.dynamicmap import redrawn
from apps.bench.links import links
from apps.bench.mosaic import INSTALL, mosaic, peer
from apps.bench.requery import Requery
from apps.bench.run import Run
from apps.bench.windows import Window
from apps.page import Page
from data.facts import Facts, cores

FAILURES = (RuntimeError, OSError, MemoryError, ValueError)


@dataclass
class Rivals:
    """What came of each way, and why there is nothing where one could not be measured."""

    runs: dict[str, Run | None] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def tried(self, name: str, work: Callable[[], Run]) -> None:
        """Measure one way; what goes wrong in software that is not ours is told, and is not the end."""
        try:
            self.runs[name] = work()
        except FAILURES as error:
            self.runs[name], self.reasons[name] = None, f"failed: {str(error).splitlines()[0]}"


def rivals(page: Page, facts: Facts, plain: Requery, steps: Sequence[Window]) -> Rivals:
    """All ways but ours, one after the other."""
    made = Rivals()
    made.runs["requery"], kept = plain.dragged(steps)
    made.runs["dynamicmap"] = redrawn(page.views, plain.frames([]), kept)
    made.tried("link_selections", lambda: links(plain.connection, facts.rows, steps))
    found = peer()
    if found is None:
        made.runs["mosaic"], made.reasons["mosaic"] = None, f"not found: {INSTALL}"
    else:
        days = facts.first.isoformat(), facts.last.isoformat()
        made.tried("mosaic", lambda: mosaic(found, facts.path, days, cores(), steps))
    return made
