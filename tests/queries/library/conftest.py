"""An app store for a test, and a clock that is set by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store


class Hands:
    """A clock that stands still; `now` is in seconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.upgrade()
    return made
