"""The shipped deck as one file, by the process that writes it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from apps.board import Board
from apps.pack.making import Making
from apps.pack.wish import HTML, Wish
from apps.present import shipped
from data.catalog import Catalog
from queries.engine import Engine
from queries.trail.audit import Audit
from tests.charts import page


@pytest.mark.long
def test_the_shipped_deck_is_a_file_of_which_every_receipt_is_in_the_trail(own_home: Path, tmp_path: Path) -> None:
    audit, deck, done = Audit(own_home), shipped.decks()["krx"], list[int]()
    board = Board(page(), Engine(Catalog(own_home), audit.record))
    (tmp_path / "work").mkdir()

    async def made() -> Making:
        with ThreadPoolExecutor(1) as pool:
            loop = asyncio.get_running_loop()
            making = Making(
                *(Wish(deck, HTML, "ko"), "reader", lambda name: board if name == "benchmark" else None),
                *(lambda work: loop.run_in_executor(pool, work), done.append, tmp_path / "work", audit),
            )
            packed = await making.made()
            assert hashlib.sha256(packed.path.read_bytes()).hexdigest() == packed.sha256 and packed.bytes < 6_000_000
            return making

    making = asyncio.run(made())
    text = (tmp_path / "work" / "whole.html").read_text()
    inside = re.search(r'<script type="application/json" id="content">(.*?)</script>', text, re.DOTALL)
    assert inside and not [slide for slide in json.loads(inside[1])["slides"] if slide["words"]["ko"]["notes"]]
    assert json.loads(inside[1])["languages"] == ["ko", "en"] and max(done) == len(deck.slides)
    written = {json.loads(line)["code"] for line in audit.path.read_text().splitlines()}
    assert len(making.codes) > 100 and set(making.codes) <= written
