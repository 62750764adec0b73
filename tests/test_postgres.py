import os
from pathlib import Path

import pytest

from scripts import debian, postgres
from tests.test_chromium import program


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no PostgreSQL and no apt; the folder that is its PATH."""
    monkeypatch.delenv("POSTGRES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "ROOT", tmp_path / "root")
    monkeypatch.setattr(postgres, "UNPACKED", tmp_path / "unpacked")
    return tmp_path


def programs(folder: Path, code: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("initdb", "postgres"):
        program(folder / name, code)
    return folder


@pytest.mark.usefixtures("bare")
def test_none_at_all_is_none() -> None:
    assert postgres.ensure() is None


def test_clients_alone_are_none(bare: Path) -> None:
    program(bare / "psql", 0)
    program(bare / "initdb", 0)
    assert postgres.find() is None


def test_the_newest_of_debians_is_taken(bare: Path) -> None:
    programs(bare / "root" / postgres.DEBIAN / "15" / "bin")
    newest = programs(bare / "root" / postgres.DEBIAN / "17" / "bin")
    assert postgres.ensure() == newest


def test_the_one_that_postgres_names_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(bare)
    monkeypatch.setenv("POSTGRES", str(programs(bare / "mine")))
    assert postgres.find() == bare / "mine"
    programs(bare / "mine", 1)
    assert postgres.ensure() is None


def test_debians_is_unpacked_with_the_libraries_that_a_machine_may_lack(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def unpack(package: str, folder: Path, *more: str) -> None:
        asked.extend([package, *more])
        programs(folder / postgres.DEBIAN / "15" / "bin")
        (folder / "usr" / "lib" / "x86_64-linux-gnu").mkdir(parents=True)

    needs = {"postgresql": ["postgresql-15"], "postgresql-15": ["libc6", "libicu72", "libllvm14", "libpq5", "tzdata"]}
    monkeypatch.setattr(debian, "unpack", unpack)
    monkeypatch.setattr(debian, "needed", lambda package: needs[package])
    found = postgres.ensure()
    assert asked == ["postgresql-15", "libicu72", "libpq5"] and found
    assert found == bare / "unpacked" / postgres.DEBIAN / "15" / "bin"
    assert postgres.libraries(found)["LD_LIBRARY_PATH"] == str(bare / "unpacked" / "usr" / "lib" / "x86_64-linux-gnu")
    assert postgres.libraries(bare) == dict(os.environ)
