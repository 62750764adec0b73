"""How a broker is started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""Where the running package lies: another copy of it may be installed."""
SOCKET = "sql.sock"
"""What the broker of a server listens on, in the private folder of the run."""
PROGRAM = "import sys; sys.path.insert(0, {root!r}); from queries.sandbox.__main__ import main; sys.exit(main())"


def command(address: Path, slots: int | None = None) -> list[str]:
    """The line that starts a broker which listens at `address`; it ends when its standard input does.

    It needs nothing of the environment.
    """
    program = PROGRAM.format(root=str(ROOT))
    return [sys.executable, "-I", "-c", program, str(address), str(slots or spare())]


def spare() -> int:
    """How many queries run at once unless that is said: a core is left to the pages."""
    return max(1, len(os.sched_getaffinity(0)) - 1)
