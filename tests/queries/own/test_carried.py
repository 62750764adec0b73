"""Own tables of readers who are served by several hosts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from apps.bench.postgres import Postgres
from data.secret import take
from data.store import Store
from data.store.joining import join
from data.store.moving import move
from data.store.tables import own_part
from queries.own import carried
from queries.own.tables import LATELY, Tables
from tests.queries.own.test_tables import bring, left, rows
from tests.stored import SQLITE, schema


def joined(postgres: Postgres, folder: Path, name: str) -> Tables:
    store = Store(folder / name, schema(postgres, folder))
    store.upgrade()
    join(store)
    return Tables(store.home, store)


@pytest.fixture
def two(postgres: Postgres, tmp_path: Path) -> tuple[Tables, Tables]:
    return joined(postgres, tmp_path, "one"), joined(postgres, tmp_path, "other")


def parts(tables: Tables) -> int:
    with tables.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(own_part)).scalar_one()


def test_a_table_of_one_host_is_fetched_by_the_other(
    two: tuple[Tables, Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carried, "PART", 10_000)
    one, other = two
    table, _ = one.take("kim", bring(one, b"a\n1\n"), "t", {})
    assert parts(one) == -(-table.bytes // 10_000) > 2
    assert left(other) == [] and rows(other, "t") == [(1,)] and left(other) == [table.file]
    here, there = (each.files("kim")["t"] for each in two)
    assert here.read_bytes() == there.read_bytes() and there.stat().st_mode & 0o777 == 0o400
    assert other.files("lee") == {}


def test_a_replaced_and_a_removed_table_leave_nothing(two: tuple[Tables, Tables]) -> None:
    one, other = two
    one.take("kim", bring(one, b"a\n1\n"), "t", {})
    assert rows(other, "t") == [(1,)]
    first, before = other.files("kim")["t"], parts(one)
    other.take("kim", bring(other, b"a\n2\n"), "t", {})
    assert rows(one, "t") == [(2,)] and parts(one) == before
    other.forget("kim", "t")
    assert one.files("kim") == other.files("kim") == {} and parts(one) == 0
    assert first.exists(), "a statement may be about to open it"


def test_what_another_host_has_removed_goes_here_too_after_a_while(
    two: tuple[Tables, Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    one.take("kim", bring(one, b"a\n1\n"), "t", {})
    assert rows(other, "t") == [(1,)]
    one.forget("kim", "t")
    monkeypatch.setattr("queries.own.tables.LATELY", -1.0)
    assert LATELY > 0 and other.files("kim") == {} and left(other) == []


def test_a_damaged_part_makes_no_table(two: tuple[Tables, Tables], capfd: pytest.CaptureFixture[str]) -> None:
    one, other = two
    table, _ = one.take("kim", bring(one, b"a\n1\n"), "t", {})
    with one.store.writing() as connection:
        connection.execute(update(own_part).values(content=os.urandom(table.bytes)))
    assert other.files("kim") == {} and left(other) == []
    with one.store.writing() as connection:
        carried.drop(connection, table.file)
    assert other.files("kim") == {} and rows(one, "t") == [(1,)]


def test_who_cannot_be_told_of_a_table_has_none_of_it(two: tuple[Tables, Tables]) -> None:
    one, _ = two
    with one.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE own_table ADD CHECK (rows < 2)")
    with pytest.raises(ValueError, match="fails: CheckViolation"):
        one.take("kim", bring(one, b"a\n1\n2\n"), "t", {})
    assert parts(one) == 0 and one.list("kim") == []


def test_others_write_while_a_large_file_is_brought(two: tuple[Tables, Tables]) -> None:
    one, other = two

    def meanwhile(_: object) -> None:
        other.take("lee", bring(other, b"a\n1\n", "lee"), "t", {})

    with one.store.writing(before=meanwhile) as connection:
        assert connection.execute(select(func.count()).select_from(own_part)).scalar_one() > 0


@SQLITE
def test_a_moved_store_takes_the_files_along(postgres: Postgres, tmp_path: Path) -> None:
    store = Store(tmp_path / "a")
    store.upgrade()
    here = Tables(store.home, store)
    table, _ = here.take("kim", bring(here, b"a\n1\n"), "t", {})
    here.take("kim", bring(here, b"a\n2\n"), "lost", {})
    (here.place("kim").folder / here.files("kim")["lost"].name).unlink()
    target = Store(tmp_path / "a", schema(postgres, tmp_path))
    lost: list[str] = []
    move(store, target, lambda old, new: lost.extend(carried.moved(tmp_path / "a", old, new, True)))
    assert lost == ["lost"] and parts(here) == 0
    other = joined(postgres, tmp_path, "other")
    assert rows(other, "t") == [(1,)]
    assert take(tmp_path / "b", (tmp_path / "a" / "secret").read_bytes())
    back = Store(tmp_path / "b")
    move(target, back, lambda old, new: lost.extend(carried.moved(tmp_path / "b", old, new, False)))
    shutil.rmtree(tmp_path / "a")
    alone = Tables(tmp_path / "b", back)
    assert rows(alone, "t") == [(1,)] and left(alone) == [table.file] and parts(alone) == 0
