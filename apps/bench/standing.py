"""The ways to follow a brush, side by side: a table to read, and one line of JSON to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.bench.brushes import Drag
from apps.bench.crowd import Crowd
from apps.bench.run import Run

OURS = "ours"
NAMES = {
    OURS: "Tidemark, through its websocket",
    "requery": "plain re-query, DuckDB",
    "dynamicmap": "redrawing hvplot, DynamicMap",
    "link_selections": "HoloViews link_selections, pandas",
    "mosaic": "Mosaic's coordinator, duckdb-server",
}


def line(rows: int, steps: int, runs: Mapping[str, Run | None]) -> dict[str, Any]:
    """The comparison as JSON holds it."""
    return {"rows": rows, "steps": steps, **{name: run and run.line() for name, run in runs.items()}}


def compared(runs: Mapping[str, Run | None], reasons: Mapping[str, str]) -> str:
    """A row for each way, with how many times ours is as fast, and what must be known beside it."""
    ours = runs[OURS]
    assert ours is not None
    heading = f"{'':36} {'p50 ms':>9} {'p95 ms':>9} {'bytes':>9} {'p50 ratio':>9} {'p95 ratio':>9}  "
    rows = [heading.rstrip()]
    for name, run in runs.items():
        if run is None:
            rows.append(f"{NAMES[name]:36} {reasons[name]}")
        else:
            figures = f"{run.p50:9.2f} {run.p95:9.2f} {run.middling:9,}"
            rows.append(f"{NAMES[name]:36} {figures} {run.p50 / ours.p50:9.1f} {run.p95 / ours.p95:9.1f}  {run.note}")
    return "\n".join(rows)


def dragged(drags: Sequence[Drag]) -> str:
    """A row for each drag: charts that moved at a step, the server's own mean of an update, and who answered."""
    figures = f"{'steps':>5} {'p50 ms':>9} {'p95 ms':>9} {'bytes':>9} {'charts':>6} {'ready s':>8} {'inside ms':>9}"
    rows = [f"{'dragged on':12} {figures}  answered by"]
    for each in drags:
        run, tiers = each.run, ", ".join(f"{tier} {count}" for tier, count in each.tiers.most_common())
        ready = "never" if each.ready is None else f"{each.ready:.2f}"
        times = f"{len(each.steps):5} {run.p50:9.2f} {run.p95:9.2f} {run.middling:9,}"
        figures = f"{times} {each.moved:6.1f} {ready:>8} {each.inside * 1e3:9.2f}"
        rows.append(f"{each.view:12} {figures}  {tiers}")
    return "\n".join(rows)


def crowded(crowds: Mapping[str, Crowd]) -> str:
    """A row for each crowd."""
    heading = f"{'':44} {'a second':>8} {'p50 ms':>8} {'p95 ms':>8}"
    return "\n".join([heading, *(each.line(name) for name, each in crowds.items())])
