"""Pages with charts that readers have pinned, checked as those of page files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from apps.page import Page, settings_of, view
from apps.spec import PageError, Spec
from components.theme import HEIGHT
from components.view import View
from queries.engine import Engine
from queries.library.pins import Pin
from queries.query import Query, read_all
from queries.written import own_query, plain

BOARD = "board"
"""The name of a reader's own board, as a page."""


@cache
def shipped() -> Mapping[str, Query]:
    """The queries that Tidemark ships."""
    return read_all()


def bare(page: Page) -> Page:
    """`page` without what was pinned to it."""
    own = {name: each for name, each in page.views.items() if name not in page.pins}
    return replace(page, views=own, pins={})


def pinned(page: Page, pins: Sequence[Pin], engine: Engine, owner: str = "") -> Page:
    """`page` with `pins` after its own charts; queries may read the own tables of `owner`."""
    page = bare(page)
    made = {slot(page, pin.name): pin for pin in pins}
    tried = {name: chart(pin, name, engine, owner) for name, pin in made.items()}
    views = {name: each for name, (each, _) in tried.items()}
    return replace(page, views={**page.views, **views}, pins={name: reason for name, (_, reason) in tried.items()})


def slot(page: Page, name: str) -> str:
    """What a pin is called on a page, whose own charts keep their names."""
    return f"{name}_pinned" if name in page.views else name


def board(pins: Sequence[Pin], engine: Engine, owner: str) -> Page:
    """The own board of `owner`."""
    return pinned(Page(BOARD, "My board", "krx_case", "KRX", HEIGHT, (), {}), pins, engine, owner)


def chart(pin: Pin, name: str, engine: Engine, owner: str) -> tuple[View, str]:
    """The chart of a pin, and why it cannot be shown; nothing if it can be tried."""
    problems: list[str] = []
    try:
        own = own_query(pin.query, owner) if pin.query else None
        queries = {**shipped(), **({own.name: own} if own else {})}
        made = view(Spec.of(name, pin.block, problems), name, engine, queries)
    except PageError as error:
        made, problems = None, error.problems
    except ValueError as error:
        made, problems = None, [f"{name}: {error}"]
    return (made, "") if made else (standing_in(pin, name), said(problems))


def taken(each: View, name: str, arguments: Mapping[str, Any]) -> Pin:
    """A chart as a pin of that name, with the arguments that it is shown with."""
    kind = type(each)
    said = {key: getattr(each, key) for key in settings_of(kind)}
    said["arguments"] = {**each.arguments, **arguments}
    settings = {key: value for key, value in said.items() if value != kind.param[key].default}
    query = plain(replace(each.query, name=name)) if each.query.own else {}
    return Pin(name, {kind.__name__.lower(): name if query else each.query.name, **settings}, query)


def standing_in(pin: Pin, name: str) -> View:
    """What stands where a chart cannot."""
    title = str(pin.block.get("title") or pin.name)
    return View(name=name, query=Query.written(name, "", {}, {}, {}), title=title, unit="")


def said(problems: Sequence[str]) -> str:
    """What is wrong with a block, without the place in a file that nobody has."""
    first = problems[0].splitlines()[0] if problems else "unknown"
    place, _, rest = first.partition(": ")
    return f"This chart cannot be shown: {rest or place}"
