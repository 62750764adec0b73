"""Decks of the benchmark page, and what is made of them without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from apps.board import Board
from apps.pack.leaf import Leaf
from apps.pack.making import Making
from apps.pack.packing import Packed
from apps.pack.wish import Wish
from apps.present.deck import Deck, Slide, slide
from queries.selection import Clause
from queries.trail.audit import Audit
from tests import charts

QUARTER = Clause("im_trend", "quarter", "interval", ("2024Q1", "2024Q2"))


def spoken(en: str, ko: str) -> MappingProxyType[str, str]:
    return MappingProxyType({"en": en, "ko": ko})


def of(number: int, focus: str, title: str = "", **words: Any) -> Slide:
    """A slide that shows one chart of the page, brushed."""
    given = slide(f"s{number}", charts.state(QUARTER), title or f"Chart {focus}", focus)
    return replace(given, **{name: MappingProxyType({"": text}) for name, text in words.items()})


def deck(*slides: Slide) -> Deck:
    return Deck("review", spoken("Quarterly review", "분기 검토"), "local", (), 3, None, slides)


def made(wish: Wish, work: Path, shown: Callable[[str], Board | None] | None = None) -> tuple[Packed, list[int]]:
    """The file, by the very process that the server starts, and how it went on."""
    work.mkdir()
    heard: list[int] = []

    async def story() -> Packed:
        def off(work: Callable[[], Leaf]) -> asyncio.Future[Leaf]:
            return asyncio.get_running_loop().run_in_executor(None, work)

        pages = shown or (lambda page: charts.board() if page == "benchmark" else None)
        return await Making(wish, "local", pages, off, heard.append, work, Audit(work)).made()

    return asyncio.run(story()), [done for done in heard if done > 0]
