"""A token that a provider has signed, and everything that must be true of it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core.util import create_half_hash
from joserfc import jws
from joserfc.errors import JoseError

from auth.identity import SignInError
from auth.openid.metadata import KINDS, Provider
from auth.openid.wire import read

LEEWAY = 60
"""Seconds by which the provider's clock may differ from this machine's."""
LONGEST, LAST = 100_000, 1e12
UNTRUSTED = (
    "the sign-in service gave an answer that cannot be trusted; try again, and tell the administrator if it stays so"
)


@dataclass(frozen=True)
class Expected:
    """What a token has to agree with."""

    issuer: str
    client_id: str
    now: float


def refused(detail: str) -> SignInError:
    """A refusal whose cause is for the audit."""
    return SignInError(UNTRUSTED, detail)


async def opened(token: str, provider: Provider) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims of a token whose signature is the provider's. Raises SignInError, or Unreachable for keys."""
    try:
        if len(token) > LONGEST:
            raise ValueError("longer than any token is")
        encoded = token.encode("ascii")
        header = jws.extract_compact(encoded).headers()
    except (JoseError, ValueError) as error:
        raise refused(f"no token: {_said(error)}") from None
    algorithm, name = header.get("alg"), header.get("kid", "")
    if not isinstance(algorithm, str) or algorithm not in KINDS:
        raise refused(f"the token is signed with {str(algorithm)[:40]!r}, which is not allowed")
    if "crit" in header:
        raise refused("the token demands extensions")
    key = await provider.key(algorithm, name if isinstance(name, str) else "?")
    if key is None:
        raise refused(f"the provider publishes no {algorithm} key {str(name)[:80]!r}")
    try:
        return header, read(jws.deserialize_compact(encoded, key, algorithms=[algorithm]).payload)
    except (JoseError, ValueError) as error:
        raise refused(f"the token's signature is wrong, or it holds no claims: {_said(error)}") from None


def check(claims: Mapping[str, Any], expected: Expected) -> None:
    """Whether the claims are of this provider, for this client, and of now. Raises SignInError."""
    if claims.get("iss") != expected.issuer:
        raise refused(f"the token is of another issuer: {str(claims.get('iss'))[:200]!r}")
    _check_audience(claims, expected.client_id)
    _check_times(claims, expected.now)


def check_subject(claims: Mapping[str, Any]) -> str:
    """Whom the claims are about. Raises SignInError."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable() or subject.isspace():
        raise refused("the token names nobody (sub)")
    return subject


def check_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    """Whether the token answers this sign-in and no other. Raises SignInError."""
    if not _same(claims.get("nonce"), nonce):
        raise refused("the token is not the answer to this sign-in (nonce)")


def check_access(header: Mapping[str, Any], claims: Mapping[str, Any], access: str) -> None:
    """Whether the access token is the one that the ID token came with, if that says so. Raises SignInError."""
    if "at_hash" not in claims:
        return
    algorithm = "EdDSA" if header["alg"] == "Ed25519" else header["alg"]
    if not _same(claims["at_hash"], create_half_hash(access, algorithm).decode()):
        raise refused("the access token is not the one that the ID token came with (at_hash)")


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    audience = [audience] if isinstance(audience, str) else audience
    if not isinstance(audience, list) or client_id not in audience:
        raise refused("the token is for somebody else (aud)")
    party = claims.get("azp")
    if party != client_id and (party is not None or len(audience) > 1):
        raise refused("the token was asked for by somebody else (azp)")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    issued, ends = _time(claims, "iat"), _time(claims, "exp")
    if issued > now + LEEWAY or ("nbf" in claims and _time(claims, "nbf") > now + LEEWAY):
        raise _clocks("the token is of the future", issued - now)
    if ends <= now - LEEWAY:
        raise _clocks("the token is over", now - issued)


def _time(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LAST:
        raise refused(f"the token does not say its {name}")
    return value


def _clocks(detail: str, seconds: float) -> SignInError:
    differ = f"the clocks of this server and of the sign-in service differ by about {abs(seconds):.0f} s"
    return SignInError(f"{differ}; tell the administrator", f"{detail}: {differ}")


def _same(found: object, expected: str) -> bool:
    return isinstance(found, str) and hmac.compare_digest(found.encode(errors="replace"), expected.encode())


def _said(error: Exception) -> str:
    return getattr(error, "description", None) or str(error) or type(error).__name__
