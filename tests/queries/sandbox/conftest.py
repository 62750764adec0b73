"""A broker of one slot for all tests of the sandbox, and a connection of a booth in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.catalog import Catalog
from queries.sandbox.client import Sandbox, running
from queries.sandbox.held import Held
from queries.sandbox.job import Reach
from tests.queries.sandbox.grounds import made


@pytest.fixture(scope="session")
def reach(tmp_path_factory: pytest.TempPathFactory) -> Reach:
    return made(tmp_path_factory.mktemp("grounds"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(1) as made:
        yield made


@pytest.fixture(scope="session")
def held(reach: Reach) -> Iterator[Held]:
    """What a booth holds, to judge statements without a process each."""
    made = Held.open(reach.catalog, reach.facts)
    made.add(reach)
    made.lock(2**28)
    yield made
    made.connection.close()


@pytest.fixture(scope="session")
def home_reach(home: Path) -> Reach:
    """The catalog that ships."""
    catalog = Catalog(home)
    version = catalog.current()
    assert version
    return Reach(catalog.path(version))


@pytest.fixture(scope="session")
def home_held(home_reach: Reach) -> Iterator[Held]:
    made = Held.open(home_reach.catalog, {})
    made.add(home_reach)
    made.lock(2**28)
    yield made
    made.connection.close()
