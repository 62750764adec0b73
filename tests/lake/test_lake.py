"""A lake as a value: what it loads, how it is reached, and that no credentials are told."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from apps.bench.postgres import Postgres, free_port
from data.catalog import AwayError, CatalogError
from data.lake import extensions
from data.lake.lake import Lake
from data.lake.postgres import Address
from data.lake.storage import Storage

FILLED = "CREATE TABLE lake.kept AS SELECT range AS n FROM range(1000)"


@pytest.mark.long
def test_a_folder_will_do_as_well_as_s3(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    for storage in (lake.storage, Storage(str(tmp_path / "shared"))):
        own = replace(lake, storage=storage, schema=f"{lake.schema}_{storage.remote}".lower())
        with own.attached(tmp_path / "spill") as connection:
            connection.execute(FILLED)
        with own.attached(tmp_path / "spill") as connection:
            assert connection.execute("SELECT sum(n) FROM lake.kept").fetchall() == [(499500,)]
    assert list((tmp_path / "shared").rglob("*.parquet"))


def test_at_a_snapshot_nothing_can_be_written(lake: Lake, tmp_path: Path) -> None:
    with lake.attached(tmp_path) as connection:
        connection.execute(FILLED)
        connection.execute("DELETE FROM lake.kept")
    with lake.attached(tmp_path, 1) as connection:
        assert connection.execute("SELECT count(*) FROM lake.kept").fetchall() == [(1000,)]
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DELETE FROM lake.kept")


def test_nothing_that_is_wrong_tells_credentials(lake: Lake, postgres: Postgres, tmp_path: Path) -> None:
    with lake.attached(tmp_path) as connection:
        connection.execute(FILLED)
    address = postgres.address
    wrong = {
        "password": replace(lake, address=Address(address.replace(postgres.password, "geheim"))),
        "refused": replace(lake, address=Address(address.replace(str(postgres.port), str(free_port())))),
        "403": replace(lake, storage=replace(lake.storage, key="other", secret="geheim")),
        "connect": replace(lake, storage=replace(lake.storage, endpoint=f"http://127.0.0.1:{free_port()}")),
    }
    for word, each in wrong.items():
        assert "geheim" not in repr(each) and postgres.password not in repr(each)
        with pytest.raises(AwayError, match=word) as said, each.attached(tmp_path) as connection:
            connection.execute("SELECT sum(n) FROM lake.kept").fetchall()
        assert str(said.value).startswith(f"the lake at {each.address.where} fails: ") and "\n" not in str(said.value)
        assert "geheim" not in str(said.value) and postgres.password not in str(said.value)


@pytest.mark.parametrize("text", ["", "mysql://a:geheim@b/c", "postgresql://a:geheim@b:port:1/c?x", "geheim"])
def test_what_is_no_address_is_not_repeated(text: str) -> None:
    with pytest.raises(CatalogError, match="write ducklake:postgresql://") as said:
        Address(text)
    assert "geheim" not in str(said.value)


def test_a_wheel_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "find_spec", lambda name: None)
    with pytest.raises(
        CatalogError, match=r"DuckDB's extension httpfs of v1\.5\.5: install tidemark with the extra `lake`"
    ):
        extensions.file("httpfs")


def test_a_changed_extension_is_not_loaded(monkeypatch: pytest.MonkeyPatch, lake: Lake, tmp_path: Path) -> None:
    whole = extensions.file("httpfs").read_bytes()
    changed = tmp_path / "httpfs.duckdb_extension"
    changed.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    found = extensions.file
    monkeypatch.setattr(extensions, "file", lambda name: changed if name == "httpfs" else found(name))
    with pytest.raises(AwayError, match="signature"), lake.attached(tmp_path):
        pass
