"""Kills and a full disk while margin records are written: no file is left behind, and the next attempt succeeds."""

import signal

import duckdb
import pytest

from data.ingest import Ingest
from tests.margin import DATASET, facts_of
from tests.program import coded

KILLED = """
import os, signal, sys
from pathlib import Path
import data.draft
from data.catalog import Catalog
from data.ingest import Ingest

point, home = sys.argv[1:]
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if point == "rolled":
    data.draft.roll_up = die
if point == "renamed":
    Catalog.point = die
Ingest(Path(home), sets=tuple).make(5000, 2, "margin_demo")
"""
FULL = """
import resource, sys
from pathlib import Path
from data.catalog import CatalogError
from data.ingest import Ingest

resource.setrlimit(resource.RLIMIT_FSIZE, (4 * 2**20, 4 * 2**20))
try:
    Ingest(Path(sys.argv[1]), sets=tuple).make(400_000, 2, "margin_demo")
except CatalogError as error:
    print(error)
"""


def left(ingest: Ingest) -> set[str]:
    return {path.name for path in (ingest.catalog.folder / "facts").iterdir()} | {
        path.name for path in (ingest.home / "spill").glob("*")
    }


@pytest.mark.parametrize("point", [pytest.param("rolled", marks=pytest.mark.long), "renamed"])
def test_killed_in_the_middle(ingest: Ingest, point: str) -> None:
    ingest.make(100, 1, DATASET)
    assert coded(KILLED, ingest.home.parent, point, ingest.home).wait(120) == -signal.SIGKILL
    assert ingest.catalog.numbers() == [1, 2] and facts_of(ingest.home).rows == 100
    again = ingest.make(200, 2, DATASET)
    assert again is not None and again.number == 3
    assert left(ingest) == {"v0002_margin_demo.duckdb", "v0003_margin_demo.duckdb"}
    assert facts_of(ingest.home).rows == 200


def test_a_full_disk(ingest: Ingest) -> None:
    """A limit on the size of a file stands for the disk, so that no mount is needed."""
    process = coded(FULL, ingest.home.parent, ingest.home)
    told = process.said()
    assert process.returncode == 0, told
    said = f"the disk of {ingest.home} is full; nothing was lost, version 1 is still served; make room and repeat\n"
    assert told.endswith(said) and not left(ingest)
    assert ingest.catalog.numbers() == [1]


def test_a_home_of_an_older_tidemark_gets_what_it_lacks(ingest: Ingest) -> None:
    version = ingest.catalog.current()
    assert version is not None
    path = ingest.catalog.path(version)
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE margin; DROP TABLE margin_file; DROP MACRO rung")
    assert ingest.first().number == 2 and ingest.first().number == 2
    with ingest.catalog.connect(ingest.first()) as connection:
        assert connection.execute("SELECT count(*), rung(3) FROM margin, margin_file").fetchall() == [(0, 2.0)]
