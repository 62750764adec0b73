"""The `tidemark` command, the same as `python -m apps`."""

from __future__ import annotations

import gc
import os
import sys

from apps.command_line import read

STEADY = 50_000, 20, 20
"""How rarely garbage is looked for. Imports and drawings make many objects that stay: by Python's own measure a tenth
of the start goes into looking through them."""


def main(line: list[str] | None = None) -> int:
    """Do what `line` says. 0: done; 1: it failed, one sentence says why; 2: the line or the settings; 130: ended."""
    gc.set_threshold(*STEADY)
    given = read(sys.argv[1:] if line is None else line)
    try:
        from apps import commands, setup
        from panel_config import Settings

        settings = Settings.read()
        setup.joined(settings, given.command)
        try:
            code: int = getattr(commands, given.command.replace("-", "_"))(given, settings)
        finally:
            setup.closed()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from apps.trouble import said

        print(f"tidemark: {said(error)}", file=sys.stderr)
        return 2 if type(error).__name__ == "ConfigurationError" else 1
    return code


if __name__ == "__main__":
    sys.exit(main())
