"""The exact SQL of every chart of every page runs where readers write, and gives the rows of the chart."""

from __future__ import annotations

from math import nextafter

import pandas as pd
import pytest

from apps.board import Board
from apps.copied import statement
from apps.page import FOLDER, read
from apps.state import State
from data.catalog import Catalog
from queries.engine import Engine
from queries.query import read_all
from queries.sandbox.client import Sandbox
from queries.sandbox.job import Job, Reach
from queries.selection import Clause, Selection
from tests import margin
from tests.catalogs import shipped
from tests.charts import point, quarters

PAGES = {path.stem: path for path in FOLDER.glob("*.yaml")}
BRUSHED = {
    "benchmark": (point("ccp", "KRX", "LCH"), quarters("2024Q1", "2025Q2"), point("layer", "default_fund")),
    "published": (point("ccp", "Eurex Clearing AG", "LCH Clearnet SA", "it's; --"), quarters("2015Q3", "2018Q4")),
    "margin": (
        Clause("daily", "date", "interval", ("2020-01-01", "2020-01-06")),
        Clause("density", "initial_margin", "interval", (0.1, nextafter(10.0, 0))),
        point("layer", "sitg", "default_fund"),
    ),
}


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    records = Engine(Catalog(margin.home(tmp_path_factory.mktemp("margin"), 3_000, days=10)))
    shown = Engine(shipped())
    return {"benchmark": shown, "published": shown, "margin": records}


def frames(
    engine: Engine, sandbox: Sandbox, page: str, brushed: tuple[Clause, ...]
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    board = Board(read(PAGES[page], engine, read_all()), engine)
    opening = board.opening()
    state = State(page, opening.dataset, "", opening.version, {}, Selection(brushed))
    opened = engine.opened()
    reach = Reach(engine.catalog.path(opened.version), opened.files())

    def both(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        text = statement(board, name, state)
        copied, _ = sandbox.table(Job("run", "kim", text, reach))
        return copied, board.answer(board.page.views[name], state).frame

    return {name: both(name) for name in board.page.views}


@pytest.mark.parametrize("page", PAGES)
def test_a_chart_copied_as_sql_gives_its_rows(page: str, engines: dict[str, Engine], sandbox: Sandbox) -> None:
    for name, (copied, shown) in frames(engines[page], sandbox, page, BRUSHED[page]).items():
        assert list(copied.columns) == list(shown.columns), name
        same(copied, shown)


def same(copied: pd.DataFrame, shown: pd.DataFrame) -> None:
    assert len(copied) == len(shown) > 0
    for column in shown:
        ours, theirs = (frame[column] for frame in (copied, shown))
        if theirs.dtype.kind == "f":
            pd.testing.assert_series_equal(ours.astype(float), theirs.astype(float), check_exact=False, rtol=1e-9)
        else:
            assert ours.astype(str).tolist() == theirs.astype(str).tolist()
