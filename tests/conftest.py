"""What many tests stand on: the shipped catalog, built once, an engine over it, and a Chromium."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.__main__ import STEADY
from apps.bench import postgres as own_postgres
from apps.bench.postgres import Postgres
from data.catalog import Catalog
from data.ingest import Ingest
from queries.engine import Engine
from queries.sandbox.client import Sandbox
from queries.sandbox.client import running as running_sandbox
from scripts import chromium as chromiums
from scripts import nginx as nginxes
from scripts import postgres as postgreses
from scripts import provider as providers
from scripts import slapd as slapds
from scripts import storage as storages
from tests import laked, stored
from tests import slapd as directories
from tests.provider.running import Provider, running
from tests.slapd import Slapd
from tests.storage.running import Bucket
from tests.storage.running import running as running_bucket

TOGETHER = ("tests/ui/", "tests/attack/", "tests/faults/")
"""Folders whose files share servers that start slowly, those of browsers a Chromium too. They take longest."""


def pytest_configure() -> None:
    """The tests draw in their own process, which then collects garbage as the server does."""
    gc.set_threshold(*STEADY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""
    items.sort(key=lambda item: not item.nodeid.startswith(TOGETHER))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Of two processes, one drives the browsers, the other takes part after part; loadgroup cannot, in pytest 9."""
    from xdist.scheduler import LoadFileScheduling

    class ByPart(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            folder = next((folder for folder in TOGETHER if nodeid.startswith(folder)), "")
            return folder or str(super()._split_scope(nodeid))

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


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A running OpenID provider. It is shared: a test that changes it takes `own_provider`."""
    if providers.find() is None:
        pytest.skip(providers.NONE)
    with running(tmp_path_factory.mktemp("provider")) as made:
        yield made


@pytest.fixture
def own_provider(provider: Provider) -> Iterator[Provider]:
    """The same, which a test may take down, hurry or change: it is as before then."""
    yield provider
    provider.reset()


@pytest.fixture(scope="session")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """A running directory."""
    path = slapds.find()
    if path is None:
        pytest.skip(slapds.NONE)
    with directories.running(path, tmp_path_factory.mktemp("slapd")) as made:
        yield made


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL. Whoever stops it starts it again."""
    programs = postgreses.find()
    if programs is None:
        pytest.skip(postgreses.NONE)
    with own_postgres.running(programs, postgreses.libraries(programs)) as made:
        yield made


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A running S3 server. Whoever lets it refuse lets it serve again."""
    if storages.find() is None:
        pytest.skip(storages.NONE)
    with running_bucket(tmp_path_factory.mktemp("bucket")) as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def stores(request: pytest.FixtureRequest) -> Iterator[None]:
    """With TIDEMARK_TEST_STORE=postgres, app stores lie there."""
    if not stored.WANTED:
        yield
        return
    with stored.everywhere(request.getfixturevalue("postgres")):
        yield


@pytest.fixture(scope="session", autouse=True)
def lakes(request: pytest.FixtureRequest) -> Iterator[None]:
    """With TIDEMARK_TEST_LAKE=s3, catalogs lie on lakes."""
    if not laked.WANTED:
        yield
        return
    with laked.everywhere(request.getfixturevalue("postgres"), request.getfixturevalue("bucket")):
        yield


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A broker that runs what readers write."""
    with running_sandbox(slots=1) as made:
        yield made
