"""Sign-ins without a browser."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx

from auth.identity import Identity
from auth.openid import OpenID, Registration
from auth.session import Clock, Session, Sessions
from data.store import Store
from tests.auth.forger import Forger
from tests.provider.person import Person

URL, SECRET = "http://localhost:5006", "the secret"
Made = Callable[..., OpenID]
Meet = Callable[[str], Person]


def answered(address: httpx.URL) -> tuple[str, str, str]:
    """State, code and issuer, as a provider puts them into the address that it sends a browser back to."""
    assert str(address).startswith(f"{URL}/signin/callback?")
    return address.params["state"], address.params["code"], address.params["iss"]


async def signed_in(openid: OpenID, who: Person, path: str = "/") -> tuple[Identity, str]:
    """Who has signed in, and where to go on to."""
    address = await openid.begin(path, "a cookie")
    callback = await asyncio.to_thread(who.sign_in, address)
    return await openid.finish(*answered(callback), "a cookie")


def session(openid: OpenID, identity: Identity) -> Session:
    """A session that begins now."""
    found = openid.sessions.find(openid.sessions.begin(identity))
    assert found
    return found


def lasts(openid: OpenID, old: Session) -> bool:
    """Whether a session is not over."""
    return openid.sessions.ended([old.key]) == set()


def client(forger: Forger, store: Store, clock: Clock = time.time, url: str = URL) -> OpenID:
    """Sign-in with a provider that can be made to lie."""
    return OpenID(Sessions(store, clock=clock), Registration(forger.issuer, forger.client, SECRET, url))


async def come(forger: Forger, openid: OpenID) -> Identity:
    """Who has signed in there; the nonce is that of the first time."""
    asked = parse_qs(urlsplit(await openid.begin("/", "a cookie")).query)
    forger.nonce = forger.nonce or asked["nonce"][0]
    identity, _ = await openid.finish(asked["state"][0], "a code", forger.issuer, "a cookie")
    return identity
