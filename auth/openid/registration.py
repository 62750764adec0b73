"""How Tidemark is known to a provider."""

from __future__ import annotations

from dataclasses import dataclass, field

WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Registration:
    """What the provider and the administrator have agreed on. `provider` is its issuer, or where its metadata lie."""

    provider: str
    client_id: str
    client_secret: str = field(repr=False)
    url: str
    """Public address of Tidemark, without a slash at its end."""
    scopes: str = "openid profile email"
    groups_claim: str = "groups"
    name_claim: str = "name"

    @property
    def issuer(self) -> str:
        """The issuer as it was given, without a slash at its end."""
        return self.provider.strip().removesuffix(WELL_KNOWN).rstrip("/")

    @property
    def callback(self) -> str:
        """Where the provider sends the browser back to."""
        return f"{self.url}/signin/callback"

    @property
    def scope(self) -> str:
        """The scopes as they are asked for; without openid there would be no ID token."""
        return " ".join(dict.fromkeys(["openid", *self.scopes.split()]))
