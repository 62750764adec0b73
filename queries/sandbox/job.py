"""What the sandbox is asked to do: plain data, that travels as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Kind = Literal["run", "export", "check", "plan", "profile", "format", "clauses"]
Value = str | int | float | bool | None | list[Any]
QUICK = ("check", "format", "clauses")
"""What typing asks for; it never waits for what runs."""
LONGEST = 2**20
"""Bytes of UTF-8 of all that stands in an editor; one statement may have far less."""


@dataclass(frozen=True)
class Limits:
    """How long a job may take in seconds, how many rows (-1: any number) and bytes it may send, as JSON, and how many
    bytes of memory it may take above what it starts with.
    """

    seconds: float
    rows: int
    bytes: int
    memory: int


RUN = Limits(30, 10_000, 2**24, 2**30)
EXPORT = Limits(120, -1, 2**29, 2**30)
CHECK = Limits(1, 0, 2**22, 2**28)


@dataclass(frozen=True)
class Reach:
    """What the SQL of a job may read.

    `catalog` is the file of the version; `facts` are files of margin records by dataset, an empty path for those that
    no file here has: then there are no margin records to read, and a sentence says so; `scratch` are DuckDB files,
    each with one table, by the name of the own table. `selection` is the SQL of the relation of that name: trusted
    text that holds its values; empty if there is none.
    """

    catalog: Path
    facts: Mapping[str, Path] = field(default_factory=dict)
    scratch: Mapping[str, Path] = field(default_factory=dict)
    selection: str = ""

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Reach:
        """The reach that `plain` says."""
        facts, scratch = ({n: Path(p) for n, p in plain[part].items()} for part in ("facts", "scratch"))
        return cls(Path(plain["catalog"]), facts, scratch, plain["selection"])


@dataclass(frozen=True)
class Job:
    """What is to be done with the statement of `text` that is marked, `start` to `end` in code points.

    Where these are equal it is the statement at that place. `owner` is whom the queue is fair to. `around` is trusted
    SQL before and after the statement, which is judged by itself first.
    """

    kind: Kind
    owner: str
    text: str
    reach: Reach
    start: int = 0
    end: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)
    around: tuple[str, str] = ("", "")
    limits: Limits = RUN

    def written(self) -> bytes:
        """The job as JSON."""
        return json.dumps(asdict(self), default=str).encode("utf-8", "surrogatepass")

    @classmethod
    def read(cls, written: bytes) -> Job:
        """The job that was written; raise ValueError if it is none."""
        try:
            plain = json.loads(written)
            before, after = plain["around"]
            parts = {"reach": Reach.read(plain["reach"]), "limits": Limits(**plain["limits"])}
            job = cls(**{**plain, **parts, "around": (before, after)})
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a job: {error}") from None
        if not all(isinstance(each, str) for each in (job.owner, job.text, before, after)):
            raise ValueError("not a job: a text is none")
        if not all(isinstance(each, int | float) for each in (job.start, job.end, *vars(job.limits).values())):
            raise ValueError("not a job: a number is none")
        return job
