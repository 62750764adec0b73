"""A disaster takes the home, the PostgreSQL and the bucket: what was shown before verifies once they are restored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from apps.bench import postgres as own
from apps.bench.postgres import Postgres
from data.lake.lake import Lake
from data.lake.postgres import Address
from tests.data.book import wide
from tests.lake.test_command import tidemark
from tests.lake.test_records import lines
from tests.storage.running import Bucket

ROW = ("2023-03-31", "Some CCP", "Some CCP", "", "EUR", 5)
ASKED = (("im_ranking", "--dataset", "filed"), ("margin_daily", "--dataset", "margin"))


@pytest.fixture
def lake(own_postgres: Postgres, bucket: Bucket) -> Lake:
    """The lake that is lost."""
    return Lake(Address(own_postgres.address), bucket.storage(f"lost{own_postgres.port}"))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_all_that_was_shown_verifies(
    own_postgres: Postgres, bucket: Bucket, lake: Lake, variables: dict[str, str], tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    files = (wide(tmp_path / "x.xlsx", ROW), lines(tmp_path / "r.csv", "2024-01-02", "2024-02-02"))
    loaded = tidemark(one, variables, "ingest", *files)
    assert loaded.returncode == 0, loaded.stderr
    shown = [tidemark(one, variables, "run", *words) for words in ASKED]
    codes = [each.stderr.split("receipt ")[1].split()[0] for each in shown]
    taken = tidemark(one, variables, "backup", tmp_path / "backup")
    assert taken.returncode == 0, taken.stderr
    objects = bucket.folder / "lake" / lake.storage.place.rpartition("/")[2]
    own_postgres.stop()
    shutil.copytree(own_postgres.folder / "data", tmp_path / "data")
    shutil.copytree(objects, tmp_path / "objects")

    for lost in (one, own_postgres.folder / "data", objects):
        shutil.rmtree(lost)
    nothing = tidemark(one, variables, "datasets")
    assert nothing.returncode == 1 and "Traceback" not in nothing.stderr

    shutil.copytree(tmp_path / "objects", objects)
    shutil.copytree(tmp_path / "data", own_postgres.folder / "data")
    own.own(own_postgres.folder / "data", *(own_postgres.folder / "data").rglob("*"))
    (own_postgres.folder / "data").chmod(0o700)
    own_postgres.start()
    shutil.rmtree(one, ignore_errors=True)
    restored = tidemark(one, variables, "restore", tmp_path / "backup")
    assert restored.returncode == 0, restored.stderr
    for path in one.rglob("facts/*.duckdb"):
        path.unlink()
    for code in codes:
        verified = tidemark(one, variables, "verify", code)
        assert verified.returncode == 0 and "identical" in verified.stdout, verified.stdout + verified.stderr
    other = [tidemark(two, variables, "run", *words) for words in ASKED]
    assert [each.stdout for each in other] == [each.stdout for each in shown]
