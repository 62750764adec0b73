"""The nginx that the tests put in front of the server: find it, or unpack Debian's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scripts import debian
from scripts.program import works

UNPACKED = Path(__file__).parents[1] / "build" / "nginx"
ADMINISTRATORS = ("/usr/sbin", "/usr/local/sbin")
NONE = "no nginx: the tests with it in front are skipped; install nginx, or set NGINX=/path/to/it"


def find() -> str | None:
    """The path of an nginx that starts: NGINX, the PATH and where administrators' programs lie, the unpacked one."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *ADMINISTRATORS, str(UNPACKED / "usr" / "sbin")])
    named = os.environ.get("NGINX")
    found = shutil.which(named or "nginx", path=path)
    return found if works(found, "-v") else None


def ensure() -> str | None:
    """The path of an nginx that starts, unpacked if need be; None if none can be had."""
    if find() is None and "NGINX" not in os.environ:
        debian.unpack("nginx", UNPACKED)
    return find()


if __name__ == "__main__":
    print(ensure() or NONE)
