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

WORKERS = (pytest.param(1, marks=pytest.mark.long, id="1 worker"), pytest.param(2, id="2 workers"))


@pytest.fixture(scope="package")
def forts(
    request: pytest.FixtureRequest, provider: Provider, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[int, Fort]]:
    """Those that are attacked in this run, started at the same time."""
    asked = (getattr(item, "callspec", None) for item in request.session.items)
    numbers = sorted({each.params["fort"] for each in asked if each and "fort" in each.params})
    provider.account("guest", "Guest", ["visitors"])
    folders = {number: tmp_path_factory.mktemp(f"fort{number}") for number in numbers}
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


@pytest.fixture(params=WORKERS)
def fort(request: pytest.FixtureRequest, forts: dict[int, Fort]) -> Iterator[Fort]:
    """One of them; after each attack, the honest reader goes on as before."""
    yield forts[request.param]
    forts[request.param].stands()


@pytest.fixture
def thief(fort: Fort) -> Thief:
    """Somebody who knocks there for the first time."""
    return fort.thief()
