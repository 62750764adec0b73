"""What comes of a job: events in order, cells as JSON has them, limits that are said, faults at their place."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest

from queries.sandbox.client import Sandbox, SandboxError
from queries.sandbox.event import Checked, Columns, Done, Fault, Found, Name, Named, Rows, Started, Text
from queries.sandbox.held import blank
from queries.sandbox.job import CHECK, RUN, Reach
from queries.wish import Superseded, Wish
from tests.queries.sandbox.grounds import end, fault, job, rows


def test_the_statement_at_the_cursor_runs(sandbox: Sandbox, reach: Reach) -> None:
    text = "-- 가나다\nSELECT 1;\n\nSELECT '한글😀' AS a, 2 AS b; SELECT 3"
    events = list(sandbox.told(replace(job(reach, text), start=30, end=30)))
    assert [type(event) for event in events] == [Started, Columns, Rows, Done]
    assert events[0] == Started(text.index("SELECT '"), text.index("; SELECT 3"))
    assert rows(events) == [["한글😀", 2]]


def test_cells_are_what_json_has_a_word_for_or_text(sandbox: Sandbox, reach: Reach) -> None:
    cells = {
        "1::TINYINT": 1, "2::BIGINT ** 1": 2.0, "9007199254740993": "9007199254740993", "-9007199254740992": -(2**53),
        "18446744073709551616": "18446744073709551616", "true": True, "NULL": None,
        "1.50": "1.50", "'a\tb'": "a\tb", "'nan'::DOUBLE": "nan", "'-inf'::DOUBLE": "-inf", "1e300": 1e300,
        "DATE '2024-02-29'": "2024-02-29", "TIMESTAMP '2024-01-01 10:00:00.5'": "2024-01-01 10:00:00.5",
        "[1, NULL]": "[1, NULL]", "{'a': DATE '2024-01-01'}": "{'a': 2024-01-01}", "'\\x00'::BLOB": "\\x00",
        "INTERVAL 1 DAY": "1 day", "DATE 'infinity'": "infinity",
    }  # fmt: skip
    columns = ", ".join(f"{sql} AS c{i}" for i, sql in enumerate(cells))
    assert rows(list(sandbox.told(job(reach, f"SELECT {columns}")))) == [list(cells.values())]


def test_cells_of_one_column_are_judged_one_by_one(sandbox: Sandbox, reach: Reach) -> None:
    text = "SELECT unnest([1, NULL, 9007199254740993]), unnest(['0.5', NULL, 'inf']::DOUBLE[])"
    assert rows(list(sandbox.told(job(reach, text)))) == [[1, 0.5], [None, None], ["9007199254740993", "inf"]]


def test_what_booths_are_forked_with_has_no_thread_and_no_file() -> None:
    seen = [len(os.listdir(f"/proc/self/{what}")) for what in ("task", "fd")]
    made = blank()
    made.execute("SELECT count(*) FROM range(1_000_000)").fetchall()
    assert [len(os.listdir(f"/proc/self/{what}")) for what in ("task", "fd")] == seen
    made.close()


def test_each_booth_has_chances_of_its_own(sandbox: Sandbox, reach: Reach) -> None:
    text = "SELECT random(), gen_random_uuid()"
    first, second = (rows(list(sandbox.told(job(reach, text))))[0] for _ in range(2))
    assert first[0] != second[0] and first[1] != second[1]


def test_all_that_is_granted_is_there(sandbox: Sandbox, reach: Reach) -> None:
    text = """SELECT (SELECT count(*) FROM disclosures), (SELECT count(*) FROM selection), (SELECT v FROM work.mine),
        (SELECT string_agg(dataset || ' ' || amount, ', ' ORDER BY dataset) FROM margin WHERE ccp <> $c)"""
    asked = job(reach, text, values={"c": "x", "more": 1})
    assert rows(list(sandbox.told(asked))) == [[1000, 200, "가", "set m1 1.5, set m2 1.5"]]
    listed = rows(list(sandbox.told(job(reach, "SHOW TABLES"))))
    assert [name for (name,) in listed] == [
        "disclosures", "history.disclosures", "margin", "selection", "v_public", "work.mine",
    ]  # fmt: skip


def test_what_is_cut_off_is_said(sandbox: Sandbox, reach: Reach) -> None:
    few = replace(RUN, rows=10)
    ended = end(sandbox, job(reach, "FROM disclosures", few))
    assert isinstance(ended, Done) and (ended.rows, ended.more, ended.total) == (10, True, 1000)
    ended = end(sandbox, job(reach, "FROM disclosures LIMIT 10", few))
    assert isinstance(ended, Done) and (ended.rows, ended.more, ended.total) == (10, False, 10)
    light = replace(RUN, rows=-1, bytes=10_000)
    events = list(sandbox.told(job(reach, "SELECT repeat('가', 100) FROM range(1000)", light)))
    ended = events[-1]
    assert isinstance(ended, Done) and ended.more and ended.total == 1000 and 20 < ended.rows < 34
    heavy = fault(sandbox, job(reach, "SELECT repeat('x', 20_000)", light))
    assert (heavy.kind, heavy.message) == ("stopped", "Stopped: its first row has more than 0.00953674 MiB.")


@pytest.mark.parametrize(
    ("text", "place", "length", "candidate"),
    [
        ("SELECT '한글😀' AS a, ccpp FROM disclosures", 19, 4, "ccp"),
        ("SELECT 1;\nSELECT d.valu\nFROM disclosures AS d", 19, 4, "value"),
        ("SELECT '한' +", 12, 0, ""),
        ("SELECT 'x'::INT", 10, 1, ""),
        ("SELECT '가', sume(value) FROM disclosures", 12, 4, "sum"),
    ],
)
def test_a_fault_stands_where_it_is(
    sandbox: Sandbox, reach: Reach, text: str, place: int, length: int, candidate: str
) -> None:
    last = text.rindex("SELECT")
    found = fault(sandbox, replace(job(reach, text), start=last, end=len(text)))
    assert (found.position, found.candidate) == (place, candidate), found
    assert found.length == length or not candidate


def test_values_that_are_missing_are_named(sandbox: Sandbox, reach: Reach) -> None:
    found = fault(sandbox, job(reach, "SELECT $a, $b, $c", values={"b": 1}))
    assert (found.kind, found.message) == ("wrong", "No value is given for $a, $c.")
    assert fault(sandbox, job(reach, "SELECT ?")).kind == "wrong"
    text = "-- $a: DOUBLE = 1.5  A half more\nSELECT $a * 2"
    assert rows(list(sandbox.told(job(reach, text)))) == [[3.0]]


def test_a_check_says_names_columns_and_relations(sandbox: Sandbox, reach: Reach) -> None:
    text = """-- $least: DECIMAL(4,1) = 1.5  Least value
