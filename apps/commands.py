"""What each command of `tidemark` does. Each returns its exit code; what serves and draws is imported only to serve."""

from __future__ import annotations

import errno
import socket
import sys
from argparse import Namespace

from apps import setup
from apps.backup.command import backup as backup
from apps.backup.command import restore as restore
from apps.configuration import Configuration
from apps.progress import Progress
from apps.rows import written
from apps.trail_commands import audit as audit
from apps.trail_commands import verify as verify
from apps.where import clause
from auth.access import Access
from panel_config import Settings
from queries.answer import EXPORTED, SHOWN, Asker
from queries.engine import Engine
from queries.query import FOLDER, Query, QueryError, unknown
from queries.selection import Clause

ASKER = Asker(view="command line")


def run(given: Namespace, settings: Settings) -> int:
    """Print the rows of one query."""
    query = _query(given.query)
    engine = setup.engine(settings)
    arguments, wheres = _sorted(query, given.arguments, given.where)
    clauses = _clauses(engine, query, wheres, given.version)
    answer = engine.answer(query, given.dataset, arguments, clauses, given.version)
    (code,) = engine.record([(ASKER, answer.receipt)], SHOWN if given.format == "table" else EXPORTED)
    print(written(answer.frame, given.format))
    print(f"receipt {code}", file=sys.stderr)
    badge = engine.opened(given.version).badge(answer.receipt.dataset)
    if badge and given.format == "table":
        print(f"{answer.receipt.dataset} is {badge}", file=sys.stderr)
    return 0


def deck(given: Namespace, settings: Settings) -> int:
    """Print the decks, or what one of them says."""
    from apps.deck_commands import deck

    return deck(given, settings)


def store(given: Namespace, settings: Settings) -> int:
    """Move the app store."""
    from apps.store_commands import store

    return store(given, settings)


def sql(given: Namespace, settings: Settings) -> int:
    """Print the rows of a statement."""
    from apps.sql_command import sql

    return sql(given, settings)


def rollup(given: Namespace, settings: Settings) -> int:
    """Make margin records a dataset, rolled up by an engine, and print what came of it."""
    from apps.rollup_command import rollup

    return rollup(given, settings)


def _query(name: str) -> Query:
    known = [path.stem for path in FOLDER.glob("*.sql")]
    if name not in known:
        raise QueryError(unknown("query", name, known))
    return Query.read(FOLDER / f"{name}.sql")


def _sorted(query: Query, words: list[str], groups: list[list[str]]) -> tuple[dict[str, str], list[str]]:
    """Arguments and conditions: behind `--where` stand conditions, until a word names an argument of the query."""
    wheres = [group[0] for group in groups]
    for word in (word for group in groups for word in group[1:]):
        (words if word.partition("=")[0] in query.arguments else wheres).append(word)
    for word in words:
        if "=" not in word:
            raise QueryError(f"{query.name}: argument {word!r}: write name=value")
    return {name: value for name, _, value in (word.partition("=") for word in words)}, wheres


def _clauses(engine: Engine, query: Query, wheres: list[str], version: int | None) -> tuple[Clause, ...]:
    fields = engine.fields(query, version) if wheres else {}
    return tuple(clause(text, fields) for text in wheres)


def datasets(given: Namespace, settings: Settings) -> int:
    """Print what can be asked, and the version it stands in."""
    engine = setup.engine(settings)
    answer = engine.run(_query("datasets"), asker=ASKER)
    print(written(answer.frame, given.format))
    if given.format == "table":
        print(f"\nCatalog version {answer.version.number} of {answer.version.created}")
    return 0


def ingest(given: Namespace, settings: Settings) -> int:
    """Load files into a new version and print what came of it."""
    with Progress() as progress:
        summary = setup.ingest(settings).ingest(given.paths, given.dataset, progress)
    print(summary)
    return 0


def demo_facts(given: Namespace, settings: Settings) -> int:
    """Make margin records up and print what came of it."""
    with Progress() as progress:
        version = setup.ingest(settings).make(given.rows, given.seed, given.dataset, progress)
    what = f"{given.dataset}: {given.rows:,} made-up margin records of seed {given.seed}"
    print(
        f"{what} are there already. No new version."
        if version is None
        else f"{what}.\nPublished as version {version.number}."
    )
    return 0


def lake(given: Namespace, settings: Settings) -> int:
    """Clean the lake, and those of the entitlements; print what came of it."""
    from data.lake.clean import cleaned

    for name, done in cleaned(setup.ingest(settings)).items():
        files = f"{done.orphans} files of killed writers removed, {done.merged} merged into larger ones"
        print(f"{name}: {files}, {done.removed} removed that were merged earlier")
    return 0


def check(given: Namespace, settings: Settings) -> int:
    """Print every problem of pages and queries; 1 if there is one."""
    from apps.check import check

    problems, extent = check(given.paths, setup.engine(settings), settings.roles)
    print("\n".join([*problems, f"{extent}: {_tally(problems)}"]))
    return 1 if problems else 0


def _tally(problems: list[str]) -> str:
    return {0: "no problem", 1: "1 problem"}.get(len(problems), f"{len(problems)} problems")


def bench(given: Namespace, settings: Settings) -> int:
    """Print how long a brush takes beside other ways to follow it, or what a server does under load."""
    if given.what == "serve":
        from apps.bench.serve import bench as served

        served(given)
    elif given.what == "sql":
        from apps.bench.sql import bench as written_sql

        written_sql(given)
    elif given.what == "follow":
        from apps.bench.follow import bench as followed

        followed(given)
    elif given.what == "brush":
        from apps.bench.brush import bench as brushed

        brushed(given)
    else:
        from apps.bench.review import bench as review

        print(review(Engine(setup.catalog(settings), entitlement=settings.entitlement), given.steps))
    return 0


def serve(given: Namespace, settings: Settings) -> int:
    """Serve the pages until interrupted."""
    named = {name: v for name in ("address", "port", "workers", "open_to") if (v := getattr(given, name)) is not None}
    settings.param.update(named)
    access = Access.read(settings)
    reason = taken(settings.address, settings.port)
    if reason:
        print(reason, file=sys.stderr)
        return 1
    from apps.server import serve

    Configuration.read(settings).record(setup.audit(settings))
    return serve(settings, access)


def taken(address: str, port: int) -> str:
    """Why nothing can listen there, with the way out; empty if it can."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {port} is in use: choose another, as tidemark serve --port {port + 1}"
            return f"cannot listen on {address}, port {port}: {error.strerror}"
    return ""
