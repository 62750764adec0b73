"""The secret of an installation: it signs tokens, chains the audit and seals what the store keeps of a provider."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from data.once import made

NAME = "secret"


def secret(home: Path) -> bytes:
    """The secret of the installation at `home`, made when first asked for; readable for its owner only."""
    return known(home) or take(home, fresh())


def known(home: Path) -> bytes | None:
    """The secret at `home`, None if there is none yet."""
    path = home / NAME
    return path.read_bytes() if path.exists() else None


def fresh() -> bytes:
    """A secret that nobody has."""
    return secrets.token_hex(32).encode()


def derived(home: Path, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, of which no other key can be worked out."""
    return hmac.new(secret(home), purpose.encode(), hashlib.sha256).digest()


def take(home: Path, content: bytes) -> bytes:
    """Let `home` have a secret, unless it has one; the one that it has then."""
    return made(home / NAME, content)
