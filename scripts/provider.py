"""The OpenID provider that the tests sign in with: Node, and npm's oidc-provider below build/provider."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import debian
from scripts.program import works

ROOT = Path(__file__).parents[1]
LOCKED = ("package.json", "package-lock.json")
SHIPPED = ROOT / "tests" / "provider"
INSTALLED = ROOT / "build" / "provider"
RECENT = "--eval=process.exit(Number(parseInt(process.versions.node) < 20))"
"""What fails in a Node that the provider does not run in."""
NONE = "no OpenID provider: tests that sign in with one are skipped; install nodejs 20 or newer and npm, then make test"


def node() -> str | None:
    """The path of a Node that starts and is recent enough: NODE, or the PATH."""
    found = shutil.which(os.environ.get("NODE") or "node") or shutil.which("nodejs")
    return found if works(found, RECENT) else None


def find() -> tuple[str, Path] | None:
    """A Node and the modules of the provider, as they are locked; None if either is not there."""
    program = node()
    return (program, INSTALLED / "node_modules") if program and _current() else None


def ensure() -> tuple[str, Path] | None:
    """A Node and the modules of the provider, installed if need be; None if they cannot be had."""
    if "NODE" not in os.environ and not (node() and shutil.which("npm")):
        debian.install("nodejs", "npm")
    if find() is None and node() and shutil.which("npm"):
        _install()
    return find()


def _current() -> bool:
    kept = INSTALLED / "node_modules" / "oidc-provider"
    return kept.is_dir() and all((INSTALLED / name).read_bytes() == (SHIPPED / name).read_bytes() for name in LOCKED)


def _install() -> None:
    INSTALLED.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(INSTALLED / "node_modules", ignore_errors=True)
    for name in LOCKED:
        shutil.copyfile(SHIPPED / name, INSTALLED / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=INSTALLED, stdout=sys.stderr).returncode:
        shutil.rmtree(INSTALLED, ignore_errors=True)


if __name__ == "__main__":
    print(ensure() or NONE)
