"""The roll-ups of margin records, worked out by a reckoner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from data import rollup
from data.margin import METRICS
from data.portable.translation import spark
from data.reckoning.reckoner import Reckoner, ReckonerError
from data.rollup import CENTRES, ROLLUPS, SHARE, Rolled, groups, sums

WHERE = Path(rollup.__file__).name
INPUT = "input of a cube"
"""Where the statements stand."""


Inputs = Callable[[Rolled], Mapping[str, str]]
"""The statements whose rows are kept beside the roll-ups that there are, by what they are known by."""


def none(rolled: Rolled) -> Mapping[str, str]:
    """No statement."""
    return {}


def steps() -> int:
    """How many steps `rolled` takes."""
    return 2 + 2 * len(ROLLUPS)


def check(inputs: Inputs = none) -> None:
    """Raise PortabilityError if a statement of the job is not portable: before any cluster is asked."""
    zeros = dict.fromkeys(METRICS, 0.0)
    for sql in (CENTRES, *map(groups, ROLLUPS), *(sums(name, zeros) for name in ROLLUPS)):
        spark(sql, WHERE)
    for sql in inputs(Rolled((0, *(0.0, 0) * len(METRICS)), {})).values():
        spark(sql, INPUT)


def rolled(
    reckoner: Reckoner, folder: Path, records: int, step: Callable[[str], None], inputs: Inputs = none
) -> Rolled:
    """The roll-ups of the relation `margin` as Parquet below `folder`; raise ReckonerError if not of all `records`."""
    step("sum up")
    (row,) = reckoner.read(CENTRES, WHERE).rows
    centres, counted = rollup.read_centres(row)
    _agree("margin", counted, records)
    tables = {}
    for name in ROLLUPS:
        step(f"count {name}")
        ((rows,),) = reckoner.read(groups(name), WHERE).rows
        step(f"write {name}")
        if _few(rows, records):
            _agree(name, reckoner.write(sums(name, centres), folder / name, WHERE), rows)
            tables[name] = folder / name, rows
    step("work out what cubes are built of")
    known = inputs(Rolled(row, tables))
    places = {name: folder / f"input_{place}" for place, name in enumerate(known)}
    small = {name: place for name, place in places.items() if _few(reckoner.write(known[name], place, INPUT), records)}
    return Rolled(row, tables, small)


def _few(rows: int, records: int) -> bool:
    """Whether rows are worth keeping beside the records."""
    return rows * SHARE <= records


def _agree(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise ReckonerError(f"{what} has {found:,} rows and not {wanted:,}: the files have changed meanwhile")
