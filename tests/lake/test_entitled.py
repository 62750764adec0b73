"""Entitlements on a lake: each has a lake of its own, which holds nothing of others, and every host has the same."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from data import facts
from data.catalog import Catalog
from data.entitlement import Entitlement, catalog
from data.ingest import Ingest
from data.lake.lake import Lake
from tests.data.book import wide
from tests.lake.conftest import Host
from tests.lake.test_records import lines, rows
from tests.storage.running import Bucket

A, B = Entitlement("a", None, ("A",)), Entitlement("b", ("margin", "filed"))
ROWS = [("2023-03-31", ccp, ccp, "", "EUR", 1) for ccp in ("A", "B")]


def files(ingest: Ingest) -> dict[str, str]:
    found = (ingest.home / "entitled").glob("*/catalog/v*.duckdb")
    return {str(path.relative_to(ingest.home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def seen(ingest: Ingest, each: Entitlement) -> list[str]:
    own = catalog(ingest.home, each.name, each.within(ingest.lake))
    version = own.current()
    assert version
    with own.connect(version) as connection:
        figures = connection.execute("SELECT DISTINCT ccp FROM disclosure ORDER BY 1").fetchall()
        held = facts.held(own, connection)["margin"]
    assert rows(held, "SELECT DISTINCT ccp FROM margin ORDER BY 1") == figures
    return [ccp for (ccp,) in figures]


def words(bucket: Bucket, lake: Lake, prefix: str) -> bytes:
    place = bucket.folder / "lake" / lake.storage.place.rpartition("/")[2] / prefix
    return b"".join(path.read_bytes() for path in place.rglob("*_object"))


@pytest.mark.long
def test_every_host_has_the_same_part_and_nothing_else(host: Host, lake: Lake, bucket: Bucket, tmp_path: Path) -> None:
    one, two = (replace(host(name), entitlements=(A, B)) for name in ("one", "two"))
    one.ingest([wide(tmp_path / "x.xlsx", *ROWS), lines(tmp_path / "r.csv", "2024-01-02", ccps=("A", "B"))])
    two.first()
    assert seen(two, A) == ["A"] and seen(two, B) == ["A", "B"]
    assert files(two).items() <= files(one).items() and len(files(two)) == 2
    whole, part = Catalog(two.home, lake), catalog(two.home, "a", A.within(lake))
    assert whole.current() != part.current() and not list((two.home / "entitled").rglob("facts/*.duckdb"))
    assert b"entitled" not in words(bucket, lake, "main")
    own = A.within(lake)
    assert own and own.schema != lake.schema and own.storage.place.startswith(f"{lake.storage.place}/entitled/a/")
    with own.attached(tmp_path) as connection:
        assert connection.execute("SELECT DISTINCT ccp FROM lake.margin").fetchall() == [("A",)]
        assert connection.execute("SELECT DISTINCT ccp FROM lake.history.disclosure").fetchall() == [("A",)]


@pytest.mark.long
def test_what_is_defined_otherwise_is_another_lake(host: Host, tmp_path: Path) -> None:
    one = replace(host("one"), entitlements=(A,))
    one.ingest([wide(tmp_path / "x.xlsx", *ROWS), lines(tmp_path / "r.csv", "2024-01-02", ccps=("A", "B"))])
    other = Entitlement("a", None, ("B",))
    assert seen(one, A) == ["A"]
    two = replace(host("two"), entitlements=(other,))
    two.first()
    assert seen(two, other) == ["B"] and other.within(two.lake) != A.within(two.lake)
    one.ingest([lines(tmp_path / "s.csv", "2024-01-03", ccps=("A",), figure=5)])
    assert seen(one, A) == ["A"]
