"""A home with two entitlements that share no row: each has datasets of its own, and its CCPs of what both are in."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from data import sources
from data.entitlement import Entitlement
from data.ingest import Ingest
from data.margin import COLUMNS
from data.sources.filing import Filing
from tests.data.book import wide

NORTH_CCPS, SOUTH_CCPS = ("Aurora Clearing", "Boreal House"), ("Austral Clear", "Zenith Guarantee")
NORTH = Entitlement("north", ("polar", "filed", "margin"), NORTH_CCPS)
SOUTH = Entitlement("south", ("tropic", "filed", "margin"), SOUTH_CCPS)
NORTH_WORDS = ("aurora", "boreal", "polar", "nordisk", "north")
SOUTH_WORDS = ("austral", "zenith", "tropic", "sureste", "south")
"""What nothing of the other one may hold: CCPs, datasets, files, services, members, products, and what cells say."""
ITEMS = (
    "6.1.1_Total",
    "4.1.1",
    "4.1.4",
    "6.6.1",
    "6.7.1",
    "4.4.7_PeakDayAmountInPrevious12Months",
    "18.1.1.1",
    "4.2.1",
)
DATES = ("2024-03-29", "2024-06-28", "2024-09-30", "2024-12-31")
Side = tuple[str, Sequence[str], float]
NORTH_SIDE: Side = ("nordisk", NORTH_CCPS, 3.0)
SOUTH_SIDE: Side = ("sureste", SOUTH_CCPS, 7_000_017.0)


def rows(side: Side) -> list[tuple[object, ...]]:
    """Four quarters of the CCPs of a side, one cell that is filed twice, and one that cannot be read."""
    word, ccps, size = side
    found: list[tuple[object, ...]] = []
    for number, ccp in enumerate(ccps, 1):
        for quarter, date in enumerate(DATES, 1):
            own = size * number * quarter
            figures = [own * step for step in (100, 1, 10, 2, 5, 11)]
            found.append((date, ccp, f"{word} service", "", "EUR", *figures, 10 * number, f"{word} model {quarter}"))
    again = (*found[0][:5], *[size] * 7, f"{word} again")
    return [*found, again]


def records(path: Path, *sides: Side) -> Path:
    """Margin records of the CCPs of `sides`."""
    lines = [",".join(COLUMNS)]
    for word, ccps, size in sides:
        for ccp in ccps:
            for day in range(1, 29):
                for member in range(12):
                    figures = f"{size * day},{size * member},{size},{size * 2}"
                    lines.append(f"2024-01-{day:02d},{ccp},{word}{member:02d},{word}-P,EUR,sitg,{figures}")
    path.write_text("\n".join(lines) + "\n")
    return path


def built(folder: Path, north: Side = NORTH_SIDE, south: Side = SOUTH_SIDE) -> Path:
    """The home in `folder`, with both entitlements in version 2."""
    own, other = (wide(folder / f"{side[0]}.xlsx", *rows(side), items=ITEMS) for side in (north, south))

    def sets() -> Iterator[tuple[str, str, Filing]]:
        yield "polar", own.name, sources.read(own)
        yield "tropic", other.name, sources.read(other)

    ingest = Ingest(folder / "home", sets=sets, entitlements=(NORTH, SOUTH))
    unread = ("soon", "Nobody", "", "", "EUR", *[1] * 7, "unread")
    both = wide(folder / "both.xlsx", *rows(north), *rows(south), unread, items=ITEMS)
    ingest.ingest([both, records(folder / "records.csv", north, south)])
    return ingest.home


@functools.cache
def home() -> Path:
    """That home, built once a test run. It is shared: a test that writes takes a copy."""
    return built(Path(tempfile.mkdtemp(prefix="tidemark-entitled-")))
