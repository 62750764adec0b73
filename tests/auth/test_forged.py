"""ID tokens that were forged: each is refused, for its own reason, and the sound one beside it is not."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import Callable

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from auth.identity import SignInError
from data.store import Store
from tests.auth.forger import KEY, Forger, packed, signed
from tests.auth.signing import SECRET, client, come

OTHER = RSAKey.generate_key(2048, {"kid": "first"})
SHORT = RSAKey.generate_key(1024, {"kid": "first"})
CURVE = ECKey.generate_key("P-256", {"kid": "first"})
EDWARDS = OKPKey.generate_key("Ed25519", {"kid": "first"})
PEM = KEY.as_pem(private=False)
Lie = Callable[[Forger], object]


def claims(**others: object) -> Lie:
    return lambda forger: forger.claims.update(others)


def header(**others: object) -> Lie:
    return lambda forger: forger.header.update(others)


def tokens(**others: object) -> Lie:
    return lambda forger: forger.tokens.update(others)


def key(made: object, alg: str, published: list[object] | None = None, **others: object) -> Lie:
    """Sign with `made`, and publish others than the sound key if given."""

    def lie(forger: Forger) -> None:
        forger.key = made
        forger.header.update(alg=alg, **others)
        if published is not None:
            forger.published = [each if isinstance(each, dict) else each.as_dict(private=False) for each in published]

    return lie


NOW, DAY = int(time.time()), 86_400
"""Read when the tests are collected, which may be long before they run."""
OWN_KEY = CURVE.as_dict(private=False)
HALF = base64.urlsafe_b64encode(hashlib.sha256(b"an access token").digest()[:16]).decode().rstrip("=")
LIES: dict[str, tuple[Lie, str]] = {
    "unsigned": (key(None, "none"), "'none', which is not allowed"),
    "unsigned, in other letters": (key(None, "nOnE"), "'nOnE', which is not allowed"),
    "no algorithm": (lambda f: f.tokens.update(id_token=f"{packed({})}.{packed({})}."), "no token"),
    "signature removed": (lambda f: f.tokens.update(id_token=f.token().rpartition(".")[0] + "."), "signature is wrong"),
    "public key as a shared secret": (key(PEM, "HS256"), "'HS256', which is not allowed"),
    "client secret as the key": (key(b"the secret", "HS256"), "'HS256', which is not allowed"),
    "other key under the same name": (key(OTHER, "RS256"), "signature is wrong"),
    "key that nobody knows": (header(kid="unknown"), "publishes no RS256 key 'unknown'"),
    "name of a key that is no text": (header(kid=["first"]), "publishes no RS256 key"),
    "key in the token itself": (key(CURVE, "ES256", jwk=OWN_KEY), "publishes no ES256 key"),
    "address of keys in the token": (key(OTHER, "RS256", jku="http://127.0.0.1:9/jwks"), "signature is wrong"),
    "key for encryption": (key(KEY, "RS256", [KEY.as_dict(private=False) | {"use": "enc"}]), "publishes no RS256 key"),
    "key for another algorithm": (key(KEY, "RS256", [KEY.as_dict(private=False) | {"alg": "PS256"}]), "publishes no"),
    "key that is too short": (key(SHORT, "RS256", [SHORT]), "publishes no RS256 key"),
    "key of another kind": (key(CURVE, "ES256"), "publishes no ES256 key"),
    "two keys of one name": (key(KEY, "RS256", [KEY, OTHER]), "publishes no RS256 key"),
    "no name and two keys": (key(KEY, "RS256", [KEY, OTHER], kid=""), "publishes no RS256 key"),
    "key that is none": (key(KEY, "RS256", [{"kty": "RSA", "kid": "first", "n": 5}]), "publishes no RS256 key"),
    "extensions that must be known": (header(crit=["exp"], exp=NOW), "the token demands extensions"),
    "for somebody else": (claims(aud="another"), "for somebody else (aud)"),
    "for several others": (claims(aud=["another", "third"]), "for somebody else (aud)"),
    "for nobody": (claims(aud=None), "for somebody else (aud)"),
    "for a part of the name": (claims(aud="tidemark-and-more"), "for somebody else (aud)"),
    "asked for by somebody else": (claims(azp="another"), "asked for by somebody else (azp)"),
    "for several, asked for by nobody": (claims(aud=["tidemark", "another"]), "asked for by somebody else (azp)"),
    "of another issuer": (claims(iss="https://evil.example.org"), "of another issuer"),
    "of an issuer of a similar name": (lambda f: f.claims.update(iss=f.issuer + "/"), "of another issuer"),
    "of nobody": (claims(iss=None), "of another issuer"),
    "over": (claims(iat=NOW - 900, exp=NOW - 600), "the token is over: the clocks"),
    "of the future": (claims(iat=NOW + DAY, exp=NOW + 2 * DAY), "the token is of the future: the clocks"),
    "not valid yet": (claims(nbf=NOW + DAY), "the token is of the future"),
    "without an end": (claims(exp=None), "does not say its exp"),
    "without a beginning": (claims(iat=None), "does not say its iat"),
    "with an end in words": (claims(exp="2099-01-01"), "does not say its exp"),
    "with an end that is no number": (claims(exp=float("nan")), "holds no claims"),
    "with an end beyond all numbers": (claims(exp=10**400), "does not say its exp"),
    "with an end that is true": (claims(exp=True), "does not say its exp"),
    "without a nonce": (claims(nonce=None), "not the answer to this sign-in (nonce)"),
    "with another nonce": (claims(nonce="of another sign-in"), "not the answer to this sign-in (nonce)"),
    "with a nonce that is no text": (claims(nonce=["x"]), "not the answer to this sign-in (nonce)"),
    "about nobody": (claims(sub=None), "names nobody (sub)"),
    "about nobody in particular": (claims(sub=""), "names nobody (sub)"),
    "about a number": (claims(sub=17), "names nobody (sub)"),
    "about two lines": (claims(sub="viewer\nadmin"), "names nobody (sub)"),
    "with another access token": (claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "came with (at_hash)"),
    "with a hash that is no text": (claims(at_hash=5), "came with (at_hash)"),
    "of no claims": (lambda f: f.tokens.update(id_token=signed(f.header, ["a"], KEY)), "holds no claims"),
    "absent": (tokens(id_token=None), "no token"),
    "empty": (tokens(id_token=""), "no token"),
    "no text": (tokens(id_token={"a": 1}), "no token"),
    "garbage": (tokens(id_token="garbage"), "no token"),
    "not ASCII": (tokens(id_token="é.é.é"), "no token"),
    "encrypted": (tokens(id_token="a.b.c.d.e"), "no token"),
    "longer than any": (tokens(id_token="a" * 200_000), "no token"),
}


@pytest.mark.parametrize("name", LIES)
def test_it_is_refused(name: str, forger: Forger, store: Store) -> None:
    lie, why = LIES[name]
    openid = client(forger, store)
    lie(forger)
    with pytest.raises(SignInError) as caught:
        asyncio.run(come(forger, openid))
    assert why in caught.value.detail
    assert not any(secret in caught.value.detail for secret in (SECRET, "a code", "an access token"))


SOUND: dict[str, Lie] = {
    "as it is": claims(),
    "for several, asked for by us": claims(aud=["tidemark", "another"], azp="tidemark"),
    "clocks that differ a little": claims(iat=NOW + 30),
    "with the right access token": claims(at_hash=HALF),
    "the only key has no name": key(
        KEY, "RS256", [{n: v for n, v in KEY.as_dict(private=False).items() if n != "kid"}], kid=""
    ),
    "RS512": key(KEY, "RS512"),
    "PS256": key(KEY, "PS256"),
    "ES256": key(CURVE, "ES256", [KEY, CURVE]),
    "EdDSA": key(EDWARDS, "EdDSA", [KEY, EDWARDS]),
    "Ed25519": key(EDWARDS, "Ed25519", [KEY, EDWARDS]),
    "many keys of which one fits": key(KEY, "RS256", [{"kty": "new"}, CURVE, KEY]),
}


@pytest.mark.parametrize("name", SOUND)
def test_it_is_believed(name: str, forger: Forger, store: Store) -> None:
    openid = client(forger, store)
    SOUND[name](forger)
    identity = asyncio.run(come(forger, openid))
    assert (identity.subject, identity.title, identity.groups) == ("viewer", "Vera", ("viewers",))


def test_the_token_of_an_earlier_sign_in_does_not_count_again(forger: Forger, store: Store) -> None:
    openid = client(forger, store)
    asyncio.run(come(forger, openid))
    with pytest.raises(SignInError) as caught:
        asyncio.run(come(forger, openid))
    assert "nonce" in caught.value.detail


def test_userinfo_of_somebody_else_is_refused(forger: Forger, store: Store) -> None:
    forger.claims["groups"] = None
    forger.userinfo = {"sub": "admin", "groups": ["admins"]}
    with pytest.raises(SignInError) as caught:
        asyncio.run(come(forger, client(forger, store)))
    assert caught.value.detail == "userinfo is of somebody else (sub)"


def test_userinfo_does_not_overrule_what_was_signed(forger: Forger, store: Store) -> None:
    forger.claims["name"] = None
    forger.userinfo = {"sub": "viewer", "name": "Vera V.", "groups": ["admins"]}
    identity = asyncio.run(come(forger, client(forger, store)))
    assert (identity.title, identity.groups) == ("Vera V.", ("viewers",))


def test_unknown_keys_are_asked_for_once_in_a_while_only(forger: Forger, store: Store) -> None:
    openid = client(forger, store)
    forger.header["kid"] = "unknown"
    for _ in range(5):
        with pytest.raises(SignInError):
            asyncio.run(come(forger, openid))
    assert forger.asked.count("/jwks") == 1
