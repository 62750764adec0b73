"""Programs in processes of their own that begin at once: forked from one that has imported what they consist of.

A program is what `python -m MODULE WORDS` or `python -c CODE WORDS` runs, with its own environment, session and output;
only the seconds that Python takes to import it are spent once.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from tests import laked, stored
from tests.shared import ROOT

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.imported"])
MANY = count()


class Program:
    """A running program, which is handled as `subprocess.Popen` is. It says what it says at the end of a file."""

    def __init__(self, line: Sequence[str], environment: Mapping[str, str], said: Path) -> None:
        """Begin the module `line[0]` with the words behind it, or, behind "-c", code with words behind it."""
        self.line, self._said = list(line), said
        self._process = FORKS.Process(
            target=begin, args=(self.line, laked.told(stored.told(environment)), said), daemon=True
        )
        self._process.start()
        self.pid = int(self._process.pid or 0)

    @property
    def returncode(self) -> int | None:
        """The exit code; that of a signal is negative."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code once it has ended. Raises TimeoutExpired."""
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.line, timeout or 0)
        return self.returncode

    def said(self, timeout: float = 120) -> str:
        """What it has said once it has ended, nothing if that was before it began. Raises TimeoutExpired."""
        self.wait(timeout)
        return self._said.read_text() if self._said.exists() else ""

    def send_signal(self, number: int) -> None:
        """Send a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Tell it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def begin(line: list[str], environment: dict[str, str], said: Path) -> None:
    """Become the program."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for standard in (1, 2):
        os.dup2(output, standard)
    os.close(output)
    assert Path(sys.modules["apps"].__file__ or "").parents[1] == ROOT, "another Tidemark was imported"
    if line[0] == "-c":
        sys.argv = ["-c", *line[2:]]
        exec(line[1], {"__name__": "__main__"})
    else:
        sys.argv = line
        runpy.run_module(line[0], run_name="__main__", alter_sys=True)


def coded(code: str, folder: Path, *words: object) -> Program:
    """A program of its own code, in this environment; what it says lies in `folder`."""
    return Program(["-c", code, *map(str, words)], os.environ, folder / f"said {next(MANY)}")
