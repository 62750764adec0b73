"""The reference tables are complete, and the exchange rates are the ECB's."""

from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data import item
from data.shipped import TABLES, reference, shipped

SCHEMA = Path(item.__file__).with_name("schema.sql")
TYPES = {"amount", "percent", "count", "days", "number", "duration", "date", "text"}
# By hand from the ECB's table: US dollars for one euro, and yen, pounds and zloty for one euro.
ECB = [
    ("EUR", "2016Q2", 1.1102),
    ("EUR", "2022Q3", 0.9748),
    ("JPY", "2016Q2", 1.1102 / 114.05),
    ("PLN", "2016Q2", 1.1102 / 4.4362),
    ("GBP", "2022Q3", 0.9748 / 0.8830),
    ("USD", "2010Q1", 1.0),
]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(SCHEMA.read_text())
    reference(connection)
    return connection


@pytest.mark.parametrize(("currency", "quarter", "usd"), ECB)
def test_rates(connection: duckdb.DuckDBPyConnection, currency: str, quarter: str, usd: float) -> None:
    held = connection.execute("SELECT usd FROM fx WHERE currency = ? AND quarter = ?", [currency, quarter]).fetchall()
    assert held == [(pytest.approx(usd, rel=1e-7),)]


def test_every_quarter_has_a_euro_rate(connection: duckdb.DuckDBPyConnection) -> None:
    quarters = [q for (q,) in connection.execute("SELECT quarter FROM fx WHERE currency = 'EUR' ORDER BY 1").fetchall()]
    expected = [f"{year}Q{quarter}" for year in range(2009, 2027) for quarter in range(1, 5)]
    assert quarters == expected[: len(quarters)]
    assert len(quarters) >= 68


def test_items(connection: duckdb.DuckDBPyConnection) -> None:
    items = connection.execute("FROM item").df()
    assert len(items) == items["item"].nunique() == items["name"].nunique() == 205
    assert set(items["type"]) == TYPES
    assert (items["principle"] == items["item"].str.split(".").str[0].astype(int)).all()


@pytest.mark.parametrize(
    ("number", "window"),
    [("6.1.1", "quarter_end"), ("6.7.1", "quarter"), ("4.4.7", "trailing_12m"), ("4.1.4", "quarter_end")],
)
def test_windows(number: str, window: str) -> None:
    assert item.windows()[number] == window


def test_regions(connection: duckdb.DuckDBPyConnection) -> None:
    regions = dict(connection.execute("SELECT ccp, region FROM ccp").fetchall())
    case = {"LCH": "EMEA", "CME": "Americas", "ICE": "Americas", "JSCC": "APAC", "KRX": "APAC", "ASX": "APAC"}
    assert {ccp: regions[ccp] for ccp in case} == case
    assert set(regions.values()) == {"EMEA", "Americas", "APAC"}


def test_every_shipped_ccp_is_known_and_its_short_name_unique(connection: duckdb.DuckDBPyConnection) -> None:
    shorts = dict(connection.execute("SELECT ccp, short FROM ccp").fetchall())
    for dataset, _, filing in shipped():
        ccps = set(pd.concat([table["ccp"] for table in filing.tables.values()]))
        repeated = [short for short, times in Counter(shorts[ccp] for ccp in ccps).items() if times > 1]
        assert not repeated, f"{dataset}: {repeated}"


def test_events(connection: duckdb.DuckDBPyConnection) -> None:
    events = dict(connection.execute("FROM event").fetchall())
    assert {q: events[q] for q in ("2023Q1", "2024Q1", "2024Q4", "2025Q1")} == {
        "2023Q1": "SVB", "2024Q1": "BOJ", "2024Q4": "US election", "2025Q1": "Tariffs"
    }  # fmt: skip
    assert "2025Q3" not in events


def test_only_the_case_is_synthetic(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("SELECT dataset FROM dataset WHERE synthetic").fetchall() == [("krx_case",)]


def test_filling_twice_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    tables = {table: connection.execute(f"FROM {table}").fetchall() for table in TABLES}
    reference(connection)
    assert tables == {table: connection.execute(f"FROM {table}").fetchall() for table in TABLES}
