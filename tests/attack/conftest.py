"""Two servers of the real thing, with one worker and with two, and whoever knocks there."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.attack.fort import Fort, furnished
from tests.attack.thief import Thief
from tests.provider.running import Provider
from tests.ui.served import OURS

WORKERS = (1, 2)


@pytest.fixture(scope="package")
def forts(provider: Provider, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Fort]]:
    """Both, started at the same time."""
    provider.account("guest", "Guest", ["visitors"])
    folders = {number: tmp_path_factory.mktemp(f"fort{number}") for number in WORKERS}
    made = {number: Fort(furnished(home, folder), folder, number, provider) for number, folder in folders.items()}
    try:
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda fort: fort.server.start(), made.values()))
        for fort in made.values():
            fort.settle()
        yield made
    finally:
        for fort in made.values():
            fort.server.process.terminate()
            fort.server.process.wait(20)
    for fort in made.values():
        written = fort.written()
        assert not [secret for secret in (*fort.secrets, "Traceback", *OURS) if secret in written]


@pytest.fixture(params=WORKERS, ids=["1 worker", "2 workers"])
def fort(request: pytest.FixtureRequest, forts: dict[int, Fort]) -> Iterator[Fort]:
    """One of them; after each attack, the honest reader goes on as before."""
    yield forts[request.param]
    forts[request.param].stands()


@pytest.fixture
def thief(fort: Fort) -> Thief:
    """Somebody who knocks there for the first time."""
    return fort.thief()
