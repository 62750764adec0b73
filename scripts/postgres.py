"""The PostgreSQL that the tests carry meetings over: find its programs, or unpack Debian's with what they link to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scripts import debian
from scripts.program import works

UNPACKED = Path(__file__).parents[1] / "build" / "postgres"
DEBIAN = "usr/lib/postgresql"
ROOT = Path("/")
LIBRARIES = ("libicu", "libldap", "libpq", "libxml2", "libxslt")
"""What a machine without PostgreSQL may lack too. Its just-in-time compiler is large, and nothing here needs it."""
NONE = "no PostgreSQL: the tests of several hosts are skipped; install postgresql, or set POSTGRES=/its/bin"


def find() -> Path | None:
    """The folder of an `initdb` and a `postgres` that start: POSTGRES, the PATH, Debian's, the unpacked one."""
    if named := os.environ.get("POSTGRES"):
        return Path(named) if starts(Path(named)) else None
    listed = [Path(each) for each in os.environ.get("PATH", os.defpath).split(os.pathsep)]
    debians = [each for root in (ROOT, UNPACKED) for each in sorted((root / DEBIAN).glob("*/bin"), reverse=True)]
    return next((each for each in (*listed, *debians) if starts(each)), None)


def ensure() -> Path | None:
    """The same, unpacked if need be; None if there is none to be had."""
    if find() is None and "POSTGRES" not in os.environ:
        for package in (each for each in debian.needed("postgresql") if each.startswith("postgresql-")):
            wanted = [each for each in debian.needed(package) if each.startswith(LIBRARIES)]
            debian.unpack(package, UNPACKED, *wanted)
    return find()


def starts(folder: Path) -> bool:
    """Whether the programs are in `folder` and start."""
    programs = [shutil.which(name, path=str(folder)) for name in ("initdb", "postgres")]
    return all(works(each, "--version", libraries(folder)) for each in programs)


def libraries(folder: Path) -> dict[str, str]:
    """The environment in which the programs start: the unpacked ones look for their libraries beside themselves."""
    if not folder.is_relative_to(UNPACKED):
        return dict(os.environ)
    return {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join(map(str, UNPACKED.glob("usr/lib/*-linux-gnu*")))}


if __name__ == "__main__":
    print(ensure() or NONE)
