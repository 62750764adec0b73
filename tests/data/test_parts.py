"""Kills, a full disk, changed roles and two processes: every entitlement follows the whole, nothing else is left."""

import json
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from data.entitlement import Entitlement, catalog, folder
from data.ingest import Ingest
from tests.data.book import wide
from tests.program import Program, coded

A, B = Entitlement("a", None, ("A",)), Entitlement("b", ("filed",), ("B",))
ROWS = [("2023-03-31", ccp, ccp, "", "EUR", number) for number, ccp in enumerate("AB", 1)]
PROGRAM = """
import os, signal, sys
from pathlib import Path
import data.part, data.parts
from data.catalog import Catalog
from data.entitlement import Entitlement
from data.ingest import Ingest

point, home, *paths = sys.argv[1:]
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
pointed, calls = Catalog.point, []

def counted(self, version):
    calls.append(version)
    if f"pointed {len(calls) - 1}" == point:
        die()
    pointed(self, version)

Catalog.point = counted
if point == "built":
    data.part.sealed = die
if point == "cleared":
    data.parts.shutil.rmtree = die
parts = (Entitlement("a", None, ("A",)), Entitlement("b", ("filed",), ("B",)))
ingest = Ingest(Path(home), sets=tuple, entitlements=parts)
if point == "full":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(paths[0]), int(paths[0])))
    paths = paths[1:]
try:
    print(ingest.ingest([Path(p) for p in paths]).version if paths else ingest.first().number)
except Exception as error:
    print(error)
"""


@pytest.fixture
def entitled(ingest: Ingest) -> Ingest:
    """An ingest into a home whose two entitlements have version 1."""
    both = replace(ingest, entitlements=(A, B))
    both.first()
    return both


def process(point: str, home: Path, *words: object) -> Program:
    return coded(PROGRAM, home.parent, point, home, *words)


def seen(ingest: Ingest) -> dict[str, tuple[int, list[str]]]:
    """Of each entitlement its current version, and the CCPs in it; read as a server does."""
    found = {}
    for each in ingest.entitlements:
        own = catalog(ingest.home, each.name)
        version = own.current()
        assert version is not None
        with own.connect(version) as connection:
            ccps = connection.execute("SELECT DISTINCT ccp FROM disclosure ORDER BY ALL").fetchall()
        found[each.name] = (version.number, [ccp for (ccp,) in ccps])
    return found


def left(ingest: Ingest) -> set[str]:
    """Names that are not those of an entitlement's catalog."""
    paths = folder(ingest.home).rglob("*")
    return {path.name for path in paths if ".part" in path.name or ".gone" in path.name}


def numbers(ingest: Ingest, name: str) -> list[int]:
    return sorted(int(path.stem[1:]) for path in catalog(ingest.home, name).folder.glob("v*.duckdb"))


@pytest.mark.parametrize(
    ("point", "published"), [("built", 1), pytest.param("pointed 0", 1, marks=pytest.mark.long), ("pointed 1", 2)]
)
def test_killed_in_the_middle(entitled: Ingest, tmp_path: Path, point: str, published: int) -> None:
    path = wide(tmp_path / "x.xlsx", *ROWS)
    running = process(point, entitled.home, path)
    assert running.wait(60) == -signal.SIGKILL
    whole = entitled.catalog.current()
    assert whole is not None and whole.number == published
    assert all(number <= published for number, _ in seen(entitled).values())
    entitled.first()
    assert {number for number, _ in seen(entitled).values()} == {published}
    entitled.ingest([path])
    assert seen(entitled) == {"a": (2, ["A"]), "b": (2, ["B"])} and not left(entitled)
    assert numbers(entitled, "a") == numbers(entitled, "b") == [1, 2]


def test_every_version_has_its_part_before_it_is_current(entitled: Ingest, tmp_path: Path) -> None:
    entitled.ingest([wide(tmp_path / "x.xlsx", *ROWS)])
    own = catalog(entitled.home, "a")
    made, whole = (
        path.stat().st_mtime_ns for path in (own.folder / "v0002.duckdb", entitled.catalog.folder / "CURRENT")
    )
    assert made < whole < (own.folder / "CURRENT").stat().st_mtime_ns
    assert own.numbers() == [1, 2] and own.version(2).created == entitled.catalog.version(2).created
    with own.connect(own.version(1)) as connection:
        assert connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(0,)]


