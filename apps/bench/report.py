"""A load test in words and figures: a table to read, and one line of JSON to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from apps.bench.load import Stretch
from apps.bench.wire import Wire


@dataclass(frozen=True)
class Result:
    """A whole run. Memory in MB by moment: `before` the readers came, `loaded`, `changed`, and after they `left`."""

    readers: int
    pages: Stretch
    changes: Stretch
    cold: Stretch
    memory: Mapping[str, float]
    held: float
    wire: Wire | None
    errors: list[str]


def line(result: Result) -> dict[str, Any]:
    """The run as other load tests of dashboards print theirs: times in ms, kB of 1,000 characters, MB of 10^6 bytes."""
    pages, changes, memory = result.pages, result.changes, result.memory
    made = max(1, len(changes.times))
    return {
        "name": "tidemark",
        "N": result.readers,
        "load_p50": known(share(pages.times, 50)),
        "load_p95": known(share(pages.times, 95)),
        "load_all": known(pages.lasted * 1e3),
        "load_cpu_ms": known(pages.cpu / result.readers * 1e3),
        "load_kB": known(kilo(pages), 1),
        "upd_n": len(changes.times),
        "upd_p50": known(share(changes.times, 50)),
        "upd_p95": known(share(changes.times, 95)),
        "upd_cpu_ms": known(changes.cpu / made * 1e3, 1),
        "upd_per_s": known(len(changes.times) / changes.lasted, 2),
        "upd_kB": known(kilo(changes), 1),
        "MB_per_sess": known(grown(result, "changed"), 2),
        "rss_MB": known(memory["changed"]),
        "err": len(result.errors),
        "e": result.errors[:2],
        "cached_share": known(cached(changes), 3),
        "cold_n": len(result.cold.times),
        "cold_p50": known(share(result.cold.times, 50)),
        "cold_p95": known(share(result.cold.times, 95)),
        "runs_per_page": known(runs(result), 2),
        "left_MB": known(memory["left"]),
    }


def table(result: Result) -> str:
    """The run for a reader."""
    changes, cold = result.changes, result.cold
    rows = [
        timed("page loads, all at once", result.pages.times),
        timed("changes by chance", changes.times),
        timed("  to a state not asked for before", changes.of(new=True)),
        timed("  to a state asked for before", changes.of(new=False)),
        timed("changes, each to a new state", cold.times),
    ]
    said = [
        f"from the cache: {percent(cached(changes))} of changes by chance, {percent(cached(cold))} of the others",
        f"runs of the application a page load: {figure(runs(result), 2)}",
        f"kB uncompressed: {figure(kilo(result.pages), 1)} a page, {figure(kilo(changes), 1)} a change",
        wired(result.wire),
        "memory MB: " + ", ".join(f"{when} {figure(value, 1)}" for when, value in result.memory.items()),
        "while they changed: " + " ".join(figure(value, 1) for value in [*changes.memory, *cold.memory]),
        "memory MB a session: "
        + ", ".join(f"{when} {figure(grown(result, when), 2)}" for when in ("loaded", "changed")),
        f"sessions held after all have left: {result.held:.0f}",
        *(f"error: {error}" for error in dict.fromkeys(result.errors)),
    ]
    return "\n".join([f"{'':36} {'n':>6} {'p50 ms':>8} {'p95 ms':>8}", *rows, *said])


def timed(name: str, times: Sequence[float]) -> str:
    """One row of the table."""
    p50, p95 = (figure(share(times, percent), 1) if times else "-" for percent in (50, 95))
    return f"{name:36} {len(times):6} {p50:>8} {p95:>8}"


def wired(wire: Wire | None) -> str:
    """What went over the wire."""
    if wire is None:
        return "kB on the wire: not known, the reader behind the relay failed"
    return f"kB on the wire: {wire.page / 1e3:.1f} a page, {wire.change / 1e3:.1f} a change ({wire.agreed})"


def share(times: Sequence[float], percent: float) -> float:
    """The time in ms that so many percent do not exceed, the nearest one measured; -1 if there is none."""
    ranked = sorted(times)
    return ranked[round(percent / 100 * (len(ranked) - 1))] * 1e3 if ranked else -1.0


def kilo(stretch: Stretch) -> float:
    """Thousands of characters received for each success."""
    return stretch.characters / max(1, len(stretch.times)) / 1e3


def cached(stretch: Stretch) -> float:
    """The share of changes that the server answered from its cache; NaN if there was none."""
    updates = stretch.counted["updates_total"]
    return stretch.counted["updates_cached_total"] / updates if updates else nan


def runs(result: Result) -> float:
    """Sessions that the server began for each page that was loaded."""
    return result.pages.counted["sessions_total"] / max(1, len(result.pages.times))


def grown(result: Result, when: str) -> float:
    """MB that the memory has grown by since before the readers came, for each of them."""
    return (result.memory[when] - result.memory["before"]) / result.readers


def known(value: float, digits: int = 0) -> float | None:
    """`value` rounded, for JSON, which cannot hold a NaN."""
    return None if isnan(value) else round(value, digits or None)


def figure(value: float, digits: int) -> str:
    """`value` with so many decimals."""
    return "not known" if isnan(value) else f"{value:.{digits}f}"


def percent(value: float) -> str:
    """A share in percent."""
    return figure(value * 100, 0) + ("" if isnan(value) else " %")
