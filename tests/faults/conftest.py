"""A server that these tests share, and hurt one after the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.guest import Guest
from tests.faults.place import Place, place
from tests.provider.running import Provider


@pytest.fixture(scope="package")
def server(home: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server over a copy of the home."""
    folder = tmp_path_factory.mktemp("faults")
    with place(Path(shutil.copytree(home, folder / "home")), folder, provider) as made:
        yield made


@pytest.fixture(scope="package")
def inside(server: Place) -> Guest:
    """Somebody who has signed in before anything goes wrong."""
    return Guest(server.address).sign_in("analyst")
