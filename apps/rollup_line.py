"""What `tidemark rollup` understands."""

from __future__ import annotations

import argparse
from pathlib import Path

from apps.trail_line import Commands

ENGINES = ("duckdb", "spark")
EPILOG = """The records are to be reachable by the same paths from every worker of the cluster, and the folder
TIDEMARK_HOME too. With neither --records nor --dataset, the queries are looked through: which are portable, and why
others are not."""


def rollup(commands: Commands) -> None:
    """Add `rollup`."""
    rollup = commands.add_parser("rollup", help="make margin records a dataset, rolled up by an engine", epilog=EPILOG)
    rollup.add_argument("--engine", choices=ENGINES, default="duckdb", help="what works the roll-ups out (duckdb)")
    rollup.add_argument(
        "--records", type=Path, nargs="+", metavar="PATH", help="Parquet or CSV files, or folders of them"
    )
    rollup.add_argument("--dataset", metavar="NAME", help="dataset that then holds these records, and no others")
    where = rollup.add_mutually_exclusive_group()
    where.add_argument("--master", default="", metavar="URL", help="standalone cluster, as spark://host:7077")
    where.add_argument("--remote", default="", metavar="URL", help="Spark Connect, as sc://host:15002")
    rollup.add_argument(
        "--conf",
        type=_setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="setting of Spark; may repeat",
    )
    rollup.add_argument(
        "--python", type=Path, default=Path("build/spark/bin/python"), metavar="FILE", help="Python that has pyspark"
    )


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.startswith("spark."):
        raise argparse.ArgumentTypeError(f"{text!r} is not as spark.executor.memory=4g")
    return name, value
