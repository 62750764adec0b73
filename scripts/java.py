"""The Java that the tests start a Spark cluster with: find it, or install Debian's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from scripts import debian

OLDEST = 17
NONE = (
    f"no Java {OLDEST} or newer: the tests on a Spark cluster are skipped; install default-jre-headless, "
    "or set JAVA_HOME"
)


def find() -> Path | None:
    """A `java` that is new enough: that of JAVA_HOME if it is set, else that of the PATH."""
    if home := os.environ.get("JAVA_HOME"):
        named = Path(home) / "bin" / "java"
        return named if version(named) >= OLDEST else None
    found = shutil.which("java")
    return Path(found) if found and version(Path(found)) >= OLDEST else None


def ensure() -> Path | None:
    """The same, installed if need be; None if there is none to be had."""
    if find() is None and "JAVA_HOME" not in os.environ:
        debian.install("default-jre-headless")
    return find()


def version(path: Path) -> int:
    """The first number of its version; 0 if it does not start."""
    try:
        said = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60).stderr
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    print(ensure() or NONE)
