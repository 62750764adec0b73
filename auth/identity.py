"""Who has signed in, as a provider or a directory says, and why somebody was not let in."""

from __future__ import annotations

from dataclasses import dataclass, field


class SignInError(ValueError):
    """Somebody is not let in. `reason` is for the reader, `detail` for the audit; neither holds anything secret."""

    path = "/"
    """Where the sign-in was to lead, if that is known."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail or reason


@dataclass(frozen=True)
class Tokens:
    """What a provider gave for one sign-in. It is kept sealed, and no representation shows it."""

    id: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    nonce: str = field(default="", repr=False)
    lasts: float = 0
    """Seconds until it should be renewed, if there is a refresh token."""


@dataclass(frozen=True)
class Identity:
    """Somebody, by the unchanging subject, with a title to show and the groups."""

    subject: str
    title: str
    groups: tuple[str, ...]
    provider_session: str = ""
    tokens: Tokens | None = None
