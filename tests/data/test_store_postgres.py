"""The app store in a real PostgreSQL: what holds for SQLite holds there, for several processes and through faults."""

from __future__ import annotations

import multiprocessing
import os
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, select

from apps.bench.postgres import Postgres as Server
from data.store import Store, StoreError
from data.store.postgres import MOST
from data.store.schema import migrate
from data.store.tables import METADATA, attempt, desk, minute
from tests.stored import schema

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidemark store'"


@pytest.fixture
def store(postgres: Server, tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path, schema(postgres, tmp_path))
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def there(postgres: Server) -> Iterator[Server]:
    """The server, which answers again afterwards."""
    yield postgres
    if postgres.process is None:
        postgres.start()


def count(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(attempt)).scalar_one()


def add(store: Store, times: int = 1) -> None:
    """Each reads what is there and writes what follows from it, as callers do."""
    for _ in range(times):
        with store.writing() as connection:
            at = connection.execute(select(func.count()).select_from(attempt)).scalar_one()
            connection.execute(insert(attempt).values(key="somebody", at=at))


def test_the_migrations_make_the_tables_that_are_asked_and_lead_back(store: Store) -> None:
    add(store)
    for revision in ("0001", "head"):
        with store.writing() as connection:
            migrate(connection, store.name, revision)
        assert count(store) == 1
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    with store.writing() as connection:
        migrate(connection, store.name, "base")
    with pytest.raises(StoreError, match="is of an older Tidemark; restart the server"):
        count(store)
    assert not list(store.home.iterdir())


def upgrade_and_add(home: Path, address: str) -> None:
    store = Store(home, address)
    store.upgrade()
    add(store, 50)


