"""What a provider says of itself, and the keys that it signs with."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from auth.openid.registration import WELL_KNOWN
from auth.openid.wire import Unreachable, ask, plain

NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
WISHED = ("userinfo_endpoint", "end_session_endpoint")
METHODS = ("client_secret_basic", "client_secret_post")
KINDS: Mapping[str, tuple[type[RSAKey] | type[ECKey] | type[OKPKey], str]] = {
    **{name: (RSAKey, "") for name in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")},
    "ES256": (ECKey, "P-256"),
    "ES384": (ECKey, "P-384"),
    "EdDSA": (OKPKey, "Ed25519"),
    "Ed25519": (OKPKey, "Ed25519"),
}
"""Which key, on which curve, an algorithm needs. All are of two keys: no other algorithm is ever accepted."""
HOUR, PAUSE = 3600, 30
"""Seconds that metadata and keys count, and between two questions for keys that were not known."""
SHORTEST = 2048


@dataclass(frozen=True)
class Metadata:
    """What is needed of a provider's metadata; addresses that it has not are empty."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    method: str
    names_itself: bool
    """Whether it sends `iss` along with each code (RFC 9207)."""


class Provider:
    """The provider with this issuer, asked when needed: metadata and keys count for an hour, longer if it is down."""

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer, self.clock = issuer, clock
        self._metadata: Metadata | None = None
        self._keys: list[Mapping[str, Any]] = []
        self._known_at = self._keys_at = -float("inf")

    async def metadata(self) -> Metadata:
        """What it says of itself. Raises Unreachable."""
        if self._metadata is None:
            return await self.now()
        if self.clock() - self._known_at > HOUR:
            with suppress(Unreachable):
                return await self.now()
            self._known_at = self.clock()
        return self._metadata

    async def now(self) -> Metadata:
        """The same, asked at this moment: whoever is sent to a provider that is down finds no way back.

        Raises Unreachable.
        """
        address = self.issuer + WELL_KNOWN
        answer = await ask(address)
        if answer.status != 200:
            raise Unreachable(address, f"answers with status {answer.status}")
        self._metadata = _metadata(address, self.issuer, answer.body)
        self._known_at = self.clock()
        return self._metadata

    async def key(self, algorithm: str, name: str) -> Key | None:
        """The key called `name` for `algorithm`, or the only one if it has no name; None if there is none such."""
        found = self._key(algorithm, name)
        age = self.clock() - self._keys_at
        if age > HOUR or (found is None and age > PAUSE):
            await self._fetch_keys(found is not None)
            found = self._key(algorithm, name)
        return found

    async def _fetch_keys(self, enough: bool) -> None:
        """Learn the keys; a provider that is down is no reason to forget them if those that there are do."""
        address = (await self.metadata()).jwks_uri
        try:
            answer = await ask(address)
            keys = answer.body.get("keys")
            if answer.status != 200 or not isinstance(keys, list):
                raise Unreachable(address, f"answers without keys (status {answer.status})")
            self._keys = [key for key in keys if isinstance(key, dict)]
        except Unreachable:
            if not enough:
                raise
        self._keys_at = self.clock()

    def _key(self, algorithm: str, name: str) -> Key | None:
        kind, curve = KINDS[algorithm]
        fitting = [
            key
            for key in self._keys
            if key.get("kty") == kind.key_type
            and key.get("crv", "") == curve
            and key.get("use", "sig") == "sig"
            and key.get("alg", algorithm) in (algorithm, "EdDSA" if algorithm == "Ed25519" else algorithm)
            and name in ("", key.get("kid"))
        ]
        return _imported(kind, fitting[0]) if len(fitting) == 1 else None


def _imported(kind: type[RSAKey] | type[ECKey] | type[OKPKey], written: Mapping[str, Any]) -> Key | None:
    """The public key; None if it is no key, or too short."""
    try:
        key = kind.import_key({name: written[name] for name in ("kty", "crv", "n", "e", "x", "y") if name in written})
        return None if isinstance(key, RSAKey) and key.public_key.key_size < SHORTEST else key
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _metadata(address: str, issuer: str, body: Mapping[str, Any]) -> Metadata:
    """The metadata, checked. Raises Unreachable."""
    named = body.get("issuer")
    if not isinstance(named, str) or named.rstrip("/") != issuer:
        raise Unreachable(address, f"calls itself {str(named)[:200]!r}, and not {issuer!r}: set that as the provider")
    places = {name: plain(body.get(name)) for name in (*NEEDED, *WISHED)}
    if missing := [name for name in NEEDED if not places[name]]:
        raise Unreachable(address, f"gives no {missing[0]} over https")
    offered = body.get("token_endpoint_auth_methods_supported", METHODS[:1])
    method = next((method for method in METHODS if isinstance(offered, list | tuple) and method in offered), "")
    if not method:
        raise Unreachable(address, f"takes no client secret: allow {' or '.join(METHODS)} there")
    names_itself = body.get("authorization_response_iss_parameter_supported") is True
    return Metadata(issuer=named, **places, method=method, names_itself=names_itself)
