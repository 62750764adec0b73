"""What `tidemark` understands."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from apps import deck_line, rollup_line, store_line, trail_line
from apps.backup import line as backup_line
from apps.trail_line import FORMATS, Commands, whole
from panel_config import EVERYONE, THIS_MACHINE, benched

WHO = (THIS_MACHINE, EVERYONE)
EPILOG = """State lives in the folder TIDEMARK_HOME (.tidemark in the project unless set).
The first command fills it with the datasets that ship with the project."""
RUN_USAGE = """tidemark run QUERY [name=value ...] [--dataset NAME] [--version N]
                    [--where FIELD=a,b | FIELD=lo..hi ...] [--format table|csv|json]"""

SQL_CODES = "Exit codes: 0 answered, 1 the SQL is wrong, 2 denied, 3 stopped by a limit."
LAST_LINE = """The last line printed is one JSON object. BENCH_USERS, BENCH_SECONDS and BENCH_THINK are what the options
are unless given."""

PEERS = """BENCH_VENV names an environment that has duckdb-server, BENCH_NODE a folder with npm's @uwdata/mosaic-core;
without them Mosaic is left out."""


def read(line: list[str]) -> argparse.Namespace:
    """The command that `line` gives; a line that makes no sense ends the process with usage and exit code 2."""
    top = parser()
    given, rest = top.parse_known_args(line)
    strange = [word for word in rest if given.command != "run" or word.startswith("-")]
    if strange:
        top.error(f"unrecognized arguments: {' '.join(strange)}")
    if given.command == "run":
        given.arguments += rest
    return given


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        "tidemark",
        description="Compare central counterparties with their public quantitative disclosures.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in COMMANDS.values():
        add(commands)
    return top


def _serve(commands: Commands) -> None:
    serve = commands.add_parser("serve", help="serve the pages to browsers")
    serve.add_argument("--workers", type=whole, metavar="N", help="processes that serve (one for each core)")
    serve.add_argument("--address", metavar="A", help="address to listen on (localhost)")
    serve.add_argument("--port", type=int, metavar="N", help="port to listen on (5006); 0 takes any free one")
    serve.add_argument("--open-to", choices=WHO, metavar="WHOM", help="'everyone': serve others without sign-in")


def _ingest(commands: Commands) -> None:
    ingest = commands.add_parser("ingest", help="load disclosure files into a new version of the catalog")
    ingest.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="workbook, CSV, zip or folder of CSVs")
    ingest.add_argument("--dataset", metavar="NAME", help="dataset that the rows belong to (filed)")


def _demo_facts(commands: Commands) -> None:
    demo = commands.add_parser("demo-facts", help="make margin records up, as a dataset of the catalog")
    demo.add_argument("--rows", type=_count, default=10_000_000, metavar="N", help="records (10_000_000)")
    demo.add_argument("--dataset", default="margin_demo", metavar="NAME", help="dataset to make (margin_demo)")
    demo.add_argument("--seed", type=int, default=20260301, metavar="N", help="what is drawn from (20260301)")


def _run(commands: Commands) -> None:
    run = commands.add_parser("run", help="run one query and print its rows", usage=RUN_USAGE)
    run.add_argument("query", metavar="QUERY", help="name of a query, as im_ranking")
    run.add_argument("arguments", nargs="*", metavar="name=value", help="arguments of the query")
    run.add_argument("--dataset", metavar="NAME", help="dataset to ask (the query's own preference)")
    run.add_argument("--version", type=int, metavar="N", help="version of the catalog to ask (the current one)")
    run.add_argument(
        "--where",
        nargs="+",
        action="append",
        default=[],
        metavar="FIELD=…",
        help="a,b keeps rows whose FIELD is a or b; lo..hi those from lo to hi, ends included",
    )
    run.add_argument("--format", choices=FORMATS, default="table", help="how to print the rows (table)")


def _sql(commands: Commands) -> None:
    sql = commands.add_parser("sql", help="run a statement of your own and print its rows", epilog=SQL_CODES)
    sql.add_argument("text", metavar="SQL", help="one statement that reads; $name stands for a value")
    sql.add_argument("--value", nargs="+", action="extend", default=[], metavar="name=v", help="values of its $names")
    sql.add_argument("--timeout", type=_above, metavar="S", help="seconds that it may take (30)")
    sql.add_argument("--limit", type=whole, metavar="N", help="rows that are printed (10000)")
    sql.add_argument("--format", choices=FORMATS, default="table", help="how to print the rows (table)")


def _check(commands: Commands) -> None:
    check = commands.add_parser("check", help="look for mistakes in pages, queries and roles before they are served")
    check.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="pages, queries, roles or folders (all)")


def _datasets(commands: Commands) -> None:
    datasets = commands.add_parser("datasets", help="list what can be asked")
    datasets.add_argument("--format", choices=FORMATS, default="table", help="how to print the list (table)")


def _lake(commands: Commands) -> None:
    lake = commands.add_parser("lake", help="look after the lake that the catalog lies on")
    what = lake.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("clean", help="remove what killed writers have left, and merge small files; every version stays")


def _bench(commands: Commands) -> None:
    bench = commands.add_parser("bench", help="measure a brush, or a server with many readers")
    what = bench.add_subparsers(dest="what", metavar="WHAT", required=True)
    review = what.add_parser("review", help="from a brush to the patch for its eight charts, beside drawing anew")
    review.add_argument(
        "--steps", type=int, default=100, metavar="N", help="brushes, each a state not seen before (100)"
    )
    serve = what.add_parser("serve", help="start a server, put simulated readers on it, and measure", epilog=LAST_LINE)
    serve.add_argument("--users", type=whole, default=benched("users", "50"), metavar="N", help="readers (50)")
    serve.add_argument(
        "--seconds", type=_above, default=benched("seconds", "20"), metavar="S", help="how long they change things (20)"
    )
    serve.add_argument(
        "--think", type=_above, default=benched("think", "8"), metavar="S", help="between two changes of one reader (8)"
    )
    serve.add_argument("--workers", type=whole, metavar="N", help="workers of the server (as many as serve takes)")
    serve.add_argument(
        "--churn", type=whole, metavar="N", help="instead: open and close N sessions, and watch the memory"
    )
    sql = what.add_parser("sql", help="start a server, run SQL there, and let one reader's bombs off beside another")
    sql.add_argument("--bombs", type=whole, default=100, metavar="N", help="statements that must be ended (100)")
    brush = what.add_parser("brush", help="drag over margin records, through a server and in other ways", epilog=PEERS)
    brush.add_argument("--rows", type=_count, default=1_000_000, metavar="N", help="records (1_000_000)")
    brush.add_argument("--steps", type=whole, default=100, metavar="N", help="steps of a drag, 2 to 1825 (100)")
    brush.add_argument("--users", type=whole, default=1, metavar="N", help="then so many readers at once (1)")
    brush.add_argument(
        "--home", type=Path, metavar="DIR", help="folder of its own, where the records stay for next time"
    )
    brush.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    follow = what.add_parser("follow", help="hold a meeting at a server, over each bus, and measure who follows")
    follow.add_argument(
        "--followers", type=whole, nargs="+", default=[50], metavar="N", help="followers, of one meeting each (50)"
    )
    follow.add_argument("--steps", type=whole, default=20, metavar="N", help="brushes of a kind, 2 to 30 (20)")
    follow.add_argument("--postgres", default="", metavar="ADDRESS", help="PostgreSQL to use (one of its own)")


def _count(text: str) -> int:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value < 1e12 or value != int(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of rows, as 10_000_000 or 1e7")
    return int(value)


def _above(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value


COMMANDS: dict[str, Callable[[Commands], None]] = {
    "serve": _serve,
    "ingest": _ingest,
    "demo-facts": _demo_facts,
    "rollup": rollup_line.rollup,
    "run": _run,
    "sql": _sql,
    "check": _check,
    "datasets": _datasets,
    "bench": _bench,
    "audit": trail_line.audit,
    "verify": trail_line.verify,
    "lake": _lake,
    "deck": deck_line.deck,
    "backup": backup_line.backup,
    "restore": backup_line.restore,
    "store": store_line.store,
}
