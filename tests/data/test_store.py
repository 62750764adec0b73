"""The app store in the home: made once, shared by processes, and one sentence when it cannot be had."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, select

from data.store import Store, StoreError
from data.store.schema import migrate
from data.store.tables import METADATA, attempt
from tests import stored

pytestmark = stored.SQLITE


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.upgrade()
    return made


def count(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(attempt)).scalar_one()


def add(store: Store, times: int = 1) -> None:
    for at in range(times):
        with store.writing() as connection:
            connection.execute(insert(attempt).values(key="somebody", at=at))


def test_it_is_for_its_owner_only_and_readers_do_not_wait(store: Store) -> None:
    add(store)
    assert {path.stat().st_mode & 0o777 for path in store.home.glob("app*")} == {0o600}
    with store.writing() as connection:
        connection.execute(insert(attempt).values(key="other", at=0.0))
        assert count(store) == 1
    assert count(store) == 2


def test_the_migrations_make_the_tables_that_are_asked(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_second_upgrade_changes_nothing(store: Store) -> None:
    add(store)
    Store(store.home).upgrade()
    assert count(store) == 1


def test_the_migrations_lead_back_and_on_again(store: Store) -> None:
    add(store)
    for revision in ("0001", "head"):
        with store.writing() as connection:
            migrate(connection, store.name, revision)
        assert count(store) == 1
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def upgrade_and_add(home: Path) -> None:
    store = Store(home)
    store.upgrade()
    add(store, 10)


def test_several_processes_upgrade_and_write_at_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=upgrade_and_add, args=(tmp_path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert count(Store(tmp_path)) == 30


def test_what_was_opened_before_a_fork_is_closed_and_opened_anew(store: Store) -> None:
    add(store)
    store.close()
    child = os.fork()
    if not child:
        add(store, 10)
        os._exit(0)
    add(store, 10)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert count(store) == 21


def test_a_failure_within_a_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(KeyError), store.writing() as connection:
        connection.execute(insert(attempt).values(key="somebody", at=0.0))
        raise KeyError
    assert count(store) == 0


def test_a_locked_store_is_said_within_seconds_and_still_read(store: Store) -> None:
    with closing(sqlite3.connect(store.home / "app.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreError, match=r"app\.sqlite is locked by another program; try again"):
            add(store)
        assert 1.5 < time.monotonic() - began < 8
        assert count(store) == 0
    add(store)


def test_readers_give_up_at_once_where_even_they_are_locked_out(store: Store) -> None:
    store.close()
    with closing(sqlite3.connect(store.home / "app.sqlite")) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("INSERT INTO attempt VALUES ('other', 0)")
        other.commit()
        began = time.monotonic()
        with pytest.raises(StoreError, match="is locked"):
            count(store)
        assert time.monotonic() - began < 1.5


def test_a_damaged_store_says_what_to_do(store: Store) -> None:
    store.close()
    (store.home / "app.sqlite").write_bytes(b"this is no database, but it is long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match=r"is damaged; stop the server, move the file away and start"):
        count(store)
    with pytest.raises(StoreError, match="is damaged"):
        Store(store.home).upgrade()


def test_a_store_that_was_never_made_is_not_made_by_asking(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened; start the server once"):
        count(Store(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_tables_is_of_an_older_tidemark(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "app.sqlite").close()
    with pytest.raises(StoreError, match="is of an older Tidemark; restart the server"):
        count(Store(tmp_path))


def test_a_store_of_a_newer_tidemark_is_left_alone(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="was written by a newer Tidemark"):
        Store(store.home).upgrade()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written: "):
        Store(tmp_path / "home").upgrade()


def test_no_value_stands_in_an_error(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO told VALUES (?, ?)", ("a secret", None))
    assert "a secret" not in str(caught.value) and caught.value.__cause__ is None
