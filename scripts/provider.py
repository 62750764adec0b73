"""The OpenID provider that the tests sign in with: Node, and npm's oidc-provider below build/provider."""

from __future__ import annotations

from pathlib import Path

from scripts.npm import Modules

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "tests" / "provider"
INSTALLED = ROOT / "build" / "provider"
NONE = "no OpenID provider: tests that sign in with one are skipped; install nodejs 20 or newer and npm, then make test"


def find() -> tuple[str, Path] | None:
    """A Node and the modules of the provider, as they are locked; None if either is not there."""
    return Modules("oidc-provider", SHIPPED, INSTALLED).find()


def ensure() -> tuple[str, Path] | None:
    """A Node and the modules of the provider, installed if need be; None if they cannot be had."""
    return Modules("oidc-provider", SHIPPED, INSTALLED).ensure()


if __name__ == "__main__":
    print(ensure() or NONE)
