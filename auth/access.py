"""Everything that the gate needs: how readers sign in, what they may do, and where that is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from auth.actor import Actor
from auth.address import held
from auth.directory import Directory, Tree
from auth.policy import Policy, PolicyError, RoleError
from auth.rate import Rate
from auth.session import Session, Sessions
from auth.sound import problems
from data.entitlement import EVERYTHING
from data.store import Store
from panel_config import EVERYONE, ConfigurationError, Settings

if TYPE_CHECKING:
    from auth.openid import OpenID

Kind = Literal["none", "openid", "ldap"]
SECURE_COOKIE, PLAIN_COOKIE = "__Host-tidemark", "tidemark-dev"
ALONE = "Single user: nobody signs in, and only this machine is answered; docs/signin.md says how to let others in"


@dataclass(frozen=True)
class Access:
    """Who may do what on this server. Without sign-in, `kind` is none, and there are no sessions."""

    kind: Kind
    policy: Policy
    store: Store
    rate: Rate
    said: str
    """What the server says of it when it starts."""
    sessions: Sessions | None = None
    openid: OpenID | None = None
    directory: Directory | None = None
    url: str = ""
    """The address that browsers know, without a slash at its end; empty without sign-in."""
    provider: str = ""
    """The origin of the provider, as https://accounts.example.org; empty without one."""
    metrics_token: str = field(default="", repr=False)
    entitlement: str = EVERYTHING
    """What is seen without sign-in."""

    @property
    def secure(self) -> bool:
        """Whether browsers come over TLS."""
        return self.url.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of the cookie of a session: over TLS one that no other host and no plain connection can set."""
        return SECURE_COOKIE if self.secure else PLAIN_COOKIE

    def actor(self, session: Session | None) -> Actor:
        """Who asks; raise RoleError if nobody has signed in, or has no role any more."""
        if self.kind == "none":
            return self.policy.local(self.entitlement)
        if session is None:
            raise RoleError("sign in first")
        return self.policy.actor(session.subject, session.title, session.groups)

    def close(self) -> None:
        """Let go of the store's connections, before a fork above all."""
        self.store.close()

    @classmethod
    def read(cls, settings: Settings) -> Access:
        """What the settings say; raise ConfigurationError with every problem. Nothing is written, nobody is asked."""
        found, policy = problems(settings), None
        try:
            policy = Policy.read(settings.roles)
            policy.entitlement(settings.entitlement)
        except PolicyError as error:
            name = "ROLES" if policy is None else "ENTITLEMENT"
            found += [f"TIDEMARK_{name}={getattr(settings, name.lower())}: {each}" for each in error.problems]
        if found or policy is None:
            raise ConfigurationError(found)
        return _made(settings, policy)


def _made(settings: Settings, policy: Policy) -> Access:
    store = Store(settings.home, settings.store)
    rate, token, seen = Rate(store), str(settings.metrics_token), settings.entitlement
    if not (settings.provider or settings.ldap):
        said = _open(settings) if settings.open_to == EVERYONE else ALONE
        return Access("none", policy, store, rate, said, metrics_token=token, entitlement=seen)
    url = settings.url.rstrip("/") or f"http://{_bracketed(settings.address)}:{settings.port}"
    sessions = Sessions(store, settings.idle_minutes, settings.session_hours)
    if settings.ldap:
        said, directory = f"Readers sign in with {settings.ldap}", Directory(_tree(settings))
        return Access("ldap", policy, store, rate, said, sessions, None, directory, url, "", token, seen)
    parts, openid = urlsplit(settings.provider), _openid(settings, sessions, url)
    origin = f"{parts.scheme}://{parts.netloc}"
    said = f"Readers sign in with {origin}"
    return Access("openid", policy, store, rate, said, sessions, openid, None, url, origin, token, seen)


def _open(settings: Settings) -> str:
    return f"Open to everyone: nobody signs in, and who reaches {settings.address} reads every figure"


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _openid(settings: Settings, sessions: Sessions, url: str) -> OpenID:
    from auth.openid import OpenID, Registration  # loads slowly, and only a server with a provider needs it

    file = settings.client_secret_file
    secret = held(file) if file else str(settings.client_secret)
    claims = (settings.groups_claim, settings.name_claim)
    return OpenID(sessions, Registration(settings.provider, settings.client_id, secret, url, settings.scopes, *claims))


def _tree(settings: Settings) -> Tree:
    return Tree(
        settings.ldap,
        settings.ldap_user_base,
        settings.ldap_user_filter,
        settings.ldap_group_base,
        settings.ldap_group_filter,
        settings.ldap_bind_dn,
        settings.ldap_bind_password_file,
        settings.ldap_ca,
    )
