"""Versions on a lake: hosts see the same, byte for byte, whoever publishes, and whatever was killed in between."""

import hashlib
import shutil
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.catalog import AwayError, CatalogError
from data.ingest import Ingest
from data.lake import commit
from data.lake.lake import Lake
from tests.data.book import wide
from tests.lake.conftest import Host
from tests.program import coded
from tests.storage.running import Bucket

ROW = ("2023-03-31", "Some CCP", "Some CCP", "", "EUR")
KILLED = """
import os, signal, sys
from pathlib import Path
from data.catalog import Catalog
from data.ingest import Ingest
from data.lake import commit
from tests.lake.hosts import read

die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
point, home, *paths = sys.argv[1:]
if point == "committed":
    Catalog.point = die
if point == "committing":
    commit._end = die
print(read(Path(home)).ingest([Path(p) for p in paths]).version)
"""


def asked(lake: Lake, sql: str, folder: Path) -> Sequence[tuple[Any, ...]]:
    with lake.attached(folder / "spill") as connection:
        return connection.execute(sql).fetchall()


def book(folder: Path, value: float, name: str = "book") -> Path:
    return wide(folder / f"{name}.xlsx", (*ROW, value))


def files(ingest: Ingest) -> dict[str, str]:
    found = ingest.catalog.folder.glob("v*.duckdb")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_what_one_host_publishes_the_other_has_byte_for_byte(host: Host, tmp_path: Path) -> None:
    one, two = host("one"), host("two")
    assert one.first() == two.first()
    assert one.ingest([book(tmp_path, 1)]).version == 2
    two.follow()
    assert files(one) == files(two) and two.catalog.current() == one.catalog.current()
    assert two.ingest([book(tmp_path, 2, "other")]).version == 3
    one.follow()
    assert files(one) == files(two) and len(files(one)) == 3
    assert {path.name for path in two.home.iterdir()} <= {"catalog", "raw", "coming", "ingest.lock", "spill"}


@pytest.mark.long
def test_a_file_that_another_host_loaded_is_passed_over(host: Host, tmp_path: Path) -> None:
    host("one").ingest([book(tmp_path, 1)])
    summary = host("two").ingest([book(tmp_path, 1, "same")])
    assert summary.version is None or summary.version == 3
    path = book(tmp_path, 5, "third")
    assert host("one").ingest([path]).version == host("one").catalog.numbers()[-1]
    assert host("two").ingest([path]).version is None


@pytest.mark.long
def test_an_older_version_comes_when_it_is_asked_for(host: Host, tmp_path: Path) -> None:
    one, late = host("one"), host("late")
    for number, value in enumerate((1, 2), 1):
        assert one.ingest([book(tmp_path, value, f"b{number}")]).version == number + 1
    late.first()
    assert late.catalog.numbers() == [1, 2, 3] and list(files(late)) == ["v0003.duckdb"]
    with late.catalog.connect(late.catalog.version(2)) as connection:
        assert connection.execute("SELECT value FROM disclosure").fetchall() == [(1.0,)]
    assert files(late).items() <= files(one).items() and len(files(late)) == 2
    with pytest.raises(CatalogError, match=r"catalog version 9 does not exist; there are \[1, 2, 3\]"):
        late.catalog.version(9)


@pytest.mark.long
def test_others_read_the_tables_at_each_version(host: Host, lake: Lake, tmp_path: Path) -> None:
    one = host("one")
    for number, value in enumerate((1, 2), 1):
        one.ingest([book(tmp_path, value, f"b{number}")])
    standing = "SELECT value, loaded_in, superseded_in FROM lake.history.disclosure {} ORDER BY loaded_in"
    assert asked(lake, standing.format(""), tmp_path) == [(1.0, 2, 3), (2.0, 3, None)]
    known = asked(lake, "SELECT snapshot_id, commit_message, commit_extra_info FROM lake.snapshots()", tmp_path)
    (then,) = (number for number, said, about in known if said == "tidemark version" and '"number": 2' in about)
    assert asked(lake, standing.format(f"AT (VERSION => {then})"), tmp_path) == [(1.0, 2, None)]
    (names,) = asked(lake, "SELECT list(name ORDER BY name) FROM lake.file", tmp_path)
    assert names == (["b1.xlsx", "b2.xlsx"],)