def test_of_processes_that_read_and_then_write_none_overtakes_another(postgres: Server, tmp_path: Path) -> None:
    spawn, address = multiprocessing.get_context("spawn"), schema(postgres, tmp_path)
    processes = [spawn.Process(target=upgrade_and_add, args=(tmp_path, address)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    with Store(tmp_path, address).reading() as connection:
        assert sorted(connection.execute(select(attempt.c.at)).scalars()) == list(range(100))


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


def test_readers_see_one_moment_and_wait_for_nobody(store: Store) -> None:
    with store.reading() as reading:
        before = reading.execute(select(func.count()).select_from(attempt)).scalar_one()
        with store.writing() as writing:
            writing.execute(insert(attempt).values(key="somebody", at=1.0))
            assert count(store) == 0
        assert reading.execute(select(func.count()).select_from(attempt)).scalar_one() == before == 0
    with pytest.raises(KeyError), store.writing() as connection:
        connection.execute(insert(attempt).values(key="somebody", at=0.0))
        raise KeyError
    assert count(store) == 1


def test_a_reader_can_write_nothing(store: Store) -> None:
    with pytest.raises(StoreError, match="takes no writes"), store.reading() as connection:
        connection.execute(insert(attempt).values(key="somebody", at=0.0))


def test_while_another_writes_a_writer_is_told_and_readers_read(store: Store) -> None:
    other = Store(store.home, store.address)
    with other.writing():
        began = time.monotonic()
        with pytest.raises(StoreError, match="is locked by another program; try again"), store.writing(0.2):
            raise AssertionError
        assert 0.15 < time.monotonic() - began < 5
        assert count(store) == 0
    add(store)


def test_who_stops_within_a_transaction_holds_others_up_for_a_while_only(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.store.postgres.SLOWEST", 0.3)
    with pytest.raises(StoreError, match="has cut the connection; try again"), store.writing(0.1) as stopped:
        stopped.execute(insert(attempt).values(key="stopped", at=0.0))
        add(Store(store.home, store.address))
        stopped.execute(insert(attempt).values(key="stopped", at=1.0))
    assert count(store) == 1


def test_a_pool_that_has_none_left_is_said_in_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.store.store.PATIENCE", 0.2)
    store.close()
    with ExitStack() as stack:
        for _ in range(MOST):
            reading = stack.enter_context(store.reading())
            reading.execute(select(func.count()).select_from(attempt))
        with pytest.raises(StoreError, match="has more to do than it can; try again"):
            count(store)
    assert count(store) == 0


def test_connections_that_were_cut_are_replaced_and_nobody_notices(store: Store, postgres: Server) -> None:
    add(store)
    with store.reading() as one, store.reading() as other:
        assert [each.execute(select(func.count()).select_from(attempt)).scalar() for each in (one, other)] == [1, 1]
    with psycopg.connect(postgres.address, autocommit=True) as own:
        assert len(own.execute(OTHERS).fetchall()) >= 2
    assert count(store) == 1
    add(store)
    with pytest.raises(StoreError, match="has cut the connection; try again"), store.writing() as connection:
        with psycopg.connect(postgres.address, autocommit=True) as own:
            own.execute(OTHERS)
        connection.execute(insert(attempt).values(key="somebody", at=0.0))
    assert count(store) == 2


def test_a_server_that_was_away_is_found_again(store: Store, there: Server) -> None:
    add(store)
    there.stop()
    for _ in range(3):
        with pytest.raises(StoreError, match="cannot be reached; start it"):
            count(store)
    began = time.monotonic()
    with pytest.raises(StoreError):
        add(store)
    assert time.monotonic() - began < 2
    there.start()
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            add(store)
            break
        except StoreError:
            time.sleep(0.05)
    assert count(store) == 2


def altered(server: Server, before: str, after: str) -> str:
    assert before in server.address
    return server.address.replace(before, after)


WRONG = {
    "refuses the name or the password": ("{password}@", "not-the-word@"),
    "has no database of the name": ("/postgres", "/nowhere"),
    "cannot be reached": (":{port}/", ":1/"),
}


@pytest.mark.parametrize("why", WRONG)
def test_what_is_wrong_is_said_without_the_password(postgres: Server, tmp_path: Path, why: str) -> None:
    before, after = (each.format(**vars(postgres)) for each in WRONG[why])
    store = Store(tmp_path, altered(postgres, before, after))
    with pytest.raises(StoreError, match=why) as wrong:
        store.upgrade()
    said = "".join(traceback.format_exception(wrong.value)) + repr(store)
    assert postgres.password not in said and "not-the-word" not in said and "\n" not in str(wrong.value)


@pytest.mark.parametrize("address", ["postgresql://a:se%zzcret@h/b", "postgresql://a:s@cret@h/b", "redis://:cret@h"])
def test_what_is_no_address_is_not_repeated(tmp_path: Path, address: str) -> None:
    with pytest.raises(StoreError, match=r"TIDEMARK_STORE: write postgresql://") as wrong:
        Store(tmp_path, address)
    assert "cret" not in "".join(traceback.format_exception(wrong.value))


def test_a_store_that_takes_no_writes_and_one_without_rights_say_so(postgres: Server, store: Store) -> None:
    still = Store(store.home, f"{store.address}%20-cdefault_transaction_read_only%3Don")
    with pytest.raises(StoreError, match="takes no writes: it is a standby, or set read-only"):
        add(still)
    assert count(still) == 0
    with psycopg.connect(postgres.address, autocommit=True) as own:
        own.execute("DROP ROLE IF EXISTS stranger")
        own.execute(f"CREATE ROLE stranger LOGIN PASSWORD '{postgres.password}'".encode())
    with pytest.raises(StoreError, match="does not allow what is needed; make the user of TIDEMARK_STORE the owner"):
        Store(store.home, altered(postgres, "tidemark:", "stranger:")).upgrade()


def test_a_store_of_a_newer_tidemark_is_left_alone(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="was written by a newer Tidemark"):
        store.upgrade()


def test_no_value_stands_in_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="fails: NotNullViolation") as caught, store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO told VALUES ('a secret', NULL)")
    assert "a secret" not in str(caught.value) and caught.value.__cause__ is None


TEXTS = ["", "a", "B", "\0", "a\0b", "\x1a0", "\x1a\x1a1\0", "증거금", "Ä", "🌊", "%_/\\'\"", "$1 :x %(y)s"]


def test_every_text_comes_back_in_the_order_of_unicode(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(insert(desk), [{"owner": text, "active": text, "brush": ""} for text in TEXTS])
        row = {"meeting": "m", "kind": "k", "who": "w", "at": 0.1, "epoch": 2**40, "step": 0, "about": {"\0": TEXTS}}
        connection.execute(insert(minute).values(row))
    with store.reading() as connection:
        kept = list(connection.execute(select(desk.c.owner, desk.c.active).order_by(desk.c.owner)))
        found = connection.execute(select(minute)).mappings().one()
    plain = [text for text in TEXTS if "\0" not in text and "\x1a" not in text]
    assert sorted(kept) == [(text, text) for text in sorted(TEXTS)]
    assert [owner for owner, _ in kept if owner in plain] == sorted(plain)
    assert (found["epoch"], found["about"], found["at"]) == (2**40, {"\0": TEXTS}, 0.1)
