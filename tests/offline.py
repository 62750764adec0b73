"""A deck in a file, made from the shipped figures: three linked charts, two slides, two languages."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from apps.board import Board
from apps.pack.offline import file
from apps.pack.offline.asking import Asking
from apps.pack.offline.content import Shown, content
from components.drawn import Drawn
from queries.selection import Clause
from tests.charts import board, page, quarters, state

CHARTS = ("im_trend", "im_ranking", "spikes")
PAYLOAD = "</script><script>document.title = 'broken'</script><img src=x onerror=document.title='broken'>"
TARIFF = quarters("2025Q1", "2025Q1")


@functools.cache
def three() -> Board:
    """The page with three of its charts."""
    views = page().views
    return Board(replace(page(), views={name: views[name] for name in CHARTS}), board().engine)


@functools.cache
def asking(name: str) -> Asking:
    """One chart of the whole page."""
    drawn = board().drawn(name, state(my_ccp="KRX"))
    assert isinstance(drawn, Drawn)
    return Asking(board(), drawn, state(my_ccp="KRX"))


def words(title: str, narrative: str = "What it shows.") -> dict[str, dict[str, str]]:
    """The words of a slide, in both languages."""
    said = {"narrative": narrative, "points": "One\nTwo", "page": "Benchmark", "badge": "data version 1"}
    return {"en": {**said, "title": title}, "ko": {**said, "title": "초기증거금", "points": "하나\n둘"}}


@functools.cache
def held() -> dict[str, Any]:
    """What the file holds: all charts with nothing brushed, and one chart alone under a brush."""
    slides = [
        Shown("all", state(my_ccp="KRX"), "", words(PAYLOAD, PAYLOAD)),
        Shown("tariff", state(TARIFF, my_ccp="KRX"), "im_ranking", words("The tariff quarter")),
    ]
    made = content(slides, lambda _: three(), "local", ["en", "ko"])
    return made | {"title": {"en": f"Review {PAYLOAD}", "ko": "검토"}, "made": "2026-01-02 03:04 UTC", "versions": "1"}


@functools.cache
def text() -> str:
    """The file."""
    return file.page(held())


def point(field: str, *values: str) -> Clause:
    """Some values that are brushed."""
    return Clause("", field, "point", values)
