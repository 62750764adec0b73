"""Margin records on a lake: read there where no copy is, copied where SQL of readers needs them, and proved."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data import facts
from data.facts import Facts
from data.ingest import Ingest
from data.lake.far import Far
from data.lake.lake import Lake
from data.lake.postgres import Address
from data.margin import COLUMNS
from queries.engine import Engine
from queries.query import read_all
from queries.sandbox.client import Sandbox, SandboxError
from queries.sandbox.job import Job, Reach
from queries.selection import Clause
from queries.trail.again import verified
from queries.trail.audit import Audit
from queries.trail.look import Wanted
from tests.lake.conftest import Host
from tests.storage.running import Bucket

ROWS = 20_000
SPRING = (Clause("test", "date", "interval", ("2022-03-01", "2022-05-30")),)


def held(ingest: Ingest, dataset: str = "margin_demo") -> Facts:
    version = ingest.catalog.current()
    assert version
    with ingest.catalog.connect(version) as connection:
        return facts.held(ingest.catalog, connection)[dataset]


def rows(held: Facts, sql: str = "FROM margin ORDER BY ALL") -> Sequence[tuple[Any, ...]]:
    with held.connect() as connection:
        return connection.execute(sql).fetchall()


def lines(path: Path, *days: str, ccps: Sequence[str] = ("A", "B"), figure: int = 1) -> Path:
    found = [f"{day},{ccp},M1,P1,USD,sitg,{figure},2,3,4" for day in days for ccp in ccps]
    path.write_text("\n".join([",".join(COLUMNS), *found]) + "\n")
    return path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, postgres: Any, bucket: Bucket) -> tuple[Ingest, Ingest]:
    """A host that made records up, and one that has no copy of them, nor room for one."""
    folder = tmp_path_factory.mktemp("shared")
    lake = Lake(Address(postgres.address), bucket.storage("records"), "records", spare=0)
    one, two = (Ingest(folder / name, sets=tuple, lake=lake) for name in ("one", "two"))
    one.make(ROWS, 1, "margin_demo")
    two.first()
    return one, two


def test_records_are_the_same_from_the_file_and_from_the_lake(shared: tuple[Ingest, Ingest]) -> None:
    here, there = (held(each) for each in shared)
    assert here.path.exists() and not there.path.exists()
    assert rows(here) == rows(there) and len(rows(there)) == ROWS
    for table in ("centre", "rollup"):
        assert rows(here, f"FROM {table} ORDER BY ALL") == rows(there, f"FROM {table} ORDER BY ALL")
    assert not there.path.exists() and (here.sha256, here.rows) == (there.sha256, there.rows)


@pytest.mark.long
@pytest.mark.parametrize("name", ["margin_daily", "margin_waterfall", "margin_cover2", "margin_density"])
def test_queries_answer_alike(shared: tuple[Ingest, Ingest], name: str) -> None:
    answers = []
    for each in shared:
        engine = Engine(each.catalog)
        answers.append(engine.answer(read_all()[name], "margin_demo", {}, SPRING))
        engine.close()
    digests = [answer.receipt.figures.digest for answer in answers]
    assert digests[0] == digests[1] and answers[0].receipt.rows == answers[1].receipt.rows > 0


@pytest.mark.long
def test_a_date_reads_fewer_files_than_all(shared: tuple[Ingest, Ingest], bucket: Bucket) -> None:
    there = held(shared[1])

    def read(sql: str) -> int:
        before = bucket.say("count")["bytes"]
        rows(there, sql)
        return int(bucket.say("count")["bytes"]) - before

    whole = read("SELECT sum(stress_loss) FROM margin")
    assert 0 < read("SELECT sum(stress_loss) FROM margin WHERE date = '2022-03-08'") < whole / 4


@pytest.mark.long
def test_a_receipt_verifies_on_every_host(shared: tuple[Ingest, Ingest], tmp_path: Path) -> None:
    one, two = shared
    audit = Audit(tmp_path)
    engine = Engine(one.catalog, audit.record)
    engine.run(read_all()["margin_daily"], "margin_demo", {}, SPRING)
    (line,) = audit.search(Wanted(kind="shown"))
    other = Engine(two.catalog)
    assert str(verified(lambda name: other, line)) == "identical"
    engine.close()
    other.close()


@pytest.mark.long
def test_what_was_changed_in_the_lake_is_found(host: Host, lake: Lake, tmp_path: Path) -> None:
    one, two = host("one"), host("two")
    one.ingest([lines(tmp_path / "a.csv", "2024-01-02", "2024-01-03")])
    two.first()
    there = held(two, "margin")
    assert there.intact()
    with lake.attached(tmp_path) as connection:
        connection.execute("UPDATE lake.margin SET stress_loss = 9 WHERE ccp = 'B' AND date = '2024-01-02'")
    assert there.intact(), "the snapshot of the version is as it was"
    changed = replace(there)
    assert isinstance(changed, Far)
    vars(changed)["pinned"] = replace(changed.pinned, snapshot=changed.pinned.snapshot + 1)
    assert not changed.intact()


@pytest.mark.long
def test_an_ingest_replaces_what_it_brings_and_nothing_else(host: Host, lake: Lake, tmp_path: Path) -> None:
    one, two = host("one"), host("two")
    one.ingest([lines(tmp_path / "a.csv", "2024-01-02", "2024-01-03", "2024-06-03")])
    two.first()
    old = held(two, "margin")
    two.ingest([lines(tmp_path / "b.csv", "2024-01-03", ccps="B", figure=7)])
    one.follow()
    assert rows(old) != rows(held(two, "margin")) == rows(held(one, "margin"))
    with lake.attached(tmp_path) as connection:
        ((last,),) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchall()
        changes = "SELECT date::VARCHAR, ccp, initial_margin FROM lake.table_changes('margin', ?, ?) ORDER BY ALL"
        changed = connection.execute(changes, [last, last]).fetchall()
    assert changed == [("2024-01-03", "B", 1.0), ("2024-01-03", "B", 7.0)]
    assert len(rows(held(one, "margin"))) == len(rows(old)) == 6


@pytest.mark.long
def test_sql_of_readers_has_a_copy_or_says_why_not(shared: tuple[Ingest, Ingest], sandbox: Sandbox) -> None:
    _, two = shared
    small = Engine(two.catalog)
    reach = Reach(two.catalog.path(small.opened().version), small.opened().files())
    sql = "SELECT count(*) AS n FROM margin"
    with pytest.raises(SandboxError, match="margin_demo lie on the lake and are too many") as said:
        sandbox.table(Job("run", "x", sql, reach))
    assert "TIDEMARK_RECORDS_MB" in str(said.value)
    frame, _ = sandbox.table(Job("run", "x", "SELECT count(*) AS n FROM dataset", reach))
    assert frame["n"][0]
    assert two.lake
    roomy = Engine(replace(two, lake=replace(two.lake, spare=100)).catalog)
    reach = Reach(reach.catalog, roomy.opened().files())
    frame, _ = sandbox.table(Job("run", "x", sql, reach))
    assert list(frame["n"]) == [ROWS] and held(two).intact()
    held(two).path.unlink()
    small.close()
    roomy.close()
