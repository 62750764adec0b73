"""The `tidemark` command, the same as `python -m apps`."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from apps.command_line import read

TOLD = {"SourceError", "CatalogError", "QueryError", "PageError"}
"""Errors whose message is for the reader, by name: a command imports no more of the project than it needs."""


def main(line: list[str] | None = None) -> int:
    """Do what `line` says. 0: done; 1: it failed, one sentence says why; 2: not understood; 130: interrupted."""
    given = read(sys.argv[1:] if line is None else line)
    try:
        from apps import commands
        from panel_config import Settings

        code: int = getattr(commands, given.command)(given, Settings.read())
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        print(f"tidemark: {_said(error)}", file=sys.stderr)
        return 1
    return code


def _said(error: Exception) -> str:
    """The sentence of an error that is meant for the reader; any other goes to the log, which the sentence names."""
    if TOLD & {kind.__name__ for kind in type(error).__mro__}:
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if str(error).startswith("TIDEMARK_"):
        return str(error)
    return f"something unexpected went wrong; {_log(error)} says what"


def _log(error: Exception) -> Path:
    """Append the trace to error.log in the home folder, and say where that is."""
    from panel_config import Settings

    path: Path = Settings.read().home / "error.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    trace = "".join(traceback.format_exception(error))
    with path.open("a") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {' '.join(sys.argv)}\n{trace}\n")
    return path


if __name__ == "__main__":
    sys.exit(main())
