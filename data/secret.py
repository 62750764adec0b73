"""The secret of an installation: it signs tokens, chains the audit and seals what the store keeps of a provider."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def secret(home: Path) -> bytes:
    """The secret of the installation at `home`, made when first asked for; readable for its owner only."""
    path = home / "secret"
    if not path.exists():
        _make(path)
    return path.read_bytes()


def derived(home: Path, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, of which no other key can be worked out."""
    return hmac.new(secret(home), purpose.encode(), hashlib.sha256).digest()


def _make(path: Path) -> None:
    """Put a secret at `path`, whole or not at all; of two that make one at once, the first counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix="secret.", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    with suppress(FileExistsError):
        os.link(part, path)
    os.unlink(part)
