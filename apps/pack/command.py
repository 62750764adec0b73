"""`tidemark deck export`: a deck as a file, as the server makes it."""

from __future__ import annotations

import asyncio
import shutil
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apps.board import Board
from apps.pack.leaf import PackError
from apps.pack.making import Making
from apps.pack.wish import Wish
from apps.present.deck import Deck
from queries.answer import EXPORTED
from queries.trail.audit import Audit

ACTOR = "local"


def export(given: Namespace, deck: Deck, pages: Mapping[str, Board], audit: Audit) -> int:
    """Write the file, and print its name and receipt; 1, with the reason, if it cannot be written."""
    wish = Wish(deck, given.format, given.language, given.notes)
    out: Path = given.out or Path(wish.name)
    try:
        code = asyncio.run(_made(wish, pages, audit, out))
    except PackError as error:
        print(f"tidemark: {error}", file=sys.stderr)
        return 1
    print(out)
    print(f"receipt {code}", file=sys.stderr)
    return 0


async def _made(wish: Wish, pages: Mapping[str, Board], audit: Audit, out: Path) -> str:
    """The code of the record that the file left. Nothing stands at `out` unless the file is whole and recorded."""
    with TemporaryDirectory(prefix="tidemark-") as folder:
        making = Making(wish, ACTOR, pages.get, _off, lambda done: None, Path(folder), audit)
        packed = await making.made()
        about = {**wish.about(), "bytes": packed.bytes, "sha256": packed.sha256, "receipts": making.codes}
        code = audit.event(EXPORTED, ACTOR, page="present", **about)
        shutil.move(packed.path, out)
    return code


def _off(work: Callable[[], Any]) -> asyncio.Future[Any]:
    return asyncio.get_running_loop().run_in_executor(None, work)
