"""Imports point one way, and what is asked and known runs without a screen."""

import subprocess
import sys
import tomllib
from fnmatch import fnmatch

import pytest

from tests.shared import ROOT

LAYERS = ("apps", "auth", "components", "data", "queries")
SCREEN = ("panel", "holoviews", "hvplot", "bokeh")


def loaded(statement: str) -> set[str]:
    """The top-level packages that `statement` brings into a fresh process."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_contracts_hold() -> None:
    linter = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", linter], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "module", ["queries.engine", "queries.trail.audit", "data.catalog", "data.ingest", "apps.commands"]
)
def test_nothing_that_draws_is_loaded(module: str) -> None:
    assert loaded(f"import {module}") & set(SCREEN) == set()


def test_what_is_loaded_is_seen() -> None:
    assert "bokeh" in loaded("import bokeh")


def test_every_package_and_every_file_beside_the_code_is_installed() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    found = (path for layer in LAYERS for path in (ROOT / layer).rglob("*.*"))
    files = [path.relative_to(ROOT) for path in found if path.is_file() and "__pycache__" not in path.parts]
    assert sorted(said["packages"]) == sorted({".".join(file.parent.parts) for file in files if file.suffix == ".py"})
    for file in (file for file in files if file.suffix != ".py"):
        package, *rest = file.parts
        assert any(fnmatch("/".join(rest), kind) for kind in said["package-data"][package]), file
