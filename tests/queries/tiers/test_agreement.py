"""Whatever tier answers, it answers what the plain query does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from queries.tiers.question import Question
from queries.tiers.source import Source, fetch
from queries.tiers.tier import COMPLETE_INNER, CUBE, PREFIX_SUMS, RE_QUERY, ROLL_UP
from queries.tiers.tiers import Tiers
from tests.queries.tiers.agreement import Columns, differences
from tests.queries.tiers.brushes import combination
from tests.queries.tiers.records import MARGIN, ask, facts, plain

COMBINATIONS = 120
"""Of each facts: the ones know every metric, the others do not."""


@pytest.mark.parametrize("gap", [pytest.param(0, marks=pytest.mark.long), 40])
def test_every_tier_agrees_with_plain_sql_on_every_query(tmp_path: Path, gap: int) -> None:
    source, tiers, random, answered = facts(tmp_path, gap), Tiers(tmp_path / "cubes", 2**28), Random(3), Counter[str]()
    for _ in range(COMBINATIONS):
        clauses = combination(random)
        for name in MARGIN:
            question = ask(name, *clauses)
            tier, found = answer(tiers, question, source)
            answered[tier] += 1
            if found is not None:
                assert differences(question, found, plain(question, source)) == [], (name, tier, clauses)
    assert set(answered) == {PREFIX_SUMS, CUBE, COMPLETE_INNER, ROLL_UP, RE_QUERY}
    assert answered[RE_QUERY] < sum(answered.values()) / 5


def answer(tiers: Tiers, question: Question, source: Source) -> tuple[str, Columns | None]:
    """The best tier that has an answer, and the answer; nothing where only the plain query has one."""
    tiers.build(question, source)
    quick = tiers.quick(question, source)
    if quick is not None:
        return quick.tier.name, quick.columns
    rolled = tiers.rolled(question, source)
    return (RE_QUERY, None) if rolled is None else (ROLL_UP, fetch(source.cursor(), *rolled[:2]))
