from pathlib import Path

import pytest

from scripts import debian, nginx
from tests.test_chromium import program


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no nginx and no apt; the folder that is its PATH."""
    monkeypatch.delenv("NGINX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(nginx, "ADMINISTRATORS", ())
    monkeypatch.setattr(nginx, "UNPACKED", tmp_path / "unpacked")
    return tmp_path


@pytest.mark.usefixtures("bare")
def test_none_at_all_is_none() -> None:
    assert nginx.ensure() is None


def test_the_one_on_the_path_is_taken(bare: Path) -> None:
    own = program(bare / "nginx", 0)
    assert nginx.ensure() == own


def test_the_one_that_nginx_names_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "nginx", 0)
    monkeypatch.setenv("NGINX", program(bare / "mine", 0))
    assert nginx.find() == str(bare / "mine")


def test_a_named_one_that_does_not_start_is_not_passed_over(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "nginx", 0)
    monkeypatch.setenv("NGINX", program(bare / "mine", 1))
    assert nginx.ensure() is None


def test_debians_is_unpacked_where_there_is_none(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(package: str, folder: Path) -> None:
        (folder / "usr" / "sbin").mkdir(parents=True)
        program(folder / "usr" / "sbin" / package, 0)

    monkeypatch.setattr(debian, "unpack", unpack)
    assert nginx.ensure() == str(bare / "unpacked" / "usr" / "sbin" / "nginx")
