"""A lake that nobody has written to, and homes of hosts that share it."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from apps.bench.postgres import Postgres
from data.ingest import Ingest
from data.lake.lake import Lake
from data.lake.postgres import Address
from scripts import storage as storages
from tests.storage.running import Bucket, running

MANY = count()
Host = Callable[[str], Ingest]


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A running S3 server. Whoever lets it refuse lets it serve again."""
    if storages.find() is None:
        pytest.skip(storages.NONE)
    with running(tmp_path_factory.mktemp("bucket")) as made:
        yield made


@pytest.fixture
def lake(postgres: Postgres, bucket: Bucket) -> Lake:
    """A lake of its own."""
    name = f"lake_{next(MANY)}"
    return Lake(Address(postgres.address), bucket.storage(name), name)


@pytest.fixture
def host(lake: Lake, tmp_path: Path) -> Host:
    """The home of a host, by its name, on the lake; version 1 has no figures."""
    return lambda name: Ingest(tmp_path / name, sets=tuple, lake=lake, patience=20)
