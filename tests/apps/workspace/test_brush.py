"""What is brushed on a page, in the workspace and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.board import Board
from apps.page import FOLDER, read
from apps.state import State
from apps.workspace.brush import SOURCE, Brush
from queries.query import QueryError, read_all
from queries.selection import Clause, Selection
from tests.charts import board, engine, point, quarters, state

KRX, YEAR = point("ccp", "KRX", "it's", source="im_ranking"), quarters("2024Q1", "2024Q4", source="im_trend")
LAYER = point("layer", "sitg", source="waterfall")


def brush(*clauses: Clause) -> Brush:
    return Brush(board(), state(*clauses))


def printed() -> Brush:
    shown = Board(read(FOLDER / "published.yaml", engine(), read_all()), engine())
    return Brush(shown, shown.opening())


def test_selection_is_the_rows_that_are_brushed_with_all_their_columns() -> None:
    made = brush(KRX, YEAR, LAYER)
    assert made.relation == "disclosure" and made.unapplied == ["layer"]
    connection = engine().opened().connection.cursor()
    mine = connection.execute(f"SELECT count(*) FROM ({made.selection})").fetchall()
    theirs = connection.execute(
        "SELECT count(*) FROM disclosure WHERE dataset = 'krx_case' AND ccp = 'KRX' AND quarter[:4] = '2024'"
    ).fetchall()
    assert mine == theirs != [(0,)]
    described = connection.execute(f"DESCRIBE {made.selection}").fetchall()
    assert [name for name, *_ in described] == list(engine().opened().columns_of("main.disclosure"))
    assert printed().relation == "published" and "FROM main.published" in printed().selection


def test_the_strip_says_what_is_brushed_and_leads_back() -> None:
    told = brush(KRX, YEAR).strip()
    assert told["where"] == "ccp IN ('KRX', 'it''s')\nAND quarter BETWEEN '2024Q1' AND '2024Q4'"
    assert [chip["source"] for chip in told["chips"]] == ["im_ranking", "im_trend"]
    address = urlsplit(told["address"])
    assert address.path == "./benchmark"
    assert State.read(parse_qs(address.query)["state"][0]) == state(KRX, YEAR)
    assert brush().strip()["where"] == ""


def test_what_was_not_changed_is_brushed_by_the_same_charts() -> None:
    made = brush(KRX, YEAR, LAYER)
    plain = [replace(clause, source="").plain() for clause in made.state.selection.clauses]
    assert made.applied(plain) == made.state
    assert made.applied([]).selection == Selection()


def test_what_was_changed_stays_with_its_chart_and_what_is_new_is_of_sql() -> None:
    changed = brush(KRX).applied([found("ccp", "point", "LCH"), found("region", "point", "APAC")])
    assert changed.selection.clauses == (
        Clause("im_ranking", "ccp", "point", ("LCH",)),
        Clause(SOURCE, "region", "point", ("APAC",)),
    )


def test_numbers_and_days_are_those_of_the_column() -> None:
    made = brush().applied(
        [found("initial_margin_usd_bn", "interval", "10", 20.5), found("period_end", "point", "2025-03-31")]
    )
    assert made.selection.clauses == (
        Clause(SOURCE, "initial_margin_usd_bn", "interval", (10.0, 20.5)),
        Clause(SOURCE, "period_end", "interval", ("2025-03-31", "2025-03-31")),
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("cpp", "point", "KRX"), "unknown 'cpp'; did you mean 'ccp'?"),
        (("ccp", "point", 5), "write texts and days in single quotes"),
        (("value", "point", "much"), "value: 'much' is not a number, and value is DOUBLE"),
        (("period_end", "point", "2025-03-31", "2025-06-30"), "BETWEEN the first AND the last day"),
    ],
)
def test_what_cannot_be_brushed_is_refused_with_the_way_out(wrong: tuple[Any, ...], said: str) -> None:
    with pytest.raises(QueryError) as error:
        brush().applied([found(*wrong)])
    assert said in str(error.value)


def test_a_chart_s_sql_is_under_its_name() -> None:
    assert (
        brush(KRX).query("im_ranking").startswith("-- Initial margin by region, latest quarter: krx_case, data version")
    )
    with pytest.raises(QueryError, match="did you mean 'im_ranking'"):
        brush().query("im_rankin")


@pytest.mark.parametrize(
    "wrong",
    [replace(KRX, value=("a\0",)), Clause("", "value", "interval", (float("nan"), 1.0)), point("layer", "\udc00")],
)
def test_a_link_that_sql_cannot_say_is_refused_before_it_is_kept(wrong: Clause) -> None:
    with pytest.raises(QueryError):
        brush(wrong).checked()
    with pytest.raises(QueryError, match="dataset"):
        Brush(board(), replace(state(), dataset="krx_cas")).checked()
    assert brush(KRX).checked().state == state(KRX)


def found(field: str, kind: str, *values: Any) -> dict[str, Any]:
    return {"source": "", "field": field, "kind": kind, "value": list(values)}
