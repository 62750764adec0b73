"""Lobbies whose readers come from a real provider, a real directory, or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from panel_config import Secret
from tests.apps.signing.lobby import Lobby, Visitor, lobby
from tests.provider.person import Person
from tests.provider.running import Provider
from tests.proxy import free_port
from tests.slapd import Slapd

Entered = Callable[[str], Visitor]


def provided(home: Path, provider: Provider, **settings: Any) -> Any:
    """A lobby of the provider's."""
    port = free_port()
    known = provider.client(f"http://localhost:{port}")
    named = {"provider": provider.issuer, "client_id": known.id, "client_secret": Secret(known.secret)}
    return lobby(home, port, scopes="openid profile groups", **named, **settings)


@pytest.fixture(scope="module")
def openid(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """Readers sign in with the provider."""
    with provided(tmp_path_factory.mktemp("openid"), provider) as made:
        yield made


@pytest.fixture(scope="module")
def ldap(slapd: Slapd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """Readers sign in with the directory."""
    tree = slapd.tree()
    settings = {
        "ldap": tree.url,
        "ldap_user_base": tree.user_base,
        "ldap_group_base": tree.group_base,
        "ldap_group_filter": tree.group_filter,
        "ldap_bind_dn": tree.searcher,
        "ldap_bind_password_file": tree.secret_file,
    }
    with lobby(tmp_path_factory.mktemp("ldap"), **settings) as made:
        yield made


def through(lobby: Lobby, name: str, to: str = "/account") -> Visitor:
    """Somebody of the provider's staff who has come as far as the callback's answer."""
    visitor = Visitor(lobby)
    visitor.answer = visitor.get(answered(visitor, name, to))
    return visitor


def answered(visitor: Visitor, name: str, to: str = "/account") -> str:
    """The path, with its query, that the provider sends the browser back to."""
    there = visitor.get("/signin/openid", to=to)
    assert there.status_code == 303, there.text
    person = Person(name)
    try:
        return person.sign_in(there.headers["Location"]).raw_path.decode()
    finally:
        person.close()
