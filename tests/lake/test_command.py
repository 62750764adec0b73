"""The command over a lake: settings, two homes, receipts, and a server that follows."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from apps.lake import lake as read_lake
from data.catalog import Catalog
from data.lake.lake import Lake
from panel_config import ConfigurationError, Settings
from tests.data.book import wide
from tests.lake.test_records import lines
from tests.proxy import free_port
from tests.shared import ROOT

ROW = ("2023-03-31", "Some CCP", "Some CCP", "", "EUR", 5)


def tidemark(home: Path, variables: Mapping[str, str], *words: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables, "TIDEMARK_HOME": str(home)}
    line = [sys.executable, "-m", "apps", *map(str, words)]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)


@pytest.fixture
def set_all(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment of this process."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    yield


@pytest.mark.usefixtures("set_all")
def test_the_settings_make_the_lake_and_show_no_password(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.read()
    made = read_lake(settings)
    assert made and (made.address, made.storage, made.spare) == (lake.address, lake.storage, 2048)
    password = lake.address.parameters["password"]
    assert password not in repr(settings) + str(made) + str(settings.param.values())
    monkeypatch.setenv("TIDEMARK_CATALOG", "duckdb:swordfish")
    with pytest.raises(ConfigurationError, match="TIDEMARK_CATALOG: write ducklake:postgresql://") as said:
        Settings.read()
    assert "swordfish" not in str(said.value)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("TIDEMARK_STORAGE", "", "TIDEMARK_STORAGE: a catalog on a lake needs a place"),
        ("TIDEMARK_STORAGE", "ftp://x", "'ftp://x' is no place for a lake; write s3://bucket/prefix"),
        ("TIDEMARK_S3_ENDPOINT", "s3.example.org", "is no address of S3; write https://host"),
        ("TIDEMARK_S3_KEY_ID", "", "set both, S3 asks for them"),
        ("TIDEMARK_S3_SECRET_FILE", "/none", "TIDEMARK_S3_SECRET_FILE: /none cannot be read"),
        ("TIDEMARK_CATALOG", "", "TIDEMARK_STORAGE is set and TIDEMARK_CATALOG is not: set both or none"),
    ],
)
@pytest.mark.usefixtures("set_all")
def test_what_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=problem):
        read_lake(Settings.read())


def test_a_secret_that_others_may_read_is_refused(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    Path(variables["TIDEMARK_S3_SECRET_FILE"]).chmod(0o644)
    with pytest.raises(ConfigurationError, match="TIDEMARK_S3_SECRET_FILE: others may read"):
        read_lake(Settings.read())


@pytest.mark.long
def test_two_homes_and_a_server_that_follows(variables: dict[str, str], lake: Lake, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    figures, records = wide(tmp_path / "x.xlsx", ROW), lines(tmp_path / "r.csv", "2024-01-02", "2024-02-02")
    loaded = tidemark(one, variables, "ingest", figures, records)
    assert loaded.returncode == 0, loaded.stderr
    asked = tidemark(two, variables, "run", "margin_daily", "--dataset", "margin")
    assert asked.returncode == 0 and Catalog(two).numbers() == [1, 2], asked.stderr
    assert not list(two.rglob("facts/*.duckdb"))
    code = asked.stderr.split("receipt ")[1].split()[0]
    verified = tidemark(two, variables, "verify", code)
    assert "identical" in verified.stdout and verified.returncode == 0, verified.stdout + verified.stderr
    again = tidemark(two, variables, "ingest", figures)
    assert "loaded already, as x.xlsx" in again.stdout
    counted = tidemark(two, variables, "sql", "SELECT count(*) AS n FROM margin", "--format", "csv")
    assert counted.stdout.split() == ["n", "4"], counted.stderr
    port = lake.address.parameters["port"]
    wrong = variables | {"TIDEMARK_CATALOG": variables["TIDEMARK_CATALOG"].replace(f":{port}", f":{free_port()}")}
    away = tidemark(two, wrong, "datasets")
    assert away.returncode == 0 and away.stderr.count("what is here is served on") == 1
    nothing = tidemark(tmp_path / "three", wrong, "datasets")
    assert nothing.returncode == 1 and nothing.stderr.startswith("tidemark: the lake at 127.0.0.1:")
    for each in (loaded, asked, verified, again, counted, away, nothing):
        assert lake.address.parameters["password"] not in each.stdout + each.stderr
    cleaned = tidemark(one, variables, "lake", "clean")
    assert cleaned.stdout.startswith("everything: 0 files of killed writers removed"), cleaned.stderr
    for path in (*one.rglob("*"), *two.rglob("*")):
        assert not path.is_file() or lake.address.parameters["password"].encode() not in path.read_bytes(), path


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_server_takes_what_another_host_publishes(variables: dict[str, str], tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    environment = {**os.environ, **variables, "TIDEMARK_HOME": str(two)}
    line = [sys.executable, "-m", "apps", "serve", "--port", str(free_port()), "--workers", "1"]
    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen(line, cwd=ROOT, env=environment, stdout=said, stderr=said)
    try:
        waited(lambda: "is served on" in (tmp_path / "said").read_text())
        loaded = tidemark(one, variables, "ingest", wide(tmp_path / "x.xlsx", ROW))
        assert loaded.returncode == 0, loaded.stderr
        waited(lambda: Catalog(two).numbers() == [1, 2] and (Catalog(two).folder / "CURRENT").read_text() == "2")
    finally:
        server.terminate()
        server.wait(30)


def waited(done: Callable[[], bool], seconds: float = 280) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.2)
