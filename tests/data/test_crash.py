"""Kills, a full disk and two writers: the old version stays served, nothing is half loaded, nothing is left behind."""

import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.catalog import CatalogError
from data.ingest import Ingest
from tests.data.book import template, wide
from tests.program import Program, coded
from tests.shared import ROOT

ROW = ("2023-03-31", "Some CCP", "Some CCP", "", "EUR")
PROGRAM = """
import os, signal, sys
from pathlib import Path
import data.edition
from data.catalog import Catalog
from data.ingest import Ingest

point, home, *paths = sys.argv[1:]
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if point == "renamed":
    Catalog.point = die
if point == "written":
    data.edition.sealed = die
step = lambda what, done, total: die() if str(done) == point else None
print(Ingest(Path(home), sets=tuple).ingest([Path(p) for p in paths], progress=step).version)
"""
HOLDER = """
import sys, time
from pathlib import Path
from data.lease import lease

with lease(Path(sys.argv[1]), 1):
    print(1, flush=True)
    time.sleep(60)
"""


def process(point: str, home: Path, *paths: Path) -> Program:
    return coded(PROGRAM, home.parent, point, home, *paths)


def count(ingest: Ingest) -> int:
    version = ingest.catalog.current()
    assert version is not None
    with ingest.catalog.connect(version) as connection:
        return int(connection.execute("SELECT count(*) FROM disclosure").fetchall()[0][0])


def left(ingest: Ingest) -> set[str]:
    names = {path.name for path in ingest.catalog.folder.iterdir()}
    return {name for name in names if not re.fullmatch(r"CURRENT|v\d{4}\.(duckdb|json)", name)}


@pytest.mark.parametrize(
    "point", ["1", *(pytest.param(each, marks=pytest.mark.long) for each in ("0", "2", "written")), "renamed"]
)
def test_killed_in_the_middle(ingest: Ingest, tmp_path: Path, point: str) -> None:
    ingest.ingest([wide(tmp_path / "before.xlsx", (*ROW, 1))])
    path = template(tmp_path / "Eurex_2016Q2.xlsx")
    running = process(point, ingest.home, path)
    assert running.wait(60) == -signal.SIGKILL
    version = ingest.catalog.current()
    assert version is not None and version.number == 2 and count(ingest) == 1
    summary = ingest.ingest([path])
    assert summary.version == 3 and count(ingest) == 7 and not left(ingest)
    assert len(list((ingest.home / "raw").iterdir())) == 2


def test_killed_while_building_the_first_version(tmp_path: Path) -> None:
    ingest = Ingest(tmp_path / "home", sets=tuple)
    running = process("written", ingest.home, template(tmp_path / "x.xlsx"))
    assert running.wait(60) == -signal.SIGKILL and ingest.catalog.current() is None
    assert left(ingest)
    assert ingest.first().number == 1 and not left(ingest)


def test_two_ingests_at_once_both_load(tmp_path: Path) -> None:
    ingest = Ingest(tmp_path / "home", sets=tuple)
    first, second = template(tmp_path / "a.xlsx"), wide(tmp_path / "b.xlsx", (*ROW, 1))
    running = [process("never", ingest.home, path) for path in (first, second)]
    said = sorted(one.said().strip() for one in running)
    assert said == ["2", "3"] and count(ingest) == 7 and not left(ingest)


def test_a_second_ingest_says_who_holds_the_lease(ingest: Ingest, tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(ingest.home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None and running.stdout.readline() == "1\n"
    began = time.monotonic()
    try:
        with pytest.raises(
            CatalogError, match=rf"an ingest is running \(process {running.pid} since 20..-..-.. .* UTC\)"
        ):
            Ingest(ingest.home, patience=0.2).ingest([template(tmp_path / "x.xlsx")])
    finally:
        running.kill()
        running.wait()
    assert time.monotonic() - began < 10
    assert ingest.ingest([tmp_path / "x.xlsx"]).version == 2


def test_the_lease_is_free_after_it_is_over(ingest: Ingest, tmp_path: Path) -> None:
    ingest.ingest([template(tmp_path / "x.xlsx")])
    with (ingest.home / "ingest.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


FULL = """
import resource, sys
from pathlib import Path
from data.catalog import CatalogError
from data.ingest import Ingest

limit, home, path = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    Ingest(Path(home), sets=tuple).ingest([Path(path)])
except CatalogError as error:
    print(error)
"""


def full(limit: int, home: Path, path: Path) -> str:
    process = coded(FULL, home.parent, limit, home, path)
    said = process.said().strip()
    assert process.returncode == 0, said
    return said


@pytest.mark.parametrize("room", ["copy", "rows"])
def test_a_full_disk(ingest: Ingest, tmp_path: Path, room: str) -> None:
    """A limit on the size of a file stands for the disk, so that no mount is needed."""
    version = ingest.catalog.current()
    assert version is not None
    size = ingest.catalog.path(version).stat().st_size
    rows = [("2023-03-31", f"CCP {n}", "", "", "EUR", *range(n, n + 40)) for n in range(400)]
    path = wide(tmp_path / "many.xlsx", *rows, items=[f"23.2.1_product {n}" for n in range(40)])
    limit = {"copy": size // 2, "rows": size + 4096}[room]
    said = full(limit, ingest.home, path)
    assert said.startswith("the disk of ") and said.count("\n") == 0
    assert said.endswith("is full; nothing was lost, version 1 is still served; make room and repeat")
    assert count(ingest) == 0 and not left(ingest) and not list((ingest.home / "raw").glob("*"))
    assert ingest.ingest([path]).version == 2 and count(ingest) == 16_000


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_small_file_system(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=7m", "tmpfs", str(home)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets not even root mount a file system")
    try:
        ingest = Ingest(home, sets=tuple)
        ingest.first()
        path = wide(tmp_path / "many.xlsx", *((*ROW[:1], f"CCP {n}", *ROW[2:], n) for n in range(2000)))
        (home / "ballast").write_bytes(b"0" * (os.statvfs(home).f_bavail * os.statvfs(home).f_frsize - 2**20))
        with pytest.raises(CatalogError, match=r"is full; nothing was lost, version 1 is still served"):
            ingest.ingest([path])
        assert count(ingest) == 0 and not left(ingest)
        (home / "ballast").unlink()
        assert count(ingest) == 0
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)
