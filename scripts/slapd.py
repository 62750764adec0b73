"""The directory server that the tests sign in with: find it, or unpack Debian's with what it links to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scripts import debian
from scripts.program import works

UNPACKED = Path(__file__).parents[1] / "build" / "slapd"
ADMINISTRATORS = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec")
BASE = ("libc6", "libcrypt1")
"""Libraries of every machine: others of the same name beside them would end every program."""
NONE = "no slapd: the tests that sign in with a directory are skipped; install slapd, or set SLAPD=/path/to/it"


def find() -> str | None:
    """The path of a slapd that starts: SLAPD, the PATH and where administrators' programs lie, the unpacked one."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *ADMINISTRATORS, str(UNPACKED / "usr" / "sbin")])
    found = shutil.which(os.environ.get("SLAPD") or "slapd", path=path)
    return found if works(found, "-VV", libraries(found)) else None


def ensure() -> str | None:
    """The path of a slapd that starts, unpacked if need be; None if none can be had."""
    if find() is None and "SLAPD" not in os.environ:
        needed = [each for each in debian.needed("slapd") if each.startswith("lib") and each not in BASE]
        debian.unpack("slapd", UNPACKED, *needed)
    return find()


def libraries(path: str | None) -> dict[str, str]:
    """The environment in which a slapd starts: the unpacked one looks for its libraries beside itself."""
    if path is None or not Path(path).is_relative_to(UNPACKED):
        return dict(os.environ)
    folders = [*UNPACKED.glob("usr/lib/*-linux-gnu*"), *UNPACKED.glob("lib/*-linux-gnu*")]
    return {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}


def beside(path: str, kind: str) -> Path | None:
    """Where this slapd's `schema` or `modules` lie; None if modules are built in."""
    root = UNPACKED if Path(path).is_relative_to(UNPACKED) else Path("/")
    folders = {"schema": ("etc/ldap/schema", "etc/openldap/schema"), "modules": ("usr/lib/ldap", "usr/lib/openldap")}
    return next((root / each for each in folders[kind] if (root / each).is_dir()), None)


if __name__ == "__main__":
    print(ensure() or NONE)
