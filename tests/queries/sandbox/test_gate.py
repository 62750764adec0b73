"""What may run and what may not, judged on DuckDB's tree."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from queries.query import FOLDER
from queries.sandbox.gate import FUNCTIONS, OURS
from queries.sandbox.held import Held
from queries.sandbox.job import Job, Reach
from queries.sandbox.prepared import Prepared, prepared
from queries.sandbox.statement import FaultError
from tests.queries.sandbox.grounds import job

ALLOWED = [
    "FROM disclosures",
    "SELECT * FROM pqd.disclosures AS a, pqd.main.v_public, main.disclosures AS b LIMIT 1",
    'SELECT * FROM "DISCLOSURES" AS d WHERE d."value" > 1',
    "FROM history.disclosures",
    "FROM work.mine AS a JOIN mine AS b USING (k)",
    "FROM selection",
    "SELECT dataset, sum(amount) FROM margin GROUP BY ALL",
    "WITH a AS (FROM disclosures), b AS (FROM a) FROM b",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT sum(n) FROM t",
    "WITH disclosures AS (FROM disclosures) FROM disclosures",
    'WITH "a.b" AS (SELECT 1), Ünter AS (FROM "a.b") FROM Ünter',
    "VALUES (1, 'a'), (2, 'b')",
    "DESCRIBE disclosures",
    "SUMMARIZE v_public",
    "SHOW TABLES",
    "EXPLAIN SELECT 1",
    "PIVOT disclosures ON quarter USING sum(value) GROUP BY ccp",
    "UNPIVOT disclosures ON value INTO NAME n VALUE v",
    "SELECT [x + 1 FOR x IN range(3) IF x > 1], {'a': 1}, map {'a': 1}, row(1, 2), DATE '2024-01-01' + INTERVAL 1 DAY",
    "SELECT row_number() OVER w, lag(value) OVER w FROM disclosures WINDOW w AS (PARTITION BY ccp ORDER BY quarter)",
    "SELECT quantile_cont(value, [0.25, 0.5]), arg_max(ccp, value) FILTER (value > 1) FROM disclosures GROUP BY ALL",
    "SELECT * EXCLUDE (ccp), COLUMNS('v.*') FROM disclosures QUALIFY rank() OVER (ORDER BY value) = 1",
    "SELECT ccp FROM disclosures AS d WHERE EXISTS (FROM v_public AS v WHERE v.ccp = d.ccp) UNION SELECT 'x'",
    "SELECT extract(year FROM day), day::VARCHAR, try_cast('a' AS INT), rung(3.7) FROM disclosures -- a comment",
    "SELECT unnest([1, 2]) AS x, i FROM range(3) AS t(i)",
]
DENIED = [
    "FROM mine_not",
    "FROM restricted.member_level",
    "FROM held.restricted.member_level",
    "FROM facts_0.main.margin",
    "FROM own_0.main.uploaded",
    "WITH disclosures AS (FROM restricted.member_level) FROM disclosures",
    "SELECT * FROM mine_not, (WITH mine_not AS (SELECT 1) FROM mine_not)",
    "WITH a AS (FROM mine_not), mine_not AS (SELECT 1) FROM a",
    "WITH mine_not AS (FROM mine_not) FROM mine_not",
    "WITH RECURSIVE mine_not AS (FROM mine_not UNION ALL FROM mine_not) FROM mine_not",
    'WITH "duc\u212adb_tables" AS (SELECT 1) FROM duckdb_tables',
    'WITH RECURSIVE "duc\u212adb_tables" AS (SELECT 1 UNION ALL FROM duckdb_tables) SELECT 1',
    'FROM "wor\u212a".mine',
    'SELECT "ran\u212a"() OVER ()',
    'FROM "main.disclosures"',
    'FROM "pqd.main".disclosures',
    "FROM 'secret.csv'",
    'FROM "/etc/passwd"',
    "FROM read_text('/etc/passwd')",
    "FROM \"read_csv\"('x')",
    "FROM duckdb_settings()",
    "FROM duckdb_tables",
    "FROM sqlite_master",
    "FROM information_schema.tables",
    "FROM pg_catalog.pg_class",
    "FROM query('FROM mine_not')",
    "FROM query_table(['mine_not'])",
    "FROM system.main.range(3)",
    "SELECT getenv('HOME')",
    "SELECT GETENV('HOME')",
    "SELECT current_setting('threads')",
    "SELECT stats(value) FROM disclosures",
    "SELECT pg_catalog.current_database()",
    "SELECT list_transform([1], lambda x: getenv('HOME'))",
    "SELECT 1 ORDER BY getenv('HOME')",
    "SELECT 1 LIMIT (SELECT count(*) FROM mine_not)",
    "SELECT sum(value) FILTER (getenv('HOME') = '') OVER () FROM disclosures",
    "PIVOT mine_not ON secret USING count(*)",
    "PIVOT disclosures ON getenv('HOME') USING count(*)",
    "PIVOT (FROM read_text('/etc/passwd')) ON content USING count(*)",
    "DESCRIBE mine_not",
    "DESCRIBE restricted.member_level",
    "SUMMARIZE mine_not",
    "SHOW ALL TABLES",
    "SHOW DATABASES",
    "SHOW TABLES FROM held",
    "DESCRIBE",
    "SELECT * FROM (SHOW ALL TABLES)",
    "EXPLAIN ANALYZE SELECT 1",
    "EXPLAIN FROM mine_not",
    "CREATE TABLE x AS SELECT 1",
    "INSERT INTO disclosures SELECT 1",
    "COPY (SELECT 1) TO 'x'",
    "ATTACH ':memory:' AS x",
    "SET threads = 4",
    "PRAGMA version",
    "CALL pragma_version()",
    "USE held",
    "BEGIN",
    "SELECT 1; SELECT 2",
    "SELECT ST_Point(1, 2)",
    "SELECT " + "(" * 121 + "1" + ")" * 121,
    "SELECT '" + "x" * 2**16 + "'",
]


def judged(held: Held, reach: Reach, text: str) -> Prepared:
    return prepared(held, job(reach, text))


@pytest.mark.parametrize("text", ALLOWED)
def test_what_reads_what_is_granted_may_run(held: Held, reach: Reach, text: str) -> None:
    statement = judged(held, reach, text)
    held.connection.execute(statement.sql, dict(statement.values)).fetchall()


@pytest.mark.parametrize("text", DENIED, ids=lambda text: text[:60])
def test_everything_else_is_denied(held: Held, reach: Reach, text: str) -> None:
    with pytest.raises(FaultError) as refused:
        judged(held, reach, text)
    assert refused.value.fault.kind == "denied"
    assert "restricted" not in refused.value.fault.candidate and "CANARY" not in refused.value.fault.message


def test_what_stands_around_a_statement_lends_it_no_rights(held: Held, reach: Reach) -> None:
    around = ("WITH mine_not AS (SELECT 1 AS secret)\nFROM (\n", "\n)")
    with pytest.raises(FaultError):
        prepared(held, job(reach, "FROM mine_not", around=around))
    with pytest.raises(FaultError):
        prepared(held, job(reach, "SELECT 1) UNION ALL FROM (SELECT 2", around=("FROM (", ")")))


def test_what_is_read_is_called_by_its_name(held: Held, reach: Reach) -> None:
    text = "FROM MAIN.disclosures, pqd.history.disclosures AS h, WORK.mine, (WITH a AS (FROM selection) FROM a)"
    assert set(judged(held, reach, text).tables) == {"disclosures", "history.disclosures", "work.mine", "selection"}


def test_a_near_name_is_offered_only_if_it_is_granted(held: Held, reach: Reach) -> None:
    with pytest.raises(FaultError) as near:
        judged(held, reach, "SELECT *\nFROM disclosure")
    assert (near.value.fault.position, near.value.fault.length, near.value.fault.candidate) == (14, 10, "disclosures")
    said = []
    for name in ("mine_not", "mine_nit"):
        with pytest.raises(FaultError) as denied:
            judged(held, reach, f"FROM {name}")
        said.append(denied.value.fault.message.replace(name, ""))
    assert said[0] == said[1]


def test_every_function_of_the_list_is_one_of_duckdb() -> None:
    rows = duckdb.connect().execute("SELECT DISTINCT function_name FROM duckdb_functions()").fetchall()
    assert {name for (name,) in rows} >= FUNCTIONS - OURS
    dangerous = {"getenv", "query", "read_text", "current_setting", "stats", "nextval", "json_execute_serialized_sql"}
    assert not FUNCTIONS & dangerous and len(FUNCTIONS) > 500


def test_the_queries_that_ship_may_run(home_held: Held, home_reach: Reach) -> None:
    for path in sorted(FOLDER.glob("*.sql")):
        text = path.read_text()
        prepared(home_held, Job("check", "reader", text, home_reach), blank=True)


def test_every_relation_that_ships_is_granted(home_held: Held, home_reach: Reach, tmp_path: Path) -> None:
    """A relation without a comment cannot be read."""
    copied = shutil.copy(home_reach.catalog, tmp_path / "copied.duckdb")  # the file itself may be open otherwise
    with duckdb.connect(str(copied), read_only=True) as catalog:
        tables = catalog.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        views = catalog.execute("SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    granted = {(schema, name) for catalog_name, schema, name in home_held.relations if catalog_name == "pqd"}
    assert granted == set(tables) | set(views) and ("history", "disclosure") in granted
