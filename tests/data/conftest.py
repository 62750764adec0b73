"""A small catalog that each test may change: the reference tables, and no dataset that ships."""

import shutil
from pathlib import Path

import pytest

from data.ingest import Ingest


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of that catalog, built once."""
    home = tmp_path_factory.mktemp("bare")
    Ingest(home, sets=tuple).first()
    return home


@pytest.fixture
def ingest(bare: Path, tmp_path: Path) -> Ingest:
    return Ingest(Path(shutil.copytree(bare, tmp_path / "home")), sets=tuple)
