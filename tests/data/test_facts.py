"""Facts files: what they hold, that nothing can be written or reached through them, and their roll-ups."""

from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from data import facts
from data.catalog import Catalog, CatalogError
from data.facts import Facts
from data.margin import METRICS, PAIRS
from data.rollup import ROLLUPS
from tests.margin import facts_of, home


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Five days, so that there are both roll-ups."""
    return facts_of(home(tmp_path_factory.mktemp("facts"), 10_000, days=5))


@pytest.fixture(scope="module")
def connection(held: Facts) -> duckdb.DuckDBPyConnection:
    return held.connect()


def test_what_the_version_says_is_so(held: Facts, connection: duckdb.DuckDBPyConnection) -> None:
    extent = connection.execute("SELECT count(*), min(date), max(date) FROM margin").fetchall()
    assert extent == [(held.rows, held.first, held.last)] and held.rows == 10_000
    assert held.path.name == "v0002_margin_demo.duckdb" and held.path.stat().st_mode & 0o777 == 0o444
    dates = [date for (date,) in connection.execute("SELECT date FROM margin").fetchall()]
    assert all(before <= after for before, after in pairwise(dates))


@pytest.mark.parametrize(
    "sql", ["DELETE FROM margin", "CREATE TABLE x (a INTEGER)", "FROM read_csv('/etc/passwd')", "SET threads = 1"]
)
def test_nothing_else_can_be_reached(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        connection.execute(sql)


def test_more_than_the_memory_is_spilled(held: Facts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(facts, "memory", lambda: 80 * 2**20)
    copy = tmp_path / "home" / "catalog" / "facts" / "copy.duckdb"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(held.path.read_bytes())
    with Facts("copy", copy, "", held.rows, held.first, held.last).connect() as small:
        wide = "FROM margin AS m, range(40) AS r(i)"
        (total,) = small.execute(
            f"SELECT count(*) FROM (SELECT *, row_number() OVER (ORDER BY hash(m, i)) {wide})"
        ).fetchall()[0]
    assert total == 40 * held.rows
    assert not list((tmp_path / "home" / "spill").glob("*/*"))


@pytest.mark.parametrize("name", ROLLUPS)
def test_a_roll_up_has_the_sums_of_its_records(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    ((rows, fields),) = connection.execute('SELECT "rows", fields FROM rollup WHERE name = ?', [name]).fetchall()
    assert tuple(fields) == ROLLUPS[name]
    plain = [f"count({m}), sum({m}), sum({m} - {_centre(m)}), min({m}), max({m})" for m in METRICS]
    plain += [f"sum(({a} - {_centre(a)}) * ({b} - {_centre(b)}))" for a, b in PAIRS]
    keys = ", ".join(fields)
    expected = connection.execute(
        f"SELECT {keys}, count(*), {', '.join(plain)} FROM margin GROUP BY {keys} ORDER BY {keys}"
    ).fetchall()
    got = connection.execute(f"FROM {name} ORDER BY {keys}").fetchall()
    assert len(got) == rows == len(expected) and 4 * rows <= 10_000
    for row, wanted in zip(got, expected, strict=True):
        assert row[: len(fields)] == wanted[: len(fields)]
        assert row[len(fields) :] == pytest.approx(wanted[len(fields) :], rel=1e-9, abs=1e-9)


def _centre(metric: str) -> str:
    return f"(SELECT centre FROM centre WHERE metric = '{metric}')"


def test_the_centre_is_the_mean(connection: duckdb.DuckDBPyConnection) -> None:
    for metric, centre, nulls in connection.execute("FROM centre").fetchall():
        ((mean,),) = connection.execute(f"SELECT avg({metric}) FROM margin").fetchall()
        assert (centre, nulls) == (pytest.approx(mean, rel=1e-12), 0)


def test_no_roll_up_where_it_would_save_little(tmp_path: Path) -> None:
    with facts_of(home(tmp_path, 4_000)).connect() as connection:
        assert connection.execute("FROM rollup").fetchall() == []


def test_a_version_of_an_older_tidemark_has_none(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        assert facts.held(Catalog(tmp_path), connection) == {}


def test_a_missing_file_is_named(held: Facts, tmp_path: Path) -> None:
    lost = Facts("lost", tmp_path / "a" / "b" / "c" / "lost.duckdb", "", 1, held.first, held.last)
    with pytest.raises(CatalogError, match=r"the records of lost, .*lost\.duckdb, cannot be read"):
        lost.connect()
