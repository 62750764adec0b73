"""The confined process that writes one file: lines of JSON come in, what is done is told, the file stays in its folder.

The first line is the order, then a line a slide, and at the end how many there were: without that, the deck is not
whole, and no file is made to look as if it were. What goes wrong is one sentence on standard error.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Protocol

from apps.pack.leaf import Leaf, Order, PackError
from apps.pack.voice import foreseen, heard, said, tell, written

MEMORY, SECONDS, SIZE = 3 * 2**30, 600, 2**30
"""Bytes of addresses, seconds of a processor, bytes of a file."""


class Writing(Protocol):
    """A file of one kind that is being written."""

    def add(self, leaf: Leaf) -> None:
        """Add a slide."""

    def end(self, path: Path) -> None:
        """Write the file."""


def main() -> int:
    """Write what standard input asks for."""
    lines = sys.stdin.buffer
    order = Order.plain(json.loads(lines.readline()))
    os.environ["MPLCONFIGDIR"] = order.work
    os.chdir(order.work)
    writing, confine, fonts = begun(order)
    confine(Path(order.work), fonts, MEMORY, SECONDS, SIZE)
    path, slide = Path(order.work) / f"whole.{order.format}", 0
    try:
        for slide, told in enumerate(heard(lines), 1):
            writing.add(Leaf.plain(told))
            tell(done=slide)
        writing.end(path)
        return written(path)
    except PackError as error:
        return said(f"slide {slide}: {error}")
    except Exception as error:
        unknown = f"slide {slide} could not be written ({type(error).__name__}): leave it out, or tell its maker"
        return said(foreseen(error) or unknown)


def begun(order: Order) -> tuple[Writing, Any, list[Path]]:
    """The file, all that writes it loaded; what confines this process, and the files that it reads then."""
    from apps.pack.paper.face import BOLD, REGULAR, face
    from apps.pack.paper.picture import settle
    from queries.own.confine import confine

    if order.format == "xlsx":
        from apps.pack.xlsx import Xlsx

        return Xlsx(order), confine, []
    settle()
    face(), face(True)
    if order.format == "pdf":
        from apps.pack.pdf import Pdf

        return Pdf(order), confine, [REGULAR, BOLD]
    from apps.pack.pptx import Pptx

    return Pptx(order), confine, [REGULAR, BOLD]


if __name__ == "__main__":
    sys.exit(main())
