"""Denied statements changed in a thousand ways: nothing leaks, nothing is written."""

from __future__ import annotations

import os
from collections import Counter

from queries.sandbox.event import Fault
from tests.attack.sql.ground import Ground, expected
from tests.attack.sql.mutations import mutations

MANY = int(os.environ.get("TIDEMARK_TEST_MUTATIONS", "60"))
"""How many of them are tried; a thousand take minutes."""


def test_no_mutation_of_a_denied_statement_leaks_or_writes(ground: Ground) -> None:
    before = ground.files()
    tried = mutations([ground.written(each["sql"]) for each in expected("denied")], MANY)
    told = ground.tell_all(tried)
    leaks = {sql: found for sql, each in zip(tried, told, strict=True) if (found := each.learned(sql))}
    ends = Counter(each.end.kind if isinstance(each.end, Fault) else "answered" for each in told)
    print(f"{len(tried)} mutations, {len(leaks)} leaks, ends {dict(ends)}")
    assert leaks == {}
    assert ends["lost"] == 0 and ends["answered"] < len(tried) / 5
    assert ground.files() == before
    assert ground.tell("SELECT 42").rows == [[42]]
