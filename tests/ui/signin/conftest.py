"""Servers where readers sign in, one with a provider and one with a directory, and readers who come there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.faults.place import METRICS, Place, begun, place
from tests.provider.running import Provider
from tests.slapd import Slapd
from tests.ui.conftest import visitor
from tests.ui.signin.entrant import Entrant

Comes = Callable[..., Entrant]
SOON = 8.0
"""Seconds in which whoever signs out is out everywhere: less than one where nothing else runs."""
MISSING = "Failed to load resource"
"""What the console says of an answer that is an error; the provider has no icon. Those of the server are counted."""


@pytest.fixture(scope="module")
def provided(home: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Readers sign in with the provider."""
    folder = tmp_path_factory.mktemp("provided")
    with place(Path(shutil.copytree(home, folder / "home")), folder, provider) as made:
        yield made


@pytest.fixture(scope="module")
def directed(home: Path, slapd: Slapd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Readers sign in with the directory."""
    folder, tree = tmp_path_factory.mktemp("directed"), slapd.tree()
    settings = {
        "LDAP": tree.url,
        "LDAP_USER_BASE": tree.user_base,
        "LDAP_GROUP_BASE": tree.group_base,
        "LDAP_GROUP_FILTER": tree.group_filter,
        "LDAP_BIND_DN": tree.searcher,
        "LDAP_BIND_PASSWORD_FILE": str(tree.secret_file),
        "METRICS_TOKEN": METRICS,
    }
    named = {f"TIDEMARK_{name}": value for name, value in settings.items()}
    with begun(Place(Path(shutil.copytree(home, folder / "home")), folder, named)) as made:
        yield made


@pytest.fixture
def comes(browser: Browser) -> Iterator[Comes]:
    """Has somebody come to a server, in a browser of their own or in that of another; the console says nothing else."""
    entrants: list[Entrant] = []
    contexts: list[BrowserContext] = []

    def comes(server: Place, beside: Entrant | None = None) -> Entrant:
        if beside is None:
            contexts.append(visitor(browser))
        entrants.append(Entrant((beside.page.context if beside else contexts[-1]).new_page(), server.address))
        return entrants[-1]

    yield comes
    for context in contexts:
        context.close()
    assert [each for entrant in entrants for each in entrant.errors if MISSING not in each] == []
    assert {each for entrant in entrants for each in entrant.failed} <= {(401, "/signin/ldap")}
