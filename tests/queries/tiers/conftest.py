"""Facts that the tests of the tiers share."""

from pathlib import Path

import pytest

from queries.tiers.source import Source
from queries.tiers.tiers import Tiers
from tests.queries.tiers.records import facts


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Facts in which every metric is sometimes unknown."""
    return facts(tmp_path_factory.mktemp("facts"), 40)


@pytest.fixture
def tiers(tmp_path: Path) -> Tiers:
    return Tiers(tmp_path / "cubes", 2**26)
