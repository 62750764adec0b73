"""The process that writes one file: it asks an engine of its own, tells how far it is, and ends with its parent."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path

from apps.board import Board
from apps.pack.offline.content import Shown, content
from apps.pack.offline.file import page
from apps.pack.offline.order import Leaf, Order
from apps.pack.voice import foreseen, heard, said, tell, written
from apps.page import FOLDER, read
from apps.trouble import TOLD, logged
from data.catalog import Catalog
from data.entitlement import catalog
from queries.engine import Engine
from queries.query import read_all

NICER, MEMORY, DIES = 10, 4 * 2**30, 1


def main() -> int:
    """Write what standard input asks for; 3 and one sentence if that fails."""
    ctypes.CDLL(None).prctl(DIES, signal.SIGKILL, 0, 0, 0)
    os.nice(NICER)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    lines = sys.stdin.buffer
    order = Order.plain(json.loads(lines.readline()))
    try:
        return written(made(order, [Leaf.plain(told).slide for told in heard(lines)]))
    except TOLD as error:
        return said(str(error))
    except Exception as error:
        return said(foreseen(error) or unforeseen(error, Path(order.home)))


def unforeseen(error: Exception, home: Path) -> str:
    """What the reader is told of an error whose own words are for the log."""
    logged(error, home)
    return f"a slide could not be written ({type(error).__name__}): leave it out, or tell its maker"


def made(order: Order, slides: list[Shown]) -> Path:
    """The file; the receipts of its charts are told."""
    boards = Boards(order)
    held = content(slides, boards.board, order.actor, order.languages, lambda done: tell(done=done))
    held |= {"title": dict(order.title), "made": order.made, "versions": order.versions}
    path = Path(order.work) / "whole.html"
    path.write_text(page(held), encoding="utf-8")
    for chart in held["charts"].values():
        tell(codes=[code for code in chart.get("codes", []) if code])
    return path


class Boards:
    """The pages of the installation, as an entitlement sees them."""

    def __init__(self, order: Order) -> None:
        home = Path(order.home)
        self.whole = Engine(Catalog(home))
        self.engine = Engine(catalog(home, order.entitlement), order.audit.record, order.entitlement)

    def board(self, name: str) -> Board | None:
        """A page; None for one of a reader's own, which only the server can show."""
        path = FOLDER / f"{name}.yaml"
        known = path in FOLDER.glob("*.yaml")
        return Board(read(path, self.whole, read_all()), self.engine) if known else None


if __name__ == "__main__":
    sys.exit(main())
