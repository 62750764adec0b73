"""The tiers: arrays that answer at once, built in the background, and roll-ups that answer sooner than the facts."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from queries.tiers import cells, finished, inner, prefix
from queries.tiers.axis import CutError
from queries.tiers.dense import TooLargeError
from queries.tiers.groups import Arrays
from queries.tiers.plan import Plan, plan
from queries.tiers.question import Question
from queries.tiers.shape import Shape, shape
from queries.tiers.shelf import Shelf
from queries.tiers.source import Source
from queries.tiers.statement import Statement
from queries.tiers.tier import Result, Tier
from queries.tiers.totals import CancelledError

LOGGER = logging.getLogger(__name__)
TOUCHED = 5.0
"""Seconds after which the use of arrays is noted again."""
CALM, PATIENCE = 0.03, 1.0
"""Seconds without a reader's statement after which building goes on, and after which it goes on in any case."""
MOST_WAITING = 64
MOST_REFUSED = 4096

Kept = finished.Finished | prefix.Prefix | cells.Cells | inner.Inner
Build = Callable[[Plan, Statement], Arrays]
Open = Callable[[Mapping[str, Any], Plan, Shape, Source], Kept]
FORMS: dict[str, tuple[Build, Open]] = {
    "finished": (finished.build, finished.Finished),
    "prefix": (prefix.build, prefix.Prefix),
    "cells": (cells.build, cells.Cells),
    "inner": (inner.build, inner.Inner),
}


class Entry(NamedTuple):
    """Arrays that are ready, their name, and when their use was last noted."""

    kept: Kept
    name: str
    touched: list[float]


class Wish(NamedTuple):
    """Arrays that are to be built for a query."""

    question: Question
    plan: Plan
    shape: Shape
    source: Source


