"""What a lake is built on fails: what is here is served on, what is said is clear, and nothing has to be restarted."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import psycopg
import pytest

from apps.bench.postgres import Postgres
from apps.serving.following import Following
from data.catalog import AwayError, CatalogError
from data.ingest import Ingest
from data.lake.clean import cleaned
from data.lake.hold import hold
from data.lake.lake import Lake
from data.lake.postgres import Address
from queries.engine import Engine
from queries.query import QueryError, read_all
from tests.data.book import wide
from tests.lake.conftest import Host, objects
from tests.lake.test_records import held, lines, rows
from tests.storage.running import Bucket

ROW = ("2023-03-31", "Some CCP", "Some CCP", "", "EUR")
MARGIN = read_all()["margin_daily"]


@pytest.fixture
def frail(own_postgres: Postgres, bucket: Bucket, tmp_path: Path) -> tuple[Postgres, Ingest, Ingest]:
    """A PostgreSQL that may be stopped, a host that has published records, and one that has no copy."""
    lake = Lake(Address(own_postgres.address), bucket.storage(f"frail{own_postgres.port}"), "frail")
    one, two = (Ingest(tmp_path / name, sets=tuple, lake=lake, patience=20) for name in ("one", "two"))
    one.ingest([lines(tmp_path / "r.csv", "2024-01-02", "2024-02-02")])
    two.first()
    return own_postgres, one, two


def test_postgres_goes_and_comes_back(
    frail: tuple[Postgres, Ingest, Ingest], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    postgres, one, two = frail
    noted, told = list[bool](), list[str]()
    engine, following = Engine(two.catalog), Following(two, noted.append)
    before = engine.answer(MARGIN, "margin").receipt.figures.digest
    following.look()
    book = wide(tmp_path / "x.xlsx", (*ROW, 1))
    postgres.stop()
    following.look()
    following.look()
    assert capsys.readouterr().err.count("what is here is served on") == 1
    assert replace(two, away=told.append).first().number == 2 and len(told) == 1
    with pytest.raises(AwayError, match=r"the lake at 127\.0\.0\.1:.* fails: "):
        one.ingest([book])
    with pytest.raises(QueryError, match=r"cannot be read from the lake at .* now; nothing is lost: ask again"):
        engine.again(MARGIN, "margin", {}, (), 2)
    postgres.start()
    assert engine.again(MARGIN, "margin", {}, (), 2).receipt.figures.digest == before
    following.look()
    assert capsys.readouterr().err == "the lake is followed again\n"
    assert one.ingest([book]).version == 3
    following.look()
    assert two.catalog.numbers() == [1, 2, 3] and noted == [False, True, True, False, False]
    engine.close()


@pytest.mark.long
def test_the_lock_ends_with_postgres_and_a_late_commit_fails(
    frail: tuple[Postgres, Ingest, Ingest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres, one, two = frail
    from data.lake import delta

    write = delta.write

    def restarted(connection: duckdb.DuckDBPyConnection) -> None:
        write(connection)
        with psycopg.connect(postgres.address) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        monkeypatch.setattr(delta, "write", write)
        assert two.ingest([wide(tmp_path / "y.xlsx", (*ROW, 2))]).version == 3

    monkeypatch.setattr(delta, "write", restarted)
    with pytest.raises(CatalogError, match="repeat"):
        one.ingest([wide(tmp_path / "x.xlsx", (*ROW, 1))])
    assert one.ingest([wide(tmp_path / "x2.xlsx", (*ROW, 5))]).version == 4
    two.follow()
    assert one.catalog.current() == two.catalog.current()
    with two.catalog.connect(two.catalog.version(4)) as connection:
        standing = "SELECT value, loaded_in FROM history.disclosure ORDER BY loaded_in"
        assert connection.execute(standing).fetchall() == [(2.0, 3), (5.0, 4)]


@pytest.mark.long
def test_a_writer_waits_for_another_and_names_it(lake: Lake, host: Host) -> None:
    host("one").first()
    with (
        hold(lake, 1),
        pytest.raises(CatalogError, match=rf"on the lake \(tidemark publishes, process {os.getpid()} on"),
    ):
        replace(host("two"), patience=0.2).make(100, 1, "margin_demo")


@pytest.mark.long
def test_s3_refuses_and_is_full(host: Host, lake: Lake, bucket: Bucket, tmp_path: Path) -> None:
    one, two = host("one"), host("two")
    one.ingest([lines(tmp_path / "r.csv", "2024-01-02")])
    two.first()
    before = objects(bucket, lake)
    try:
        for mode in ("refuse", "fill"):
            bucket.say(mode)
            with pytest.raises(AwayError, match=r"the lake at .* fails: "):
                one.ingest([wide(tmp_path / "x.xlsx", (*ROW, 1))])
            assert one.catalog.numbers() == [1, 2] and not list(one.catalog.folder.glob("*.part"))
            assert two.first().number == 2
        bucket.say("refuse")
        with pytest.raises(CatalogError, match="the lake at"):
            rows(held(two, "margin"))
    finally:
        bucket.say("serve")
    assert len(rows(held(two, "margin"))) == 2
    cleaned(one)
    assert objects(bucket, lake) == before
    assert one.ingest([wide(tmp_path / "x.xlsx", (*ROW, 1))]).version == 3


@pytest.mark.long
def test_a_snapshot_that_was_expired(host: Host, lake: Lake, tmp_path: Path) -> None:
    one, two = host("one"), host("two")
    one.ingest([lines(tmp_path / "a.csv", "2024-01-02")])
    two.first()
    pinned, kept = held(two, "margin"), Engine(two.catalog)
    assert len(rows(pinned)) == 2
    one.ingest([lines(tmp_path / "b.csv", "2024-01-02", figure=9)])
    with lake.attached(tmp_path) as connection:
        connection.execute("CALL ducklake_expire_snapshots('lake', older_than => now())")
        connection.execute("CALL ducklake_cleanup_old_files('lake', cleanup_all => true)")
    with pytest.raises(CatalogError, match="no longer has these records of margin: their snapshot was expired"):
        held(two, "margin").connect()
    assert not kept.opened(2).datasets.empty
    two.follow()
    assert [figure for *_, figure, _, _, _ in rows(held(two, "margin"))] == [9, 9]
    shutil.rmtree(two.home)
    two.first()
    assert two.catalog.numbers()[-1] == 3
    kept.close()
