"""Studios that the tests of one file share."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.studio.room import Studios
from tests.apps.studio.sitting import studios


@pytest.fixture(scope="module")
def here(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Studios:
    return studios(home, tmp_path_factory.mktemp("studio"))
