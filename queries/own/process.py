"""Starts confined processes, each in a copy of this very package, with nothing of this one's environment."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from queries.own.task import Task
from queries.own.trouble import OwnError

ROOT = Path(__file__).parents[2]
"""Where the running package lies: another copy of it may be installed."""
PROGRAM = "import sys; sys.path.insert(0, {root!r}); from {module} import main; sys.exit(main())"
PATIENCE = 90.0
"""Seconds that reading a file may take."""
LONGEST = 8 * 2**20
"""Bytes of an answer."""
SLOW = f"reading the file takes longer than {PATIENCE:.0f} seconds: split it, or write it as Parquet"
HEAVY = "the file takes more memory than one may: split it, or write it as Parquet"


def command(module: str) -> list[str]:
    """The line that runs the `main` of a module."""
    return [sys.executable, "-I", "-c", PROGRAM.format(root=str(ROOT), module=module)]


def read(task: Task, patience: float = PATIENCE) -> dict[str, Any]:
    """What came of a task; raise OwnError where its process ended before it could say. For threads: it waits."""
    asked = json.dumps(task.written()).encode()
    line = command("queries.own.__main__")
    with subprocess.Popen(
        line, env={}, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            told, _ = process.communicate(asked, patience)
        except subprocess.TimeoutExpired:
            process.kill()
            raise OwnError(SLOW) from None
    if process.returncode:
        raise OwnError(SLOW if process.returncode == -signal.SIGXCPU else HEAVY)
    return _answer(told)


def _answer(told: bytes) -> dict[str, Any]:
    """What a process said, which had a foreign file in its hands."""
    try:
        answer = json.loads(told) if len(told) <= LONGEST else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise OwnError("the file could not be read")
    return answer
