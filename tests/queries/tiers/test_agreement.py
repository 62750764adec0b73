"""Whatever tier answers, it answers what the plain query does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from queries.tiers.question import Question
from queries.tiers.source import Source, fetch
from queries.tiers.tier import CUBE, PREFIX_SUMS, COMPLETE_INNER, RE_QUERY, ROLL_UP
from queries.tiers.tiers import Tiers
from tests.queries.tiers.agreement import differences
from tests.queries.tiers.brushes import combination
from tests.queries.tiers.records import MARGIN, ask, facts, plain

COMBINATIONS = 500


@pytest.mark.parametrize("gap", [0, 40])
def test_every_tier_agrees_with_plain_sql(tmp_path: Path, gap: int) -> None:
    source, tiers, random, answered = facts(tmp_path, gap), Tiers(tmp_path / "cubes", 2**28), Random(3), Counter[str]()
    for _ in range(COMBINATIONS // 2):
        clauses = combination(random)
        for name in MARGIN:
            question = ask(name, *clauses)
            expected = plain(question, source)
            for tier, found in answers(tiers, question, source):
                answered[tier] += 1
                assert differences(question, found, expected) == [], (name, tier, clauses)
    print(answered)
    assert set(answered) == {PREFIX_SUMS, CUBE, COMPLETE_INNER, ROLL_UP, RE_QUERY}


def answers(tiers: Tiers, question: Question, source: Source) -> Iterator:
    tiers.build(question, source)
    quick = tiers.quick(question, source)
    if quick is not None:
        yield quick.tier.name, quick.columns
        return
    rolled = tiers.rolled(question, source)
    if rolled is None:
        yield RE_QUERY, plain(question, source)
    else:
        yield ROLL_UP, fetch(source.cursor(), *rolled[:2])
