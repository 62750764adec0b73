"""A process for one job: it opens what may be read, gives up everything else, does the job, and ends."""

from __future__ import annotations

import gc
import os
import signal
import socket
from importlib import import_module
from typing import NoReturn

import duckdb

from queries.sandbox.confine import apart, confined
from queries.sandbox.event import Fault
from queries.sandbox.held import Held
from queries.sandbox.job import Job, Reach
from queries.sandbox.prepared import prepared
from queries.sandbox.sending import Outlet
from queries.sandbox.watch import Watch
from queries.sandbox.wire import received
from queries.sandbox.work import Work

REHEARSED = "SELECT 1"
"""What a booth does before there is anybody to wait for it."""
READY = b"o"
"""What a booth says first: it is open."""
FORMATTER = "sqlglot.dialects.duckdb"
OUT_OF_MEMORY = 3
"""Exit code of a booth that had no memory left to say so."""
SHARE = 0.8
"""Of the memory that a job may take, what DuckDB may plan with."""
UNREADABLE = Fault("lost", "The data cannot be read. Run it again.")


def live(stream: socket.socket, reach: Reach, begun: duckdb.DuckDBPyConnection) -> NoReturn:
    """Be a booth for what `stream` will say, with the catalog and the facts of `reach` open; never returns.

    `begun` is the database that came with the fork, with nothing in it.
    """
    code = 1
    try:
        _serve(_alone(stream), reach, begun)
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)


def _alone(stream: socket.socket) -> socket.socket:
    """Let go of all that came with the fork, but of `stream`."""
    gc.disable()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.dup2(stream.detach(), 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (1, 2):
        os.dup2(nowhere, handle)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.chdir("/")
    return socket.socket(fileno=0)


def _serve(stream: socket.socket, reach: Reach, begun: duckdb.DuckDBPyConnection) -> None:
    apart()
    outlet = Outlet(stream)
    try:
        held = Held.open(reach.catalog, reach.facts, begun)
        rehearse(held, reach)
        outlet.send(READY)
        job = Job.read(received(stream))
        if job.kind == "format":
            import_module(FORMATTER)
        held.add(job.reach)
        held.lock(int(job.limits.memory * SHARE))
    except (duckdb.Error, IndexError):
        return outlet.tell(UNREADABLE)
    watch = Watch(held.connection, job.limits.seconds, outlet.tell)
    watch.start()
    confined(job.limits.memory, job.limits.seconds)
    outlet.tell(Work(held, job, outlet, watch).end())


def rehearse(held: Held, reach: Reach) -> None:
    """Touch what every job touches: a fork copies each page of memory when it is first written."""
    job = Job.read(Job("run", "", REHEARSED, reach).written())
    statement = prepared(held, job)
    for sql in (f"DESCRIBE {statement.sql}", statement.sql):
        held.connection.execute(sql).fetchall()
