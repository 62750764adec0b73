"""A lake that nobody has written to, and homes of hosts that share it."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from apps.bench import postgres as own
from apps.bench.postgres import Postgres
from data.ingest import Ingest
from data.lake.lake import Lake
from scripts import postgres as postgreses
from tests import laked
from tests.storage.running import Bucket

MANY = count()
Host = Callable[[str], Ingest]


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that may be stopped and lost."""
    programs = postgreses.find()
    if programs is None:
        pytest.skip(postgreses.NONE)
    with own.running(programs, postgreses.libraries(programs)) as made:
        yield made


@pytest.fixture
def lake(postgres: Postgres, bucket: Bucket) -> Lake:
    """A lake of its own."""
    return laked.made(postgres, bucket, f"lake_{next(MANY)}")


def objects(bucket: Bucket, lake: Lake) -> list[str]:
    """What lies in the bucket of a lake."""
    return bucket.objects(lake.storage.place.rpartition("/")[2])


@pytest.fixture
def host(lake: Lake, tmp_path: Path) -> Host:
    """The home of a host, by its name, on the lake; version 1 has no figures."""
    return lambda name: Ingest(tmp_path / name, sets=tuple, lake=lake, patience=20)


@pytest.fixture
def variables(lake: Lake, tmp_path: Path) -> dict[str, str]:
    """What a host's environment says."""
    return laked.variables(lake, tmp_path / "secret")
