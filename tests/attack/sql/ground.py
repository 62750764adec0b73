"""Where hostile SQL is run: a catalog that holds more than is granted, files that hold secrets, and a sandbox."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb

from queries.sandbox.client import Sandbox
from queries.sandbox.event import Columns, Done, Event, Fault, Rows, Started, Text
from queries.sandbox.job import RUN, Job, Limits, Reach
from tests.shared import SHARED

SECRET = "CANARY-7f3a91"
HIDDEN = "canary_watch"
"""A relation that no statement names: whoever tells of it was told what there is."""
CATALOG = f"""
CREATE TABLE disclosures AS SELECT 'CCP' || (i % 5) AS ccp, '202' || (i % 6) || 'Q1' AS quarter, i * 1.5 AS value
FROM range(60) t(i);
CREATE VIEW v_public AS SELECT ccp, count(*) AS n FROM disclosures GROUP BY ALL;
COMMENT ON TABLE disclosures IS 'What CCPs disclose'; COMMENT ON VIEW v_public IS 'How often';
CREATE SCHEMA restricted;
CREATE TABLE restricted.member_level AS SELECT '{SECRET} member ' || i AS member, 7770000 + i AS margin_canary
FROM range(20) t(i);
CREATE TABLE {HIDDEN} AS FROM restricted.member_level;
CREATE MACRO canary_macro(x) AS x || '{SECRET}';
"""
MINE = "CREATE TABLE mine AS SELECT i AS id, 'note ' || i AS note FROM range(5) t(i)"
SECRETS = (SECRET, HIDDEN, "margin_canary", "canary_macro", "777000", "777001", "root:x:", "own_0", "held.")
BRIEF = Limits(1.0, 10_000, 2**24, 2**30)
LATE = 3.0
"""Seconds past its limit by which a job is gone."""


@dataclass(frozen=True)
class Told:
    """What became of a statement, in seconds from when it was begun."""

    events: tuple[Event, ...]
    seconds: float

    @property
    def end(self) -> Event:
        return self.events[-1]

    @property
    def rows(self) -> list[list[Any]]:
        return [row for event in self.events if isinstance(event, Rows) for row in event.rows]

    @property
    def refused(self) -> bool:
        """Whether it ended with a fault, and nothing was shown before."""
        shown = [event for event in self.events if isinstance(event, Columns | Rows | Text | Done)]
        return isinstance(self.end, Fault) and not shown

    def learned(self, *said: str) -> list[str]:
        """The secrets that it tells, but those that were `said` by who asks."""
        text = json.dumps([vars(event) for event in self.events], default=vars, ensure_ascii=False)
        return [secret for secret in SECRETS if secret in text and not any(secret in each for each in said)]


@dataclass(frozen=True)
class Ground:
    """The sandbox, what it is asked about, and the folder of secrets."""

    sandbox: Sandbox
    folder: Path
    reach: Reach

    def job(self, sql: str, owner: str = "mallory", **more: Any) -> Job:
        """A run of one statement."""
        known: dict[str, Any] = {"kind": "run", "reach": self.reach, "limits": RUN, "end": len(sql)}
        return Job(**(known | {"owner": owner, "text": sql} | more))

    def tell(self, sql: str, owner: str = "mallory", **more: Any) -> Told:
        """What becomes of a statement."""
        return followed(self.sandbox.told(self.job(sql, owner, **more)))

    def tell_all(self, statements: Sequence[str], **more: Any) -> list[Told]:
        """What becomes of statements that two run at a time."""
        with ThreadPoolExecutor(2) as both:
            owned = zip(statements, cycle(("mallory", "trudy")), strict=False)
            return list(both.map(lambda each: self.tell(*each, **more), owned))

    def written(self, sql: str) -> str:
        """A statement of the list, over the files that are here."""
        return sql.replace("{canary}", str(self.folder))

    def files(self) -> dict[str, str]:
        """Every file that could be written to, with what it holds."""
        paths = [path for path in self.folder.parent.rglob("*") if path.is_file()]
        return {str(path): hashlib.md5(path.read_bytes()).hexdigest() for path in paths}


def followed(events: Iterator[Event]) -> Told:
    """All events of a job."""
    heard: list[Event] = []
    begun = time.monotonic()
    for event in events:
        heard.append(event)
        begun = time.monotonic() if isinstance(event, Started) else begun
    return Told(tuple(heard), time.monotonic() - begun)


def furnished(folder: Path) -> tuple[Path, Reach]:
    """The folder of secrets with the catalog in it, and what may be read."""
    canary = folder / "canary"
    canary.mkdir()
    for name, text in {"secret.csv": f"a,b\n{SECRET},1\n", "secret.json": f'{{"a": "{SECRET}"}}\n'}.items():
        (canary / name).write_text(text)
    catalog, mine = canary / "pqd.duckdb", folder / "mine.duckdb"
    for path, sql in (
        (catalog, CATALOG),
        (mine, MINE),
        (canary / "other.duckdb", f"CREATE TABLE t AS SELECT '{SECRET}'"),
    ):
        with duckdb.connect(str(path)) as connection:
            connection.execute(sql)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT '{SECRET}' AS a) TO '{canary / 'secret.parquet'}'")
    return canary, Reach(catalog, scratch={"mine": mine})


@cache
def statements() -> tuple[Mapping[str, str], ...]:
    """The list of attacks, none where it does not lie beside the project."""
    path = SHARED / "data" / "sql_attacks.json" if SHARED else Path("/nowhere")
    return tuple(json.loads(path.read_text())["statements"]) if path.exists() else ()


def expected(how: str) -> list[Mapping[str, str]]:
    """The statements that are to be `denied`, `limited` or `allowed`."""
    return [each for each in statements() if each["expected"] == how]
