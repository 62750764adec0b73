"""The page that the shipped deck shows, over the shipped data, and an audit of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.board import Board
from apps.page import FOLDER, read
from apps.pinned import shipped as queries
from apps.present import shipped
from apps.present.deck import Deck
from data.catalog import Catalog
from queries.engine import Engine
from queries.trail.audit import Audit


@pytest.fixture(scope="package")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return Audit(tmp_path_factory.mktemp("audit"))


@pytest.fixture(scope="package")
def board(home: Path, audit: Audit) -> Board:
    engine = Engine(Catalog(home), audit.record)
    return Board(read(FOLDER / "benchmark.yaml", engine, queries()), engine)


@pytest.fixture(scope="session")
def krx() -> Deck:
    return shipped.decks()["krx"]
