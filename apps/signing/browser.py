"""The browser that a sign-in began in: a cookie that lives as long as one takes, and what its forms carry."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from hmac import compare_digest

from apps.signing.desk import Plain

LASTS = 600
"""Seconds that a sign-in may take."""
VALUE = re.compile(r"[\w-]{43}", re.ASCII)


class Browser(Plain):
    """A page of sign-in."""

    @property
    def binding(self) -> str:
        """The name of the cookie: over TLS one that no other host and no plain connection can set."""
        return "__Host-tidemark-signin" if self.access.secure else "tidemark-dev-signin"

    def bound(self) -> str:
        """The value of the cookie; empty if the browser has none of ours."""
        value = self.get_cookie(self.binding, "") or ""
        return value if VALUE.fullmatch(value) else ""

    def bind(self) -> str:
        """The value of the cookie, which the browser has from now on. Two sign-ins of one browser share it."""
        value = self.bound() or secrets.token_urlsafe(32)
        self.keep(self.binding, value, LASTS)
        return value

    def let_go(self) -> None:
        """Have the browser forget the cookie."""
        self.forget(self.binding)

    def keep(self, name: str, value: str, seconds: int | None = None) -> None:
        """Have the browser keep a cookie that no script reads: for so long, or until it is closed."""
        self.set_cookie(
            name, value, max_age=seconds, path="/", httponly=True, secure=self.access.secure, samesite="Lax"
        )

    def forget(self, name: str) -> None:
        """Have the browser forget a cookie."""
        self.clear_cookie(name, path="/", httponly=True, secure=self.access.secure, samesite="Lax")

    def sent_from_here(self) -> bool:
        """Whether a form comes from a page that this browser was sent."""
        value = self.bound()
        return bool(value) and compare_digest(self.get_body_argument("form", "").encode(), form_token(value).encode())


def form_token(value: str) -> str:
    """What the forms of a browser carry."""
    return sha256(f"a form of {value}".encode()).hexdigest()
