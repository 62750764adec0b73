"""A statement that nobody waits for any more ends, and harms no other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.catalog import Catalog
from queries.engine import Engine
from queries.query import Query, read_all
from queries.wish import Superseded, Wish
from tests import margin

ENDLESS = """-- title: Records by records
-- unit: pairs
-- grain: one row
-- source: margin records
-- items: none
-- filters: margin
-- dataset: margin_demo
SELECT count(*) AS pairs FROM margin AS a, margin AS b, margin AS c WHERE a.stress_loss < b.stress_loss + c.stress_loss
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(Catalog(margin.home(tmp_path_factory.mktemp("endless"), 20_000)))


@pytest.fixture
def endless(tmp_path: Path) -> Query:
    path = tmp_path / "endless.sql"
    path.write_text(ENDLESS)
    return Query.read(path)


def test_a_statement_ends_when_its_last_wish_is_dropped(engine: Engine, endless: Query) -> None:
    first, second = Wish(), Wish()
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(engine.answer, endless, wish=wish) for wish in (first, second)]
        time.sleep(0.5)
        first.drop()
        time.sleep(0.3)
        assert not any(each.done() for each in asked)
        begun = time.monotonic()
        second.drop()
        assert all(isinstance(each.exception(10), Superseded) for each in asked)
        assert time.monotonic() - begun < 5
    assert engine.answer(read_all()["margin_waterfall"]).frame["records"].sum() == 20_000


def test_a_wish_that_is_over_asks_nothing(engine: Engine, endless: Query) -> None:
    wish = Wish()
    wish.drop()
    begun = time.monotonic()
    with pytest.raises(Superseded):
        engine.answer(endless, wish=wish)
    assert time.monotonic() - begun < 1
