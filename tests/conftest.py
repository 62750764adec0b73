"""What many tests stand on: the shipped catalog, built once, an engine over it, and a Chromium."""

import shutil
from pathlib import Path

import pytest

from data.catalog import Catalog
from data.ingest import Ingest
from queries.engine import Engine
from scripts import chromium as chromiums
from scripts import nginx as nginxes

FIRST = "tests/ui/"
"""What drives browsers takes longest, and shares a server and a browser."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two processes, one runs what drives browsers, then helps the other, which runs one file after another."""
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
    for item in items:
        file = item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(FIRST if file.startswith(FIRST) else file))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TIDEMARK_HOME with the shipped datasets. It is shared: a test that writes takes `own_home`."""
    folder = tmp_path_factory.mktemp("home")
    Ingest(folder).first(lambda *_: None)
    return folder


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of `home` that a test may change."""
    return Path(shutil.copytree(home, tmp_path / "home"))


@pytest.fixture(scope="session")
def engine(home: Path) -> Engine:
    return Engine(Catalog(home))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that starts."""
    return chromiums.ensure()


@pytest.fixture(scope="session")
def nginx() -> str:
    """The path of an nginx that starts."""
    path = nginxes.find()
    if path is None:
        pytest.skip(nginxes.NONE)
    return path
