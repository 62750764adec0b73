"""Progress of long commands on standard error: what runs, how far, how long yet. Silent unless a terminal."""

from __future__ import annotations

import sys
from types import TracebackType

from tqdm import tqdm


class Progress:
    """Call it with what runs, the steps done and the steps in all."""

    def __init__(self) -> None:
        self._bar = tqdm(file=sys.stderr, disable=not sys.stderr.isatty(), unit="step", leave=False)

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` steps are over and that `what` runs now."""
        self._bar.total, self._bar.n = total, done
        self._bar.set_description(what)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.close()
