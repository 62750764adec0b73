"""Files that SQL of tests may read, beside things that it may not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from queries.sandbox.client import Sandbox
from queries.sandbox.event import Done, Event, Fault, Rows
from queries.sandbox.job import RUN, Job, Limits, Reach

CATALOG = """
CREATE TABLE disclosures AS
SELECT 'CCP' || (i % 5) AS ccp, '2024Q' || (1 + i % 4) AS quarter, i * 1.5 AS "value", DATE '2024-01-01' + i::INT AS day
FROM range(1000) AS t(i);
COMMENT ON TABLE disclosures IS 'Made up';
CREATE VIEW v_public AS SELECT ccp FROM disclosures;
COMMENT ON VIEW v_public IS 'Made up';
CREATE TABLE mine_not AS SELECT 'CANARY' AS secret;
CREATE TABLE margin (ccp VARCHAR, amount DOUBLE);
COMMENT ON TABLE margin IS 'Empty: records lie in files';
CREATE SCHEMA history;
CREATE TABLE history.disclosures AS SELECT 1 AS loaded_in;
COMMENT ON TABLE history.disclosures IS 'Made up';
CREATE SCHEMA restricted;
CREATE TABLE restricted.member_level AS SELECT 'CANARY' AS member, 42 AS amount;
"""
SELECTION = "FROM main.disclosures WHERE ccp = 'CCP1'"
SHORT = replace(RUN, seconds=1.0)


def made(folder: Path) -> Reach:
    """A catalog, an own table `mine` and the records of two datasets, in `folder`."""
    parts = {"pqd": CATALOG, "mine": "CREATE TABLE uploaded AS SELECT 1 AS k, '가' AS v"}
    parts |= {name: f"CREATE TABLE margin AS SELECT '{name}' AS ccp, 1.5 AS amount" for name in ("m1", "m2")}
    for name, sql in parts.items():
        with duckdb.connect(str(folder / f"{name}.duckdb")) as connection:
            connection.execute(sql)
    facts = {f"set {name}": folder / f"{name}.duckdb" for name in ("m1", "m2")}
    return Reach(folder / "pqd.duckdb", facts, {"mine": folder / "mine.duckdb"}, SELECTION)


def job(reach: Reach, text: str, limits: Limits = RUN, **about: object) -> Job:
    """A run of the whole of `text`."""
    return replace(Job("run", "reader", text, reach, 0, len(text), limits=limits), **about)


def end(sandbox: Sandbox, asked: Job) -> Event:
    """How the job ends."""
    return list(sandbox.told(asked))[-1]


def rows(events: Sequence[Event]) -> list[list[object]]:
    """The rows of a result that came to its end."""
    assert isinstance(events[-1], Done), events[-1]
    return [row for event in events if isinstance(event, Rows) for row in event.rows]


def fault(sandbox: Sandbox, asked: Job) -> Fault:
    """Why the job has no result."""
    ended = end(sandbox, asked)
    assert isinstance(ended, Fault), ended
    return ended


def descendants(process: int) -> set[int]:
    """The processes that it has started, and those that they have, zombies left out."""
    found = {int(path.name): status for path in Path("/proc").glob("[0-9]*") if (status := _status(path))}
    wanted, before = {process}, 0
    while len(wanted) > before:
        before = len(wanted)
        wanted |= {child for child, (state, parent) in found.items() if parent in wanted and state != "Z"}
    return wanted - {process}


def _status(path: Path) -> tuple[str, int] | None:
    try:
        state, parent = (path / "stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return state, int(parent)


def running(process: int) -> bool:
    """Whether a process is there, and no zombie."""
    status = _status(Path(f"/proc/{process}"))
    return status is not None and status[0] != "Z"


def brokers() -> set[int]:
    """The brokers that this process has started."""
    return {
        child
        for child in descendants(os.getpid())
        if (status := _status(Path(f"/proc/{child}"))) and status[1] == os.getpid()
    }