SELECT ccp, count(*) AS n FROM disclosures
WHERE day >= $since AND ccp IN ($one, 'x') AND value > $least AND $at::TIMESTAMP < now() AND quarter LIKE $like
GROUP BY ccp HAVING n = $other LIMIT $n"""
    found = end(sandbox, replace(job(reach, text), kind="check", start=0, end=0, limits=CHECK))
    assert isinstance(found, Checked)
    kinds = {"since": "DATE", "one": "VARCHAR", "least": "DECIMAL(4,1)", "at": "TIMESTAMP", "like": "VARCHAR"}
    kinds |= {"other": "", "n": "BIGINT"}
    assert {name.name: name.type for name in found.names} == kinds and isinstance(found.names[0], Name)
    assert [column.name for column in found.columns] == ["ccp", "n"] and found.tables == ("disclosures",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT valu FROM disclosures WHERE ccp = $one AND day > $since", {"one": "VARCHAR", "since": "DATE"}),
        ("SELECT * FROM disclosurs WHERE ccp = $one", {"one": ""}),
        ("-- $least: DOUBLE = 1.5  Least value\nSELECT $least, '$no', $$no$$ FROM WHERE -- $no", {"least": "DOUBLE"}),
    ],
)
def test_a_check_says_the_names_of_a_statement_that_is_wrong(
    sandbox: Sandbox, reach: Reach, text: str, names: dict[str, str]
) -> None:
    *before, last = sandbox.told(replace(job(reach, text), kind="check", start=0, end=0, limits=CHECK))
    assert isinstance(last, Fault)
    assert [{name.name: name.type for name in each.names} for each in before if isinstance(each, Named)] == [names]


def test_a_plan_a_profile_and_a_format(sandbox: Sandbox, reach: Reach) -> None:
    text = "select ccp,count(*) n from disclosures where value>$least group by all -- why"
    for kind in ("plan", "profile"):
        told = end(sandbox, job(reach, text, kind=kind, values={"least": 3}))
        assert isinstance(told, Text) and "disclosures" in told.text and "held" not in told.text
    laid = end(sandbox, job(reach, text, kind="format"))
    assert isinstance(laid, Text) and laid.text.startswith("SELECT\n  ccp,") and "/* why */" in laid.text
    events = list(sandbox.told(job(reach, "EXPLAIN FROM disclosures")))
    assert "SEQ_SCAN" in str(rows(events)[0][1])


def test_trusted_sql_stands_around_a_statement(sandbox: Sandbox, reach: Reach) -> None:
    around = ("WITH disclosures AS (FROM main.disclosures WHERE list_contains($brush, ccp))\nFROM (\n", "\n) LIMIT 1")
    asked = job(reach, "SELECT count(*) FROM disclosures -- all", around=around, values={"brush": ["CCP1", "CCP2"]})
    assert rows(list(sandbox.told(asked))) == [[400]]
    wrong = fault(sandbox, replace(asked, text="SELECT cpc FROM disclosures", end=27))
    assert (wrong.position, wrong.length, wrong.candidate) == (7, 3, "ccp")


WHERES: list[tuple[str, list[tuple[str, str, list[Any]]]]] = [
    ("ccp = 'CCP1'", [("ccp", "point", ["CCP1"])]),
    ("'CCP1' = CCP AND value BETWEEN -1.5 AND 2", [("ccp", "point", ["CCP1"]), ("value", "interval", [-1.5, 2])]),
    ("quarter IN ('a', 'b') AND TRUE", [("quarter", "point", ["a", "b"])]),
    ("day >= DATE '2024-01-01' AND '2024-02-01' >= day", [("day", "interval", ["2024-01-01", "2024-02-01"])]),
    (" ", []),
]
NO_WHERES = [
    ("ccp = 'a' OR ccp = 'b'", 10), ("cpc = 'a'", 0), ("value > 1", 6), ("value >= 1", None), ("ccp =", 5),
    ("ccp = 'a') OR (1 = 1", 9), ("ccp = 'a' GROUP BY 1", None), ("ccp = (SELECT 'a')", 6),
    ("가 = 1 AND ccp LIKE 'x'", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clauses"), WHERES)
def test_a_where_text_becomes_clauses(
    sandbox: Sandbox, reach: Reach, text: str, clauses: list[tuple[str, str, list[Any]]]
) -> None:
    found = end(sandbox, job(reach, text, kind="clauses", limits=CHECK))
    plain = [{"source": "", "field": field, "kind": kind, "value": value} for field, kind, value in clauses]
    assert isinstance(found, Found) and found.clauses == plain


def test_what_no_brush_can_be_is_said_where_it_stands(sandbox: Sandbox, reach: Reach) -> None:
    for text, place in NO_WHERES:
        found = fault(sandbox, job(reach, text, kind="clauses", limits=CHECK))
        assert (found.kind, found.position) == ("wrong", place), text


def test_a_table_has_the_types_that_duckdb_gives(sandbox: Sandbox, reach: Reach) -> None:
    frame, done = sandbox.table(
        job(reach, "SELECT ccp, value, day, 1 AS one, NULL::INT AS none FROM disclosures LIMIT 2")
    )
    assert (len(frame), done.rows) == (2, 2)
    assert [str(kind) for kind in frame.dtypes] == ["str", "float64", "datetime64[us]", "int64", "Int64"]
    with pytest.raises(SandboxError) as wrong:
        sandbox.table(job(reach, "SELECT nothing FROM disclosures"))
    assert wrong.value.fault.kind == "wrong"
    wish = Wish()
    wish.drop()
    with pytest.raises(Superseded):
        sandbox.table(job(reach, "SELECT 1"), wish)
