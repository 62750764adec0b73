"""Drawing again what a receipt stands for: the same figures, or what differs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queries.engine import Engine
from queries.figures import differing
from queries.query import Query, QueryError
from queries.selection import Clause
from queries.trail.written import SQL, Found, Library, again, by_reader, ran, shipped


@dataclass(frozen=True)
class Verdict:
    """Whether the figures are what they were; if not, what differs; and what else should be known. All sentences."""

    identical: bool
    differences: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(["identical" if self.identical else "not identical", *self.differences, *self.remarks])


def verified(
    engine_of: Callable[[str], Engine], line: Mapping[str, Any], config_hash: str = "", library: Library | None = None
) -> Verdict:
    """Ask again what the record `line` says was asked, over the same version of the data.

    `engine_of` gives the engine of an entitlement, by name; `config_hash` is of what is configured now; `library` knows
    the SQL that readers wrote.
    """
    if not line.get("query"):
        return Verdict(False, (f"this receipt is of no figures, but of an event: {line.get('kind')}",))
    try:
        differences, found, changed = _again(engine_of(str(line["entitlement"])), line, library)
    except OSError as error:
        return Verdict(False, (f"{Path(error.filename).name}, a file of the data, cannot be read: {error.strerror}",))
    except ValueError as error:
        return Verdict(False, (str(error).splitlines()[0],))
    others = _figures(line, found)
    differences += others + (changed if others else [])
    return Verdict(not differences, tuple(differences), _remarks(line, config_hash))


def _again(engine: Engine, line: Mapping[str, Any], library: Library | None) -> tuple[list[str], Found, list[str]]:
    """What differs in that which is asked, what comes of it now, and what else is not as it was."""
    version = engine.catalog.version(int(line["data_version"]))
    differences = []
    if not _unchanged(engine, version.number, str(line["data_hash"])):
        differences.append(f"version {version.number} of the data is not the file that it was: its SHA-256 differs")
    own = again(engine, library, version, line) if library and by_reader(line) else None
    if own:
        return differences, *own
    query = _query(line)
    if query.hash != line["query_hash"]:
        differences.append(f"the query {query.name} was changed since: its SHA-256 differs")
    clauses = tuple(map(Clause.read, line["clauses"]))
    known = {name: value for name, value in line["arguments"].items() if name in query.arguments}
    if gone := [name for name in line["arguments"] if name not in query.arguments]:
        differences.append(f"the query {query.name} no longer has the argument {', '.join(gone)}")
    receipt = engine.again(query, line["dataset"], known, clauses, version.number).receipt
    return differences, Found(receipt.rows, receipt.figures.digest), []


def _query(line: Mapping[str, Any]) -> Query:
    if query := shipped(str(line["query"])):
        return query
    if line["query"] == SQL and ran(line):
        raise QueryError("the SQL of this receipt is no longer kept: its run has left the history of its reader")
    raise QueryError(f"the query {line['query']} is no longer there")


def _unchanged(engine: Engine, number: int, sha256: str) -> bool:
    """Whether a version's file, and those of its records, have the content that they were sealed with."""
    version, facts = engine.catalog.version(number), engine.opened(number).facts.values()
    return _digest(engine.catalog.path(version)) == sha256 and all(each.intact() for each in facts)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _figures(line: Mapping[str, Any], found: Found) -> list[str]:
    rows = int(line["rows"])
    if found.rows != rows:
        return [f"{found.rows:,} rows where there were {rows:,}"]
    if "figures" not in line:
        return ["the record has no digest of the figures: an older Tidemark wrote it"]
    columns = differing(line["figures"], found.digest)
    return [f"the figures differ in {', '.join(columns)}"] if columns else []


def _remarks(line: Mapping[str, Any], config_hash: str) -> tuple[str, ...]:
    if not config_hash or line.get("config_hash") == config_hash:
        return ()
    return ("pages, queries or roles were changed since (config_hash differs); that alone changes no figure",)
