"""Text that only this installation can read: encrypted (JWE, A256GCM) with a key derived from its secret."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from data.secret import derived

METHOD = {"alg": "dir", "enc": "A256GCM"}


@dataclass(frozen=True)
class Seal:
    """Seals for one purpose in the installation at `home`: what was sealed for another does not open."""

    home: Path
    purpose: str

    def close(self, value: Any) -> str:
        """`value`, of JSON, sealed."""
        return jwe.encrypt_compact(METHOD, json.dumps(value).encode(), self._key())

    def open(self, sealed: str) -> Any:
        """What was sealed; None if it was with another secret, or for another purpose, or is no seal."""
        try:
            opened = jwe.decrypt_compact(sealed, self._key(), algorithms=list(METHOD.values()))
            return json.loads(opened.plaintext or b"null")
        except (JoseError, ValueError):
            return None

    def _key(self) -> OctKey:
        return OctKey.import_key(derived(self.home, self.purpose))


def opaque() -> str:
    """An identifier of 256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(identifier: str) -> str:
    """What is kept of an identifier: it recognises it and does not give it away. SHA-256, in hex."""
    return hashlib.sha256(identifier.encode(errors="replace")).hexdigest()
