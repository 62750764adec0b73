"""What `tidemark audit` and `tidemark verify` understand."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
FORMATS = ("table", "csv", "json")
HEAD = "what the trail must hold, from a head that was kept elsewhere or a receipt code; may stand more than once"


def audit(commands: Commands) -> None:
    """Add `audit verify` and `audit search`."""
    trail = commands.add_parser("audit", help="search the audit trail, or check that it is as it was written")
    what = trail.add_subparsers(dest="what", metavar="WHAT", required=True)
    verify = what.add_parser("verify", help="name every line where the chain breaks; 1 if there is one")
    verify.add_argument("file", type=Path, nargs="?", metavar="FILE", help="trail to check (that of TIDEMARK_HOME)")
    verify.add_argument("--head", action="append", default=[], metavar="SEQ:MAC", help=HEAD)
    search = what.add_parser("search", help="print records, the newest first")
    search.add_argument("words", nargs="*", metavar="WORD", help="what a record must hold, all of it")
    search.add_argument("--actor", default="", metavar="NAME", help="who did it")
    search.add_argument("--kind", default="", metavar="KIND", help="shown, exported, denied, 'signed in', ingested …")
    search.add_argument("--since", default="", metavar="TIME", help="from then on: 2026-11-22 or 2026-11-22T14:30, UTC")
    search.add_argument("--until", default="", metavar="TIME", help="up to then, included")
    search.add_argument("--most", type=whole, default=1000, metavar="N", help="print no more than N (1000)")
    search.add_argument("--format", choices=FORMATS, default="table", help="how to print the records (table)")


def verify(commands: Commands) -> None:
    """Add `verify`."""
    verify = commands.add_parser("verify", help="draw again what a receipt stands for; 0 if it is identical, else 1")
    verify.add_argument("code", nargs="+", metavar="CODE", help="receipt code, as TM-7K3Q-XM2P-9D4E")


def whole(text: str) -> int:
    """A whole number above 0."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
