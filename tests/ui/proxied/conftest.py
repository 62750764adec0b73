"""The same server and browser, with the shipped nginx configuration between them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.proxy import proxied


@pytest.fixture(scope="package")
def address(behind: str, front: int, nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where browsers look for the server: https."""
    with proxied(nginx, tmp_path_factory.mktemp("nginx"), urlsplit(behind).port or 80, front) as proxy:
        yield proxy.address
