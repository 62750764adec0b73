import os
from pathlib import Path

import pytest

from scripts import debian, slapd
from tests.test_chromium import program


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no slapd and no apt; the folder that is its PATH."""
    monkeypatch.delenv("SLAPD", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(slapd, "ADMINISTRATORS", ())
    monkeypatch.setattr(slapd, "UNPACKED", tmp_path / "unpacked")
    return tmp_path


@pytest.mark.usefixtures("bare")
def test_none_at_all_is_none() -> None:
    assert slapd.ensure() is None


def test_the_one_that_slapd_names_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "slapd", 0)
    monkeypatch.setenv("SLAPD", program(bare / "mine", 0))
    assert slapd.find() == str(bare / "mine")
    program(bare / "mine", 1)
    assert slapd.ensure() is None


def test_debians_is_unpacked_with_its_libraries_but_for_those_of_every_machine(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def unpack(package: str, folder: Path, *more: str) -> None:
        asked.extend(more)
        for each in ("usr/sbin", "usr/lib/x86_64-linux-gnu"):
            (folder / each).mkdir(parents=True, exist_ok=True)
        program(folder / "usr" / "sbin" / package, 0)

    monkeypatch.setattr(debian, "unpack", unpack)
    monkeypatch.setattr(debian, "needed", lambda _: ["debconf", "libc6", "libcrypt1", "libltdl7", "perl"])
    found = slapd.ensure()
    assert asked == ["libltdl7"] and found == str(bare / "unpacked" / "usr" / "sbin" / "slapd")
    assert slapd.libraries(found)["LD_LIBRARY_PATH"] == str(bare / "unpacked" / "usr" / "lib" / "x86_64-linux-gnu")
    assert slapd.libraries(str(bare / "slapd")) == dict(os.environ)
