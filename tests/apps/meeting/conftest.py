from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.apps.meeting.hall import ROLES, Hall
from tests.apps.serving.house import house


@pytest.fixture(scope="package")
def hall(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A server with two workers, where readers sign in."""
    with house(tmp_path_factory.mktemp("meetings"), 2, home, ROLES) as made:
        yield Hall(made)