class Tiers:
    """Arrays under `folder`, shared with every process, of at most `budget` bytes. Safe to share between threads.

    A thread of its own builds them; it starts with the first wish, so that a process may fork before.
    """

    def __init__(self, folder: Path, budget: int) -> None:
        self.budget = budget
        self._shelf = Shelf(folder, budget)
        self._shapes: dict[str, Shape] = {}
        self._ready: dict[Hashable, Entry] = {}
        self._refused: OrderedDict[Hashable, None] = OrderedDict()
        self._waiting: OrderedDict[Hashable, tuple[Question, Source]] = OrderedDict()
        self._changed = threading.Condition()
        self._builder: threading.Thread | None = None
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._closed = False
        self._statements = 0
        self._stated = 0.0

    def __len__(self) -> int:
        return len(self._ready)

    @property
    def bytes(self) -> int:
        """What the arrays of all processes take."""
        return self._shelf.bytes

    def quick(self, question: Question, source: Source) -> Result | None:
        """The answer, if arrays that are ready hold it exactly; else None. Asks no database and waits for nobody."""
        began = time.perf_counter()
        known = self._shapes.get(question.query.hash)
        if known is None or not source.known:
            return None
        asked = plan(question, known, source)
        entry = self._ready.get(asked.key) if asked else None
        if asked is None or entry is None:
            return None
        self._touch(asked.key, entry, began)
        try:
            columns, rows = entry.kept.answer(asked)
        except (CutError, CancelledError):
            return None
        fields = tuple(clause.field for clause in asked.moving)
        return Result(columns, Tier(entry.kept.tier, fields, rows, time.perf_counter() - began))

    def want(self, question: Question, source: Source) -> bool:
        """Have what would make the question quick built in the background; False if it is known that nothing can."""
        key = self._key(question, source)
        with self._changed:
            if key is None or key in self._refused or self._closed:
                return False
            if key in self._ready:
                return True
            self._waiting[key] = question, source
            self._waiting.move_to_end(key)
            if len(self._waiting) > MOST_WAITING:
                self._waiting.popitem(last=False)
            if self._builder is None or not self._builder.is_alive():
                self._builder = threading.Thread(target=self._work, name="tiers", daemon=True)
                self._builder.start()
            self._changed.notify_all()
        return True

    def build(self, question: Question, source: Source) -> bool:
        """Build what would make the question quick, now; False if nothing can."""
        wish = self._wish(question, source)
        return wish is not None and self._build(wish)

    def rolled(self, question: Question, source: Source) -> tuple[str, dict[str, Any]] | None:
        """The question as SQL over a roll-up, and its values; None if no roll-up has all that it needs."""
        known = self._shape(question, source)
        outside = [clause.field for clause in question.clauses if clause.field not in source.columns]
        if known.reason or any(field in known.root.names for field in outside):
            return None
        clauses = tuple(clause for clause in question.clauses if clause.field in source.columns)
        found = Statement(source, known, clauses, source.cursor()).rolled()
        return None if found is None else (found[0], {**question.bound, **found[1]})

    @contextmanager
    def statement(self) -> Iterator[None]:
        """While a reader waits for a statement. Building leaves it the processors."""
        with self._changed:
            self._statements += 1
        try:
            yield
        finally:
            with self._changed:
                self._statements -= 1
                self._stated = time.monotonic()

    def close(self) -> None:
        """Stop building, and let go of what is mapped."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        if self._cursor is not None:
            self._cursor.interrupt()
        if self._builder is not None:
            self._builder.join(5)
        self._ready.clear()

    def _shape(self, question: Question, source: Source) -> Shape:
        if question.query.hash not in self._shapes:
            self._shapes[question.query.hash] = shape(question.query, source)
        return self._shapes[question.query.hash]

    def _key(self, question: Question, source: Source) -> Hashable:
        """What the arrays for a question are known by, None if there are none; its own key while that is not known."""
        known = self._shapes.get(question.query.hash)
        if known is None or not source.known:
            return (question.query.hash, question.version, question.dataset, question.clauses, question.entitlement)
        asked = plan(question, known, source)
        return None if asked is None else asked.key

    def _wish(self, question: Question, source: Source) -> Wish | None:
        known = self._shape(question, source)
        asked = plan(question, known, source)
        return None if asked is None or asked.key in self._refused else Wish(question, asked, known, source)

    def _touch(self, key: Hashable, entry: Entry, at: float) -> None:
        if at - entry.touched[0] > TOUCHED:
            entry.touched[0] = at
            if not self._shelf.touch(entry.name):
                self._ready.pop(key, None)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
            self._calm()
            with self._changed:
                if self._closed:
                    return
                key, wish = next(reversed(self._waiting.items()))
            try:
                self.build(*wish)
            except Exception as error:
                self._fail(key, wish[0], error)
            with self._changed:
                self._waiting.pop(key, None)

    def _calm(self) -> None:
        end = time.monotonic() + PATIENCE
        while (now := time.monotonic()) < end and (self._statements or now - self._stated < CALM):
            time.sleep(CALM / 3)

    def _build(self, wish: Wish) -> bool:
        """Make the arrays of a wish ready; False if they cannot be."""
        key, name = wish.plan.key, wish.plan.name
        if key in self._ready:
            return True
        build, opened = FORMS[wish.plan.form]
        try:
            self._cursor = cursor = wish.source.cursor()
            statement = Statement(wish.source, wish.shape, wish.plan.filters, cursor)
            arrays = self._shelf.take(name, wish.plan.text, lambda: build(wish.plan, statement))
            self._ready[key] = Entry(opened(arrays, wish.plan, wish.shape, wish.source), name, [time.perf_counter()])
        except TooLargeError:
            self._refuse(key)
        except Exception as error:  # whatever fails here, the query itself still answers
            self._fail(key, wish.question, error)
        self._forget()
        return key in self._ready

    def _fail(self, key: Hashable, question: Question, error: Exception) -> None:
        if not self._closed:
            LOGGER.warning("no arrays for %s: %s", question.query.name, str(error).partition("\n")[0])
        if not isinstance(error, duckdb.IOException):  # what cannot be read now may be read when it is asked again
            self._refuse(key)

    def _refuse(self, key: Hashable) -> None:
        self._refused[key] = None
        if len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)

    def _forget(self) -> None:
        """Let go of the arrays whose files are gone."""
        held = self._shelf.names
        for key, entry in list(self._ready.items()):
            if entry.name not in held:
                self._ready.pop(key, None)
