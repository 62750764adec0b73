"""What arrays are built of may lie ready: then it is what the statements themselves would give."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import duckdb
import numpy as np
import pytest

from apps.configuration import PAGES
from apps.page import read
from data import demo, margin
from data.ingest import Ingest
from data.margin import METRICS
from data.portable.translation import problems
from data.reckoning.machine import Machine
from data.rolling import HomeStore, roll
from data.rollup import Rolled, known_by
from queries.engine import Engine
from queries.query import read_all
from queries.selection import Clause
from queries.tiers.input import ANY, BRUSHES, asked, inputs
from queries.tiers.plan import plan
from queries.tiers.question import Question
from queries.tiers.shape import shape
from queries.tiers.source import Source, fetch
from queries.tiers.statement import Statement
from tests.margin import facts_of

QUERIES = [query for query in read_all().values() if query.relations == ["margin"]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    """A facts file with inputs of cubes."""
    folder = tmp_path_factory.mktemp("inputs")
    path = folder / "records.parquet"
    with duckdb.connect() as connection:
        margin.create(connection)
        demo.fill(connection, 60_000, 1, lambda _: None, days=10)
        connection.execute(f"COPY margin TO '{path}' (FORMAT parquet)")
    ingest = Ingest(folder / "home", sets=tuple)
    roll(HomeStore(ingest), [path], "mine", Machine, partial(inputs, QUERIES))
    with facts_of(ingest.home, "mine").connect() as connection:
        yield Source(connection, "margin")


def statements(source: Source) -> Iterator[tuple[Statement, str, dict[str, object]]]:
    for query in QUERIES:
        for brush in BRUSHES:
            clauses = tuple(Clause("brush", field, kind, ANY[source.columns[field]]) for field, kind in brush)
            known = shape(query, source)
            planned = plan(Question(query, "mine", query.bind({}), clauses, "1"), known, source)
            if planned:
                statement = Statement(source, known, planned.filters, source.cursor())
                yield statement, *asked(planned, statement)


def test_what_lies_ready_is_what_the_statement_gives(source: Source) -> None:
    ready = 0
    for statement, sql, values in statements(source):
        if known_by(sql, values) in source.inputs:
            ready += 1
            kept = statement.fetch(sql, values)
            fresh = fetch(source.cursor(), sql, values)
            assert kept.keys() == fresh.keys()
            assert sorted_rows(kept) == sorted_rows(fresh)
    assert ready == len(source.inputs) > 5


def sorted_rows(columns: dict[str, np.ndarray]) -> list[tuple[str, ...]]:
    texts = [[f"{v:.9g}" if isinstance(v, float) else str(v) for v in column.tolist()] for column in columns.values()]
    return sorted(zip(*texts, strict=True))


def test_every_statement_that_is_worked_out_before_is_portable(source: Source) -> None:
    found = inputs(QUERIES, Rolled((0, *(0.0, 0) * len(METRICS)), {}))
    assert len(found) > 20
    assert [told for sql in found.values() for told in problems(sql, "input")] == []


def test_the_brushes_are_those_of_the_margin_page(engine: Engine) -> None:
    views = read(PAGES / "margin.yaml", engine, read_all()).views.values()
    assert {tuple(view.brush) for view in views} == {tuple(field for field, _ in brush) for brush in BRUSHES}
