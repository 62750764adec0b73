from pathlib import Path

import pytest

from scripts import debian, java


def program(path: Path, version: str, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no Java; the folder that is its PATH."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_one_that_is_new_enough_is_found(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert java.find() is None
    assert java.version(program(bare / "java", "11.0.2")) == 11 and java.find() is None
    assert java.version(program(bare / "java", "17.0.15")) == 17 and java.find() == bare / "java"
    monkeypatch.setenv("JAVA_HOME", str(bare / "mine"))
    assert java.find() is None
    assert java.ensure() is None
    assert program(bare / "mine" / "bin" / "java", "21") == java.find()


def test_debians_is_installed_where_there_is_none(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "install", lambda package: program(bare / "java", "17.0.1"))
    assert java.ensure() == bare / "java"
