"""Queries that no page has: what can be rebuilt is, the rest says why not."""

from __future__ import annotations

import pytest

from queries.query import Query
from queries.selection import Clause
from queries.tiers.shape import shape
from queries.tiers.source import Source, fetch
from queries.tiers.tiers import Tiers
from tests.queries.tiers.agreement import differences
from tests.queries.tiers.records import DAYS, MARGIN, ask, plain

ABOUT = {"filters": "margin", "grain": "layer"}
BRUSHES = {
    "date": Clause("a", "date", "interval", (DAYS[3], DAYS[30])),
    "ccp": Clause("a", "ccp", "point", ("LCH", "ÅB")),
    "nobody": Clause("a", "ccp", "point", ("nobody",)),
    "member": Clause("a", "member", "point", ("M1",)),
    "amount": Clause("a", "stress_loss", "interval", (1.0, 1.9999999999999998)),
}


def query(sql: str) -> Query:
    return Query("made_up", sql, ABOUT, {})


@pytest.mark.parametrize("brush", BRUSHES)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT layer, min(stress_loss) AS a, max(default_fund) AS b, avg(initial_margin) AS c FROM margin GROUP BY 1",
        "SELECT layer, count(stress_loss) AS a, count(*) - count(stress_loss) AS b FROM margin GROUP BY ALL",
        "SELECT layer AS l, layer, sum(stress_loss) / count(*) AS a, 2 * a AS b FROM margin GROUP BY layer",
        "SELECT layer, var_pop(stress_loss) AS a, stddev(stress_loss) AS b, var_samp(stress_loss) AS c "
        "FROM margin GROUP BY layer",
        "SELECT layer, covar_pop(stress_loss, initial_margin) AS a FROM margin WHERE currency = 'EUR' GROUP BY layer",
        "SELECT sum(stress_loss) AS layer, count(*) AS a, corr(stress_loss, variation_margin) AS b FROM margin",
        "SELECT layer, product, median(stress_loss) AS a FROM margin GROUP BY ALL ORDER BY 1 DESC, 2",
        "SELECT layer, min(a) AS b, max(a) AS c, avg(a) AS d, sum(a) AS e, count(a) AS f, median(a) AS g, "
        "count(*) AS h FROM (SELECT date, layer, ccp, sum(stress_loss) AS a FROM margin GROUP BY ALL) GROUP BY layer",
        "SELECT layer, quantile_cont(a, 0.3) AS b FROM (SELECT date, member, layer, max(stress_loss) AS a "
        "FROM margin GROUP BY date, member, layer) WHERE a > 0 GROUP BY layer ORDER BY b DESC NULLS FIRST LIMIT 3",
    ],
)
def test_what_is_rebuilt_is_what_sql_gives(tiers: Tiers, source: Source, sql: str, brush: str) -> None:
    question = ask(query(sql), BRUSHES[brush])
    expected = plain(question, source)
    quick = tiers.quick(question, source) if tiers.build(question, source) else None
    rolled = tiers.rolled(question, source)
    tried = [quick.columns] if quick else []
    tried += [fetch(source.cursor(), *rolled[:2])] if rolled else []
    assert tried or "median(stress_loss)" in sql or "FROM (" in sql
    for found in tried:
        assert differences(question, found, expected) == []


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT layer FROM margin", "has no aggregate"),
        ("SELECT layer, count(*) AS n FROM margin JOIN margin AS m USING (ccp) GROUP BY 1", "more than the relation"),
        ("SELECT layer, count(*) AS n FROM main.margin GROUP BY 1", "more than the relation"),
        ("SELECT layer, sum(count(*)) OVER () AS n FROM margin GROUP BY 1", "has a window"),
        ("SELECT layer, count(*) AS n FROM margin GROUP BY 1 HAVING count(*) > 1", "has HAVING"),
        ("SELECT layer, count(*) AS n FROM margin GROUP BY CUBE (layer, ccp)", "several grouping sets"),
        ("SELECT layer, count(*) FROM margin GROUP BY 1", "without a name"),
        ("SELECT layer, count(*) AS n FROM margin GROUP BY layer, ccp", "groups by what it does not show"),
        ("SELECT layer, count(*) AS n FROM margin GROUP BY 1 LIMIT 3", "LIMIT without ORDER BY"),
        ("SELECT layer, count(*) AS n FROM margin GROUP BY 1 ORDER BY max(ccp)", "ordered by what it does not show"),
        ("SELECT layer, count(*) AS n FROM (SELECT DISTINCT layer FROM margin) GROUP BY 1", "LIMIT or DISTINCT below"),
        ("SELECT layer, quantile_cont(stress_loss, [0.1, 0.2]) AS n FROM margin GROUP BY 1", "has lists in n"),
        ("SELECT 1 AS a UNION SELECT count(*) AS a FROM margin", "set operation"),
    ],
)
def test_a_query_that_no_tier_can_take_apart_says_why(tiers: Tiers, source: Source, sql: str, reason: str) -> None:
    question = ask(query(sql), BRUSHES["date"])
    assert reason in shape(question.query, source).reason
    assert not tiers.build(question, source)
    assert tiers.quick(question, source) is None
    assert tiers.rolled(question, source) is None


@pytest.mark.parametrize(
    ("sql", "opaque"),
    [
        ("SELECT layer, count(DISTINCT ccp) AS n FROM margin GROUP BY 1", "DISTINCT"),
        ("SELECT layer, count(*) FILTER (WHERE ccp = 'ÅB') AS n FROM margin GROUP BY 1", "FILTER"),
        ("SELECT layer, round(sum(stress_loss)) AS n FROM margin GROUP BY 1", "round is computed of aggregates"),
        ("SELECT layer, sum(stress_loss + 1) AS n FROM margin GROUP BY 1", "of an expression"),
        ("SELECT layer, max(ccp) AS n FROM margin GROUP BY 1", "ccp is no number"),
    ],
)
def test_a_query_whose_aggregates_are_opaque_is_still_brushed_by_its_keys(
    tiers: Tiers, source: Source, sql: str, opaque: str
) -> None:
    assert opaque in shape(query(sql), source).opaque
    date, layer = ask(query(sql), BRUSHES["date"]), ask(query(sql), Clause("a", "layer", "point", ("sitg",)))
    assert not tiers.build(date, source)
    assert tiers.build(layer, source)
    quick = tiers.quick(layer, source)
    assert quick is not None
    assert quick.columns["layer"].tolist() == ["sitg"]
    assert quick.columns["n"].tolist() == plain(layer, source)["n"].tolist()


def test_the_queries_of_the_page_have_a_shape(source: Source) -> None:
    assert [(name, shape(one, source).reason) for name, one in MARGIN.items()] == [(name, "") for name in MARGIN]
