"""A small catalog that each test may change: the reference tables, and no dataset that ships."""

from pathlib import Path

import pytest

from data.ingest import Ingest


@pytest.fixture
def ingest(tmp_path: Path) -> Ingest:
    made = Ingest(tmp_path / "home", sets=tuple)
    made.first()
    return made