@pytest.mark.long
@pytest.mark.parametrize(("point", "published"), [("committing", 1), ("committed", 2)])
def test_a_killed_writer_leaves_a_version_or_none(
    host: Host, lake: Lake, tmp_path: Path, point: str, published: int
) -> None:
    from tests.lake.hosts import write

    one, two, path = host("one"), host("two"), book(tmp_path, 1)
    one.first()
    write(one)
    killed = coded(KILLED, tmp_path, point, one.home, path)
    assert killed.wait(60) == -signal.SIGKILL
    first = two.first()
    assert first.number == published
    assert one.ingest([path]).version == (2 if published == 1 else None)
    two.follow()
    assert files(one)["v0002.duckdb"] == files(two)["v0002.duckdb"]
    assert asked(lake, "SELECT count(*) FROM lake.history.disclosure", tmp_path) == [(1,)]


@pytest.mark.long
def test_a_commit_that_was_not_acknowledged_counts(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = host("one")
    one.first()
    end = commit.ended

    def lost(connection: Any) -> None:
        import duckdb

        end(connection)
        raise duckdb.IOException("server closed the connection unexpectedly")

    monkeypatch.setattr(commit, "ended", lost)
    assert one.ingest([book(tmp_path, 1)]).version == 2
    monkeypatch.setattr(commit, "ended", lambda connection: lost_before())
    with pytest.raises(AwayError, match="version 3 was not published: fails: server closed the connection; repeat"):
        one.ingest([book(tmp_path, 2, "other")])
    monkeypatch.undo()
    assert one.catalog.numbers() == [1, 2] and one.ingest([book(tmp_path, 2, "other")]).version == 3


def lost_before() -> None:
    import duckdb

    raise duckdb.IOException("server closed the connection")


@pytest.mark.long
def test_a_home_with_versions_gives_them_to_a_new_lake(lake: Lake, host: Host, tmp_path: Path) -> None:
    files_only = Ingest(tmp_path / "old", sets=tuple)
    files_only.ingest([book(tmp_path, 1)])
    moved = replace(files_only, lake=lake)
    assert moved.first().number == 2
    late = host("late")
    assert late.first().number == 2 and files(late)["v0002.duckdb"] == files(moved)["v0002.duckdb"]
    assert late.ingest([book(tmp_path, 2, "other")]).version == 3
    assert moved.first().number == 3
    assert late.catalog.version(1).sha256 == files(moved)["v0001.duckdb"]


@pytest.mark.long
def test_a_home_with_a_catalog_of_its_own_is_refused(host: Host, lake: Lake, tmp_path: Path) -> None:
    host("one").ingest([book(tmp_path, 1)])
    other = Ingest(tmp_path / "other", sets=tuple)
    other.ingest([book(tmp_path, 7, "seven")])
    before = files(other)
    with pytest.raises(CatalogError, match="is not the lake's: this home has a catalog of its own"):
        replace(other, lake=lake).first()
    assert files(other) == before


@pytest.mark.long
def test_what_was_changed_on_its_way_is_not_taken(host: Host, bucket: Bucket, lake: Lake, tmp_path: Path) -> None:
    one = host("one")
    one.first()
    with lake.attached(tmp_path) as connection:
        connection.execute("UPDATE lake.tidemark.mart SET bytes = 'x'::BLOB WHERE chunk = 0")
    with pytest.raises(CatalogError, match=r"v0001.duckdb of the lake .* is not what it was: its SHA-256 differs"):
        host("two").first()
    assert not list((tmp_path / "two" / "coming").iterdir()) and files(host("two")) == {}


@pytest.mark.long
def test_a_home_that_is_lost_comes_back(host: Host, tmp_path: Path) -> None:
    one = host("one")
    one.ingest([book(tmp_path, 1)])
    before = files(one)
    shutil.rmtree(one.home)
    one.first()
    assert files(one).items() <= before.items() and one.catalog.current() and one.catalog.numbers() == [1, 2]
