"""Made-up records: the same for the same seed, of sizes that differ, with episodes that one can see."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import demo
from data.catalog import CatalogError
from data.facts import Facts
from data.ingest import Ingest
from data.margin import LAYERS, create
from tests.data.book import wide
from tests.margin import DATASET, facts_of

ROWS = 40_000


def made(rows: int, seed: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    create(connection)
    demo.fill(connection, rows, seed, lambda _: None)
    return connection


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return made(ROWS, 7)


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return connection.execute(f"SELECT {sql} FROM margin").fetchall()[0]


def test_the_same_seed_and_number_make_the_same_rows(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute("FROM margin").fetchall()
    assert len(rows) == ROWS and rows == made(ROWS, 7).execute("FROM margin").fetchall()
    assert rows[:100] != made(ROWS, 8).execute("FROM margin LIMIT 100").fetchall()


def test_the_rows_are_in_order_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "PART", 130_000)
    late = "SELECT count(*) FROM (SELECT date < lag(date) OVER (ORDER BY rowid) AS late FROM margin) WHERE late"
    with made(260_000, 1) as connection:
        assert connection.execute(late).fetchall() == [(0,)] and one(connection, "count(*)") == (260_000,)


def test_extent(connection: duckdb.DuckDBPyConnection) -> None:
    extent = one(connection, "count(DISTINCT date), min(date)::VARCHAR, max(date)::VARCHAR, count(DISTINCT ccp)")
    assert extent == (2190, "2020-01-01", "2025-12-29", 12)
    assert set(one(connection, "list(DISTINCT layer)")[0]) == set(LAYERS)
    assert one(connection, "count(COLUMNS(*))") == (ROWS,) * 10


def test_members_differ_in_size_and_in_where_they_clear(connection: duckdb.DuckDBPyConnection) -> None:
    sums = connection.execute(
        "SELECT sum(initial_margin) AS im, count(DISTINCT ccp) AS ccps FROM margin GROUP BY member"
    )
    rows = sums.fetchall()
    sizes = sorted((im for im, _ in rows), reverse=True)
    assert sum(sizes[:10]) > 0.4 * sum(sizes) and max(n for _, n in rows) > 10 and min(n for _, n in rows) <= 2


def test_signs_and_correlation(connection: duckdb.DuckDBPyConnection) -> None:
    least = one(connection, "min(initial_margin), min(stress_loss), min(default_fund), min(variation_margin)")
    assert all(value >= 0 for value in least[:3]) and least[3] < 0
    loss, fund, variation = one(
        connection,
        "corr(initial_margin, stress_loss), corr(initial_margin, default_fund), avg(variation_margin::DOUBLE)",
    )
    assert 0.5 < loss < 0.95 and 0.5 < fund < 0.95 and abs(variation) < one(connection, "avg(initial_margin)")[0] / 20


@pytest.mark.parametrize("month", ["2020-03", "2022-03", "2023-03"])
def test_an_episode_stands_out(connection: duckdb.DuckDBPyConnection, month: str) -> None:
    sums = connection.execute("SELECT strftime(date, '%Y-%m') AS month, sum(stress_loss) FROM margin GROUP BY month")
    losses = dict(sums.fetchall())
    year = [loss for name, loss in losses.items() if name[:4] == month[:4] and int(name[5:]) > 6]
    assert losses[month] > 1.3 * max(year)


def test_a_version_of_its_own(ingest: Ingest) -> None:
    version = ingest.make(3000, 1, DATASET)
    assert version is not None and version.number == 2
    before = facts_of(ingest.home)
    assert ingest.make(3000, 1, DATASET) is None and ingest.catalog.numbers() == [1, 2]
    with ingest.catalog.connect(version) as connection:
        assert connection.execute("SELECT dataset, note[:10] FROM dataset WHERE synthetic AND dataset <> 'krx_case'"
                                  ).fetchall() == [(DATASET, "Synthetic:")]  # fmt: skip
        assert connection.execute("SELECT count(*) FROM margin").fetchall() == [(0,)]
    again = ingest.make(2000, 1, DATASET)
    assert again is not None and again.number == 3
    assert (facts_of(ingest.home).rows, rows(before)) == (2000, 3000)


def rows(held: Facts) -> int:
    with held.connect() as connection:
        return int(connection.execute("SELECT count(*) FROM margin").fetchall()[0][0])


def test_it_stands_after_the_next_ingest(ingest: Ingest, tmp_path: Path) -> None:
    ingest.make(100, 1, DATASET)
    path = wide(tmp_path / "x.xlsx", ("2023-03-31", "Some CCP", "Some CCP", "", "EUR", 1))
    assert ingest.ingest([path]).version == 3 and facts_of(ingest.home).path.name.startswith("v0002")
    with pytest.raises(CatalogError, match="'margin_demo' is synthetic and takes no files"):
        ingest.ingest([wide(tmp_path / "y.xlsx", ("2023-06-30", "Some CCP", "Some CCP", "", "EUR", 1))], DATASET)


@pytest.mark.parametrize(
    ("dataset", "said"),
    [
        ("filed", "holds figures that were not made up here"),
        ("krx_cas", "did you mean 'krx_case'"),
        ("a/b", "write it with letters"),
    ],
)
def test_other_datasets_are_left_alone(ingest: Ingest, dataset: str, said: str) -> None:
    with pytest.raises(CatalogError, match=said):
        ingest.make(10, 1, dataset)
    assert ingest.catalog.numbers() == [1]
