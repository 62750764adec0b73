"""Who stands at the gate of a test's server: nobody signs in, or those do whom the test lets in."""

from __future__ import annotations

from pathlib import Path

from apps.serving.gate import Gate
from apps.serving.handover import Handover
from apps.serving.place import Place
from auth.access import Access
from auth.identity import Identity
from auth.policy import Policy
from auth.rate import Rate
from auth.session import Sessions
from data.store import Store
from panel_config import Settings
from queries.trail.audit import Audit

SECRET = b"a secret of this test"
ROLES = ("viewer", "analyst", "power user", "host", "admin")


def free(home: Path) -> Access:
    """Nobody signs in."""
    return Access.read(Settings(home=home))


def closed(home: Path, policy: Policy | None = None, metrics_token: str = "", url: str = "http://localhost") -> Access:
    """Readers sign in; the test itself begins their sessions, in the store that the server reads."""
    store = Store(home)
    store.upgrade()
    kept = policy or Policy.read()
    return Access("ldap", kept, store, Rate(store), "", Sessions(store), url=url, metrics_token=metrics_token)


def gate(place: Place, access: Access, origins: frozenset[str] = frozenset(), secret: bytes = SECRET) -> Gate:
    """A gate that has these keepers."""
    return Gate(access, Audit(access.store.home), secret, origins, place, Handover(place))


def let_in(access: Access, role: str = "viewer", subject: str = "") -> str:
    """The cookie of somebody who has just signed in with the groups of a role."""
    assert access.sessions
    groups = access.policy.roles[role].groups
    return access.sessions.begin(Identity(subject or role, role.title(), tuple(groups)))
