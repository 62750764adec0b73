"""`tidemark sql`: a statement of one's own, by the way that the pages take."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace

from apps import setup
from apps.rows import written
from apps.workspace.asked import Asked, Ground
from data.store import Store
from panel_config import Settings
from queries.answer import EXPORTED, SHOWN, Asker
from queries.engine import Engine
from queries.figures import distinct
from queries.library.history import History, Run, fresh
from queries.query import QueryError
from queries.sandbox.client import LOST, running
from queries.sandbox.event import Done, Event, Fault
from queries.sandbox.job import RUN, Job, Limits, Reach
from queries.sandbox.table import table

ASKER = Asker(view="command line")
CODES = {"wrong": 1, "denied": 2, "stopped": 3, "lost": 1}
"""Exit codes by what is wrong."""


def sql(given: Namespace, settings: Settings) -> int:
    """Print the rows of a statement. 0: answered; 1: the SQL is wrong; 2: denied; 3: stopped by a limit."""
    engine = setup.engine(settings)
    ground = _ground(engine, settings)
    asked = Asked(fresh(), "command line", "run", given.text, 0, len(given.text), _values(given.value))
    end = _followed(asked, _job(given, settings, ground, asked))
    if isinstance(end, Fault):
        return _refused(settings, asked, end)
    frame = distinct(table(asked.columns, asked.rows))
    receipt = ground.receipt(asked, asked.given)
    (code,) = engine.record([(ASKER, receipt)], SHOWN if given.format == "table" else EXPORTED)
    _note(settings, ground, asked, end, code)
    print(written(frame, given.format))
    if end.more:
        whole = "" if end.total is None else f" of {end.total:,}"
        print(f"the first {end.rows:,} rows{whole}; --limit N prints more", file=sys.stderr)
    print(f"receipt {code}", file=sys.stderr)
    return 0


def _ground(engine: Engine, settings: Settings) -> Ground:
    """The current version of what the settings entitle to."""
    opened = engine.opened()
    reach = Reach(engine.catalog.path(opened.version), opened.files())
    return Ground(settings.entitlement, opened.version, reach, None)


def _values(words: list[str]) -> dict[str, str | int | float | bool | None]:
    """What `--value name=v` says: numbers and truth where it can be read as one, else text."""
    for word in words:
        if "=" not in word:
            raise QueryError(f"--value {word!r}: write name=value")
    return {name: _value(text) for name, _, text in (word.partition("=") for word in words)}


def _value(text: str) -> str | int | float | bool:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text, text)


def _job(given: Namespace, settings: Settings, ground: Ground, asked: Asked) -> Job:
    seconds = given.timeout or settings.sql_seconds
    limits = Limits(seconds, given.limit or settings.sql_rows, RUN.bytes, settings.sql_memory_mb * 2**20)
    return Job("run", ASKER.actor, asked.text, ground.reach, 0, len(asked.text), asked.given, limits=limits)


def _followed(asked: Asked, job: Job) -> Done | Fault:
    """The end of the job; `asked` has what came before it."""
    end: Event = LOST
    with running(1) as sandbox:
        for event in sandbox.told(job):
            end = event
            asked.take(event)
    return end if isinstance(end, Done | Fault) else LOST


def _refused(settings: Settings, asked: Asked, fault: Fault) -> int:
    """Say in one line why there is no answer; what was denied is written down."""
    if fault.kind == "denied":
        setup.audit(settings).event("denied", ASKER.actor, page="", reason=fault.message, **asked.about)
    where = "" if fault.position is None else f"{_place(asked.text, fault.position)}: "
    print(f"tidemark: {where}{fault.message}", file=sys.stderr)
    return CODES[fault.kind]


def _place(text: str, position: int) -> str:
    before = text[:position]
    return f"line {before.count(chr(10)) + 1}, column {position - before.rfind(chr(10))}"


def _note(settings: Settings, ground: Ground, asked: Asked, end: Done, code: str) -> None:
    """Keep the run in the history: `tidemark verify` finds the statement there."""
    store = Store(settings.home, settings.store)
    store.upgrade()
    run = Run(asked.id, ASKER.actor, asked.query.sql, asked.given, ground.entitlement, ground.version.number)
    History(store).add(replace(run, began=asked.began, seconds=end.seconds, rows=end.rows, code=code))
    store.close()
