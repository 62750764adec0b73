"""The charts of the benchmark page, drawn once a test run from the shipped catalog."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from apps.board import Board
from apps.page import FOLDER, Page, read
from apps.rights import Rights
from apps.scene import Stage
from apps.shell import shell
from apps.state import State
from auth.actor import Actor
from auth.policy import Policy
from components.cells import Event
from components.drawn import Drawn
from queries.engine import Engine
from queries.query import read_all
from queries.selection import Clause, Selection
from tests.catalogs import shipped

CHARTS = ("im_trend", "im_ranking", "spikes", "waterfall", "cover2", "correlation", "peak_ratio", "summary")
RIGHTS = Rights.every(("benchmark", "published"))
SHORTS = ("LCH", "CME", "ICE", "JSCC", "KRX", "ASX")
TITLES = {"benchmark": "Global benchmark", "published": "Published"}
QUARTERS = tuple(f"{year}Q{q}" for year in (2023, 2024, 2025) for q in (1, 2, 3, 4))


@functools.cache
def engine() -> Engine:
    return Engine(shipped())


@functools.cache
def local() -> Actor:
    return Policy.read().local()


def somebody(name: str, *roles: str) -> Actor:
    """One who signed in, with these roles of those that ship."""
    return Policy.read().actor(name, name.title(), [f"tidemark-{role}s" for role in roles])


@functools.cache
def page() -> Page:
    return read(FOLDER / "benchmark.yaml", engine(), read_all())


@functools.cache
def board() -> Board:
    return Board(page(), engine())


@functools.cache
def stage() -> Stage:
    return Stage(board(), shell(page(), TITLES))


def state(*clauses: Clause, dataset: str = "krx_case", my_ccp: str = "KRX") -> State:
    """A state of the benchmark page in which `clauses` are brushed."""
    return State("benchmark", dataset, my_ccp, engine().opened().version.number, {}, Selection(clauses))


def chart(name: str) -> Drawn:
    drawn = board().drawn(name, state())
    assert isinstance(drawn, Drawn)
    return drawn


def point(field: str, *values: str, source: str = "test") -> Clause:
    return Clause(source, field, "point", values)


def quarters(low: str, high: str, source: str = "test") -> Clause:
    return Clause(source, "quarter", "interval", (low, high))


def box(model: str, x0: float, x1: float, y0: float, y1: float, final: bool = True) -> Event:
    """A dragged box as BokehJS sends it."""
    ends = [["type", "rect"], ["x0", x0], ["x1", x1], ["y0", y0], ["y1", y1]]
    return told("selectiongeometry", model, ["geometry", {"type": "map", "entries": ends}], ["final", final])


def tap(model: str, x: float, y: float) -> Event:
    """A click as BokehJS sends it."""
    return told("tap", model, ["sx", 10], ["sy", 20], ["x", x], ["y", y])


def said(model: str, **message: Any) -> Event:
    """What one of our own components says, as Panel's part of BokehJS sends it."""
    return told("data_event", model, ["data", {"type": "map", "entries": [[k, v] for k, v in message.items()]}])


def chosen(model: str, attribute: str, value: Any) -> Event:
    """An attribute that was changed in the browser, as BokehJS sends it."""
    return {"kind": "ModelChanged", "model": {"id": model}, "attr": attribute, "new": value}


def told(name: str, model: str, *entries: list[Any]) -> Event:
    values = {"type": "map", "entries": [["model", {"id": model}], *entries]}
    event = {"type": "event", "name": name, "values": values}
    return {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping within a serialised value."""
    if isinstance(value, dict):
        yield value
        yield from (each for item in value.values() for each in walk(item))
    elif isinstance(value, list | tuple):
        yield from (each for item in value for each in walk(item))
