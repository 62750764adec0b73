"""What many tests stand on: the shipped catalog, built once, an engine over it, and a Chromium."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from data.catalog import Catalog
from data.ingest import Ingest
from queries.engine import Engine
from scripts import chromium as chromiums
from scripts import nginx as nginxes

BROWSERS = "tests/ui/"
"""Where the tests are that drive browsers: they take longest, and share a server and a Chromium."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""
    items.sort(key=lambda item: not item.nodeid.startswith(BROWSERS))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Of two processes, one drives the browsers, the other takes file after file; loadgroup cannot, in pytest 9."""
    from xdist.scheduler import LoadFileScheduling

    class ByPart(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSERS if nodeid.startswith(BROWSERS) else str(super()._split_scope(nodeid))

    return ByPart(config, log)


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
