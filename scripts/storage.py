"""The S3 server that the tests keep lakes in: Node, and npm's s3rver below build/storage."""

from __future__ import annotations

from pathlib import Path

from scripts.npm import Modules

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "tests" / "storage"
INSTALLED = ROOT / "build" / "storage"
NONE = "no S3 server: the tests of lakes are skipped; install nodejs 20 or newer and npm, then make test-lake"


def find() -> tuple[str, Path] | None:
    """A Node and the modules of the server, as they are locked; None if either is not there."""
    return Modules("s3rver", SHIPPED, INSTALLED).find()


def ensure() -> tuple[str, Path] | None:
    """A Node and the modules of the server, installed if need be; None if they cannot be had."""
    return Modules("s3rver", SHIPPED, INSTALLED).ensure()


if __name__ == "__main__":
    print(ensure() or NONE)
