from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from data.store import Store
from queries.own import naming, place
from queries.own.incoming import WAITING, Arrival, tidy
from queries.own.tables import Tables
from queries.own.trouble import OwnError, RoomError
from queries.own.turn import turn


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    store = Store(tmp_path)
    store.upgrade()
    return Tables(tmp_path, store)


def bring(tables: Tables, content: bytes, owner: str = "kim", name: str = "My Figures.csv") -> str:
    arrival = Arrival(tables.place(owner), name)
    arrival.begin(len(content))
    arrival.write(content)
    return arrival.whole().id


def rows(tables: Tables, name: str, owner: str = "kim") -> list[tuple[object, ...]]:
    path = tables.files(owner)[name]
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(f'FROM "{name}"').fetchall()


def left(tables: Tables, owner: str = "kim") -> list[str]:
    """The files of an owner, locks aside."""
    folder = tables.place(owner).folder
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"
    )


def test_a_file_becomes_a_table_that_only_its_owner_has(tables: Tables) -> None:
    upload = bring(tables, b"a,b\n1,x\n")
    found = tables.look("kim", upload, {})
    assert found["name"] == "my_figures" and found["rows"] == 1
    table, about = tables.take("kim", upload, "Figures", {})
    assert (table.name, table.rows, table.source, about.bytes) == ("figures", 1, "My Figures.csv", 8)
    assert rows(tables, "figures") == [(1, "x")] and left(tables) == [tables.files("kim")["figures"].name]
    assert tables.list("lee") == [] and tables.files("lee") == {}
    path = tables.files("kim")["figures"]
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0 and "kim" not in str(path)


def test_an_upload_of_another_is_not_there(tables: Tables) -> None:
    upload = bring(tables, b"a,b\n1,x\n")
    for id in (upload, "../" + upload, "", "0" * 32):
        with pytest.raises(OwnError, match="not here any more"):
            tables.look("lee", id, {})


def test_a_table_is_replaced_while_another_reads_it(tables: Tables) -> None:
    tables.take("kim", bring(tables, b"a\n1\n"), "t", {})
    with duckdb.connect(str(tables.files("kim")["t"]), read_only=True) as reading:
        tables.take("kim", bring(tables, b"a\n2\n"), "t", {})
        assert reading.execute("FROM t").fetchall() == [(1,)]
    assert rows(tables, "t") == [(2,)] and len(tables.list("kim")) == 1


def test_a_forgotten_table_leaves_nothing(tables: Tables) -> None:
    tables.take("kim", bring(tables, b"a\n1\n"), "t", {})
    with pytest.raises(OwnError, match="no table 't' of yours"):
        tables.forget("lee", "t")
    before = tables.files("kim")["t"].name
    tables.forget("kim", "t")
    assert tables.list("kim") == [] and left(tables) == []
    tables.take("kim", bring(tables, b"a\n2\n"), "t", {})
    assert tables.files("kim")["t"].name != before


def test_what_cannot_be_taken_leaves_the_table_that_was_there(tables: Tables) -> None:
    tables.take("kim", bring(tables, b"a\n1\n"), "t", {})
    tables.most = 1000
    with pytest.raises(RoomError, match=r"the table takes 0\.\d MB; with your others that is more than"):
        tables.take("kim", bring(tables, b"a\n2\n"), "t", {})
    with pytest.raises(OwnError, match="1 lines do not fit"):
        tables.take("kim", bring(tables, b"a,b\n1,2\n3\n4,5\n"), "t", {})
    assert rows(tables, "t") == [(1,)] and len([name for name in left(tables) if "duckdb" in name]) == 1


@pytest.mark.parametrize(
    ("name", "way_out"),
    [("my table", "my_table"), ("1st", "own_1st"), ("select", "own_select"), ("selection", "own_selection")],
)
def test_a_name_that_sql_does_not_take_is_refused_with_one_that_it_takes(name: str, way_out: str) -> None:
    with pytest.raises(OwnError, match=way_out):
        naming.checked(name)
    assert naming.checked(way_out) == way_out


def test_the_reserved_words_are_those_of_duckdb() -> None:
    known = duckdb.sql("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'").fetchall()
    assert {word for (word,) in known} == naming.RESERVED


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Q3 figures.CSV", "q3_figures"),
        ("../../etc/passwd", "passwd"),
        ("증거금.xlsx", "증거금"),
        ("2024.csv", "own_2024"),
        ("", "own"),
    ],
)
def test_a_table_is_called_as_its_file(file: str, name: str) -> None:
    assert naming.suggested(file) == name == naming.checked(name)


def test_the_name_of_a_file_is_only_shown() -> None:
    assert tidy("C:\\Users\\kim\\x.csv") == tidy("/home/kim/x.csv") == tidy("x\n\u202e.csv") == "x.csv"


def test_uploads_that_nobody_takes_make_room(tables: Tables) -> None:
    ids = [bring(tables, b"a\n1\n") for _ in range(WAITING)]
    with pytest.raises(OwnError, match="10 files of yours wait"):
        bring(tables, b"a\n1\n")
    old = tables.place("kim").incoming / ids[0]
    os.utime(old, (time.time() - 2 * place.OLD,) * 2)
    bring(tables, b"a\n2\n")
    assert not old.exists()


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tables: Tables) -> None:
    arrival = Arrival(tables.place("kim"), "x.csv")
    with pytest.raises(RoomError, match="disk is nearly full"):
        arrival.begin(2**60)
    arrival.begin(10)
    with no_larger_than(1000), pytest.raises(RoomError, match="disk is full"):
        for _ in range(100):
            arrival.write(bytes(10_000))
    arrival.leave()
    assert left(tables) == []


@contextmanager
def no_larger_than(size: int) -> Iterator[None]:
    """Files that this process writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


HELD = """
import sys, time
from pathlib import Path
from queries.own.turn import turn
with turn(Path(sys.argv[1]), Path(sys.argv[2])):
    print("has it", flush=True)
    time.sleep(60)
"""


def test_one_file_of_each_owner_is_read_at_a_time_and_a_killed_reader_holds_nothing_up(tmp_path: Path) -> None:
    kim, lee, park = (tmp_path / name for name in ("kim", "lee", "park"))
    for folder in (kim, lee, park):
        folder.mkdir()
    line = [sys.executable, "-c", HELD, tmp_path, kim]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "has it\n"
        with pytest.raises(OwnError, match="reads many files"), turn(tmp_path, kim, 0.1):
            raise AssertionError
        with turn(tmp_path, lee, 0.1), pytest.raises(OwnError), turn(tmp_path, park, 0.1):
            raise AssertionError
        got = threading.Event()

        def wait() -> None:
            with turn(tmp_path, kim, 10):
                got.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        other.kill()
        waiting.join(10)
    assert got.is_set()
