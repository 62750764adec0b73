"""Debian's packages: installed, or only unpacked beside the project. Nothing happens where apt is not to be had."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def install(*packages: str) -> None:
    """Install `packages`; root only."""
    if _root() and shutil.which("apt-get"):
        _apt("update", "-q")
        _apt("install", "-qy", "--no-install-recommends", *packages)


def unpack(package: str, folder: Path, *more: str) -> None:
    """Put the files of packages below `folder`: nothing is configured, no service starts."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return
    folder.mkdir(parents=True, exist_ok=True)
    if _root():
        _apt("update", "-q")
    _apt("download", "-q", package, *more, folder=folder)
    for name in (package, *more):
        for file in folder.glob(f"{name}_*.deb"):
            subprocess.run(["dpkg-deb", "--extract", file, folder], stdout=sys.stderr)


def needed(package: str) -> list[str]:
    """The packages that `package` depends on."""
    if not shutil.which("apt-cache"):
        return []
    said = subprocess.run(["apt-cache", "depends", package], capture_output=True, text=True).stdout
    return [line.split()[-1] for line in said.splitlines() if line.strip().startswith("Depends: ")]


def _root() -> bool:
    return os.geteuid() == 0


def _apt(*words: str, folder: Path | None = None) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *words], env=quiet, cwd=folder, stdout=sys.stderr)
