"""The same statements by every other way into the sandbox: values, charts, the brush, plans, layouts and checks."""

from __future__ import annotations

import pytest

from queries.literal import literal
from queries.query import QueryError
from queries.sandbox.event import Checked, Done, Fault, Found, Text
from queries.sandbox.job import CHECK, Reach
from queries.selection import Clause
from tests.attack.sql.ground import SECRET, Ground, expected

STEALS = "x' UNION ALL SELECT member FROM restricted.member_level --"
HOSTILE = (
    STEALS,
    "'; DROP TABLE mine; --",
    "\\'; FROM restricted.member_level; --",
    "$$ || (SELECT max(member) FROM restricted.member_level) || $$",
    '" FROM restricted.member_level --',
    "$other",
    "\x00' OR 1=1 --",
    "' OR '1'='1",
)
AROUND = (
    "WITH disclosures AS (SELECT * FROM pqd.main.disclosures WHERE ccp = 'CCP1') SELECT * FROM (\n",
    "\n) LIMIT 5",
)


@pytest.mark.parametrize("kind", ["plan", "profile", "format", "check", "clauses", "export"])
def test_denied_statements_learn_nothing_in_any_other_way(ground: Ground, kind: str) -> None:
    listed = [ground.written(each["sql"]) for each in expected("denied")][::12]
    told = ground.tell_all(listed, kind=kind)
    assert [(sql, found) for sql, each in zip(listed, told, strict=True) if (found := each.learned(sql))] == []
    ran = [sql for sql, each in zip(listed, told, strict=True) if isinstance(each.end, Done | Checked) or each.rows]
    assert ran == []
    shown = [sql for sql, each in zip(listed, told, strict=True) if isinstance(each.end, Text)]
    assert kind == "format" or shown == []


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_holds_sql_is_a_value(ground: Ground, value: str) -> None:
    told = ground.tell("SELECT ccp, $v AS v FROM disclosures WHERE ccp = $v", values={"v": value})
    assert isinstance(told.end, Done) and told.rows == [] and told.learned() == []
    assert ground.tell("SELECT $v AS v", values={"v": value}).rows == [[value]]


@pytest.mark.parametrize("kind", ["run", "format", "clauses"])
@pytest.mark.parametrize("letter", ["\0", "\ud800"])
def test_what_no_statement_can_hold_is_said_where_it_stands(ground: Ground, kind: str, letter: str) -> None:
    told = ground.tell(f"SELECT 1{letter}; FROM restricted.member_level", kind=kind)
    assert isinstance(told.end, Fault) and told.refused
    assert (told.end.kind, told.end.position) == ("wrong", 8) and "this character" in told.end.message


@pytest.mark.parametrize("kind", ["run", "check"])
@pytest.mark.parametrize("wrong", ["max(ccp)::INT", "strptime(max(ccp), '%Y')"])
def test_what_is_read_before_anything_is_written_down_is_not_told(ground: Ground, kind: str, wrong: str) -> None:
    told = ground.tell(f"PIVOT (SELECT {wrong} AS x, 1 AS n FROM disclosures) ON x USING sum(n)", kind=kind)
    assert isinstance(told.end, Fault) and told.refused and "CCP" not in told.end.message, told.end


def test_a_value_is_no_name_of_a_table(ground: Ground) -> None:
    for sql in ("FROM query_table($v)", "FROM query($v)", "SELECT * FROM read_text($v)", "FROM $v", "DESCRIBE $v"):
        told = ground.tell(sql, values={"v": "restricted.member_level"})
        assert told.refused and told.learned() == [], sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1) FROM restricted.member_level --",
        "SELECT 1) q; FROM restricted.member_level --",
        "FROM restricted.member_level",
        "SELECT 1 /*",
        "SELECT 1) UNION ALL (SELECT member FROM restricted.member_level",
        "FROM held.restricted.member_level",
        "FROM held.main.disclosures",
        "SELECT * FROM own_0.mine",
    ],
)
def test_a_pinned_statement_does_not_leave_its_frame(ground: Ground, sql: str) -> None:
    told = ground.tell(sql, around=AROUND, end=0)
    assert told.refused and told.learned(sql) == [], told.end


def test_a_pinned_statement_is_framed(ground: Ground) -> None:
    told = ground.tell("FROM disclosures", around=AROUND)
    assert isinstance(told.end, Done) and {row[0] for row in told.rows} == {"CCP1"} and told.end.rows == 5


@pytest.mark.parametrize("value", [each for each in HOSTILE if "\0" not in each])
def test_a_brush_that_holds_sql_brushes_nothing(ground: Ground, value: str) -> None:
    brushed = f"SELECT * FROM pqd.main.disclosures WHERE ccp = {literal(value)}"
    reach = Reach(ground.reach.catalog, scratch=ground.reach.scratch, selection=brushed)
    told = ground.tell("FROM selection", reach=reach)
    assert told.rows == [] and told.learned() == []
    assert isinstance(told.end, Done), told.end


def test_a_brush_that_no_statement_can_hold_is_refused() -> None:
    with pytest.raises(QueryError, match="holds a character that SQL cannot write"):
        literal("\x00' OR 1=1 --")


@pytest.mark.parametrize(
    "text",
    [
        "ccp = (SELECT max(member) FROM restricted.member_level)",
        "ccp IN (SELECT member FROM restricted.member_level)",
        "ccp = 'a' UNION SELECT member FROM restricted.member_level",
        "ccp = read_text('/etc/passwd')",
        "ccp = 'a'; FROM restricted.member_level",
        "EXISTS (FROM restricted.member_level)",
        "true) OR (SELECT true FROM restricted.member_level",
        "ccp = getenv('HOME')",
    ],
)
def test_a_where_text_that_holds_more_is_no_brush(ground: Ground, text: str) -> None:
    told = ground.tell(text, kind="clauses", limits=CHECK)
    assert isinstance(told.end, Fault) and told.learned(text) == [], told.end


def test_a_where_text_that_is_a_brush_keeps_what_it_says(ground: Ground) -> None:
    told = ground.tell(f"ccp = '{STEALS.replace(chr(39), chr(39) * 2)}'", kind="clauses")
    assert isinstance(told.end, Found) and len(told.end.clauses) == 1
    clause = told.end.clauses[0]
    assert clause["field"] == "ccp" and STEALS in str(clause) and SECRET not in str(clause)
    assert Clause.read(clause).value == (STEALS,)


def test_own_tables_of_others_are_nowhere(ground: Ground) -> None:
    reach = Reach(ground.reach.catalog)
    for sql in ("FROM mine", "FROM work.mine", "FROM work.main.mine", "FROM own_0.mine", "DESCRIBE work.mine"):
        told = ground.tell(sql, reach=reach)
        assert told.refused, sql
    shown = ground.tell("SHOW TABLES", reach=reach)
    assert "mine" not in str(shown.rows) and "disclosures" in str(shown.rows) and shown.learned() == []
