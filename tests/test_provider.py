import json
import subprocess
from pathlib import Path

import pytest

from scripts import debian, provider
from tests.shared import ROOT
from tests.test_chromium import program


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no Node and no apt; the folder that is its PATH."""
    monkeypatch.delenv("NODE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(provider, "INSTALLED", tmp_path / "installed")
    return tmp_path


@pytest.mark.usefixtures("bare")
def test_none_at_all_is_none() -> None:
    assert provider.ensure() is None


def test_what_is_locked_is_installed_with_npm(bare: Path) -> None:
    node = program(bare / "node", 0)
    npm(bare, "mkdir -p node_modules/oidc-provider")
    assert provider.ensure() == (node, bare / "installed" / "node_modules")


def test_what_was_locked_otherwise_is_installed_anew(bare: Path) -> None:
    program(bare / "node", 0)
    npm(bare, "mkdir -p node_modules/oidc-provider")
    provider.ensure()
    (bare / "installed" / "package-lock.json").write_text("{}")
    assert provider.find() is None
    assert provider.ensure() is not None


def test_what_npm_cannot_install_is_not_taken_for_it(bare: Path) -> None:
    program(bare / "node", 0)
    npm(bare, "mkdir -p node_modules/oidc-provider; exit 1")
    assert provider.ensure() is None


def test_debians_are_installed_where_there_is_none(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def install(*packages: str) -> None:
        program(bare / "node", 0)
        npm(bare, "mkdir -p node_modules/oidc-provider")

    monkeypatch.setattr(debian, "install", install)
    assert provider.ensure() is not None


def test_a_named_node_that_does_not_start_is_not_passed_over(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "node", 0)
    npm(bare, "mkdir -p node_modules/oidc-provider")
    monkeypatch.setenv("NODE", program(bare / "mine", 1))
    assert provider.ensure() is None


def test_every_module_is_locked_by_its_hash_and_none_by_an_address() -> None:
    lock = (ROOT / "tests" / "provider" / "package-lock.json").read_text()
    assert "://" not in lock
    packages = {name: each for name, each in json.loads(lock)["packages"].items() if name}
    assert [name for name, each in packages.items() if not each["integrity"].startswith("sha512-")] == []


def npm(folder: Path, script: str) -> None:
    tools = "/usr/local/bin:/usr/bin:/bin"
    (folder / "npm").write_text(f"#!/bin/sh\nPATH={tools}\n{script}\n")
    subprocess.run(["/bin/chmod", "+x", folder / "npm"], check=True)
