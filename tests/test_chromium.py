from pathlib import Path

import pytest

from scripts import chromium


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no browser and nothing that could install one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "playwrights", lambda: None)
    monkeypatch.setattr(chromium, "install_debian", lambda: None)
    monkeypatch.setattr(chromium, "install_playwrights", lambda: None)
    return tmp_path


def program(path: Path, code: int) -> str:
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


def test_the_one_that_chromium_names_is_taken(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = program(bare / "mine", 0)
    program(bare / "chromium", 0)
    monkeypatch.setenv("CHROMIUM", named)
    assert chromium.find() == named


def test_a_named_one_that_does_not_start_is_not_passed_over(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "chromium", 0)
    monkeypatch.setenv("CHROMIUM", program(bare / "mine", 1))
    with pytest.raises(chromium.NoChromium, match="does not start"):
        chromium.find()


def test_a_stub_on_the_path_is_passed_over(bare: Path) -> None:
    program(bare / "chromium-browser", 1)
    google = program(bare / "google-chrome", 0)
    assert chromium.find() == google


def test_it_is_installed_where_none_is(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "install_debian", lambda: program(bare / "chromium", 0))
    assert chromium.ensure() == str(bare / "chromium")


@pytest.mark.usefixtures("bare")
def test_none_at_all_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert chromium.main() == 1
    assert capsys.readouterr().err == chromium.NONE + "\n"
