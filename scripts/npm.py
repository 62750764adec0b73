"""Node, and modules of npm that tests need: installed as they are locked, each set in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts import debian
from scripts.program import works

LOCKED = ("package.json", "package-lock.json")
RECENT = "--eval=process.exit(Number(parseInt(process.versions.node) < 20))"
"""What fails in a Node that the modules do not run in."""


def node() -> str | None:
    """The path of a Node that starts and is recent enough: NODE, or the PATH."""
    found = shutil.which(os.environ.get("NODE") or "node") or shutil.which("nodejs")
    return found if works(found, RECENT) else None


@dataclass(frozen=True)
class Modules:
    """`package` and what it needs, as locked in `shipped`, below `installed`."""

    package: str
    shipped: Path
    installed: Path

    def find(self) -> tuple[str, Path] | None:
        """A Node and the modules, as they are locked; None if either is not there."""
        program = node()
        return (program, self.installed / "node_modules") if program and self._current() else None

    def ensure(self) -> tuple[str, Path] | None:
        """A Node and the modules, installed if need be; None if they cannot be had."""
        if "NODE" not in os.environ and not (node() and shutil.which("npm")):
            debian.install("nodejs", "npm")
        if self.find() is None and node() and shutil.which("npm"):
            self._install()
        return self.find()

    def _current(self) -> bool:
        kept, files = self.installed / "node_modules" / self.package, LOCKED
        same = ((self.installed / name).read_bytes() == (self.shipped / name).read_bytes() for name in files)
        return kept.is_dir() and all(same)

    def _install(self) -> None:
        self.installed.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.installed / "node_modules", ignore_errors=True)
        for name in LOCKED:
            shutil.copyfile(self.shipped / name, self.installed / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(command, cwd=self.installed, stdout=sys.stderr).returncode:
            shutil.rmtree(self.installed, ignore_errors=True)
