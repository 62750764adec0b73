"""The confined process that reads one file: a task as JSON comes in, what was found goes out."""

from __future__ import annotations

import json
import os
import sys

from queries.own.confine import confine
from queries.own.reading import connected, done
from queries.own.task import Task

MEMORY, SECONDS, SIZE = 2 * 2**30, 60, 2**30
"""Bytes of addresses, seconds of a processor, bytes of a file that is written."""


def main() -> int:
    """Do the task that stands on standard input."""
    task = Task.plain(json.load(sys.stdin))
    os.chdir(task.work)
    connection = connected(task)
    confine(task.work, [task.path], MEMORY, SECONDS, SIZE)
    json.dump(done(task, connection), sys.stdout, ensure_ascii=False, allow_nan=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
