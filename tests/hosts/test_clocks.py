"""The clock of one host is wrong: what all share goes by that of PostgreSQL, and versions by their numbers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apps.bench.postgres import Postgres
from auth.identity import Identity, Tokens
from auth.rate import LIMITS, Rate
from auth.session import Sessions
from data.edition import datetime as clock_of_versions
from data.ingest import Ingest
from data.store import Store
from queries.library.drafts import Drafts, Tab
from tests.data.book import wide
from tests.lake.conftest import host, lake
from tests.stored import schema

VIEWER = Identity("u-17", "Vera", (), "", Tokens("an id token", lasts=300))
HOURS = 3600.0
TRUE = time.time
__all__ = ["host", "lake"]

Host = Callable[[str], Store]


@pytest.fixture
def store_of(postgres: Postgres, tmp_path: Path) -> Iterator[Host]:
    """The store that all hosts share, as the host of that home reaches it for the first time."""
    address, made = schema(postgres, tmp_path), list[Store]()

    def of(name: str) -> Store:
        made.append(Store(tmp_path / name, address))
        (tmp_path / name).mkdir()
        made[-1].upgrade()
        return made[-1]

    yield of
    for each in made:
        each.close()


@contextmanager
def wrong(by: float) -> Iterator[None]:
    """The clock of this host is ahead of the true time by so many seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: TRUE() + by)
        yield


@pytest.mark.parametrize("by", [5 * HOURS, -5 * HOURS, 400 * 24 * HOURS])
def test_sessions_and_limits_hold_as_long_as_on_other_hosts(store_of: Host, by: float) -> None:
    one = store_of("one")
    sessions, rate = Sessions(one, idle_minutes=60, session_hours=12), Rate(one)
    before = sessions.begin(VIEWER)
    for _ in range(LIMITS["name"]):
        assert rate.allow("name vera") == 0
        rate.failed("name vera")
    with wrong(by):
        two = store_of("two")
        others = Sessions(two, idle_minutes=60, session_hours=12)
        assert abs(two.now() - TRUE()) < 5 and abs(two.ahead + by) < 5
        found = others.find(before)
        assert found and found.fresh_until > two.now()
        after = others.begin(VIEWER)
        wait = Rate(two).allow("name vera")
        Drafts(two).keep("kim", Tab("t", text="SELECT 1"))
    assert 14 * 60 < wait <= 15 * 60
    assert sessions.find(before) and (begun := sessions.find(after)) and abs(begun.began - TRUE()) < 10
    assert rate.allow("name vera") > 14 * 60


def test_clocks_that_agree_are_one(store_of: Host) -> None:
    assert store_of("one").ahead == 0.0


def test_a_clock_that_is_set_right_is_noticed(store_of: Host) -> None:
    with wrong(HOURS):
        one = store_of("one")
        assert abs(one.ahead + HOURS) < 5
    one.close()
    with one.reading():
        assert one.ahead == 0.0


def test_versions_follow_each_other_whatever_the_time(
    host: Callable[[str], Ingest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = host("first"), host("second")

    class Behind(clock_of_versions):
        @classmethod
        def now(cls, tz: object = None) -> clock_of_versions:  # type: ignore[override]
            return clock_of_versions(2001, 1, 1, tzinfo=tz)  # type: ignore[arg-type]

    assert one.ingest([wide(tmp_path / "a.xlsx", ("2023-03-31", "A", "A", "", "EUR", 1))]).version == 2
    monkeypatch.setattr("data.edition.datetime", Behind)
    assert two.ingest([wide(tmp_path / "b.xlsx", ("2023-03-31", "B", "B", "", "EUR", 2))]).version == 3
    monkeypatch.undo()
    third = one.first()
    assert third.number == 3 and third.created < one.catalog.version(2).created
    assert one.ingest([wide(tmp_path / "c.xlsx", ("2023-03-31", "C", "C", "", "EUR", 3))]).version == 4
    assert two.first() == one.catalog.current()
    with two.catalog.connect(two.first()) as connection:
        rows = connection.execute("SELECT ccp FROM disclosure ORDER BY ALL").fetchall()
    assert rows == [("A",), ("B",), ("C",)]