def test_nothing_is_written_where_all_follow(entitled: Ingest) -> None:
    before = {path: path.stat().st_mtime_ns for path in entitled.home.rglob("*")}
    entitled.first()
    assert {path: path.stat().st_mtime_ns for path in entitled.home.rglob("*")} == before


def test_what_is_defined_otherwise_is_built_again_and_its_past_is_gone(entitled: Ingest, tmp_path: Path) -> None:
    entitled.ingest([wide(tmp_path / "x.xlsx", *ROWS)])
    other = replace(entitled, entitlements=(Entitlement("a", None, ("B",)), B))
    other.first()
    assert seen(other) == {"a": (2, ["B"]), "b": (2, ["B"])}
    assert catalog(other.home, "a").numbers() == numbers(other, "a") == [2] and numbers(other, "b") == [1, 2]
    assert json.loads((catalog(other.home, "a").folder / "DEFINITION").read_text())["ccps"] == ["B"]


def test_what_the_roles_have_no_more_is_removed(entitled: Ingest) -> None:
    replace(entitled, entitlements=(B,)).first()
    assert {path.name for path in folder(entitled.home).iterdir()} == {"b"}


def test_killed_while_it_is_removed(entitled: Ingest) -> None:
    other = replace(entitled, entitlements=(Entitlement("a", None, ("C",)), B))
    other.first()
    running = process("cleared", entitled.home)
    assert running.wait(60) == -signal.SIGKILL and left(entitled) == {"a.gone"}
    entitled.first()
    assert seen(entitled) == {"a": (1, []), "b": (1, [])} and not left(entitled)


def test_an_ingest_and_another_command_at_once(entitled: Ingest, tmp_path: Path) -> None:
    path = wide(tmp_path / "x.xlsx", *ROWS)
    running = [process("never", entitled.home, path), process("never", entitled.home)]
    said = [one.said().strip() for one in running]
    assert said[0] == "2" and said[1] in ("1", "2")
    assert seen(entitled) == {"a": (2, ["A"]), "b": (2, ["B"])}


def test_a_full_disk_says_so_and_is_made_up_for(entitled: Ingest, ingest: Ingest, tmp_path: Path) -> None:
    shutil.rmtree(folder(entitled.home))
    running = process("full", entitled.home, 2**20)
    said = running.said()
    assert said.startswith("not every entitlement has version 1: ") and "make room, and repeat" in said
    assert ingest.catalog.current() == entitled.catalog.current()
    entitled.first()
    assert seen(entitled) == {"a": (1, []), "b": (1, [])} and not left(entitled)


def test_a_whole_that_was_set_back_is_followed(entitled: Ingest, tmp_path: Path) -> None:
    entitled.ingest([wide(tmp_path / "x.xlsx", *ROWS)])
    (entitled.catalog.folder / "CURRENT").write_text("1")
    entitled.first()
    assert seen(entitled) == {"a": (1, []), "b": (1, [])} and numbers(entitled, "a") == [1]


def test_records_that_did_not_change_are_not_written_again(entitled: Ingest, tmp_path: Path) -> None:
    own = Entitlement("own", None, ("LCH",))
    ingest = replace(entitled, entitlements=(own,))
    ingest.make(2000, 1, "margin_demo")
    (file,) = (catalog(ingest.home, "own").folder / "facts").glob("*.duckdb")
    before = file.stat().st_mtime_ns
    ingest.ingest([wide(tmp_path / "x.xlsx", *ROWS)])
    assert file.stat().st_mtime_ns == before
    version = catalog(ingest.home, "own").current()
    assert version is not None and version.number == 3
    with catalog(ingest.home, "own").connect(version) as connection:
        assert connection.execute("SELECT file, loaded_in FROM margin_file").fetchall() == [(file.name, 2)]
