"""Signing out, here and at a real provider."""

from __future__ import annotations

import asyncio
import time

import pytest

from auth.identity import SignInError
from auth.openid import Registration
from tests.auth.conftest import Received
from tests.auth.signing import URL, Made, Meet, lasts, session, signed_in
from tests.provider.running import Provider


def test_signing_out_goes_by_way_of_the_provider(provider: Provider, made: Made, person: Meet) -> None:
    openid, who = made(provider), person("viewer")
    identity, _ = asyncio.run(signed_in(openid, who))
    address = asyncio.run(openid.farewell(identity.tokens))
    assert str(who.sign_out(address)) == f"{URL}/signout"
    page = who.browser.get(asyncio.run(openid.begin("/", "a cookie")), follow_redirects=True)
    assert "password" in page.text


def test_a_session_without_tokens_is_still_said_farewell_to(provider: Provider, made: Made) -> None:
    address = asyncio.run(made(provider).farewell(None))
    assert address.startswith(provider.issuer) and "id_token_hint" not in address


def test_who_signs_out_there_is_signed_out_here(
    provider: Provider, made: Made, person: Meet, received: Received
) -> None:
    openid, who, other = made(provider), person("viewer"), person("viewer")
    client = provider.client(URL, backchannel_logout_uri=received.address)
    openid.known = Registration(provider.issuer, client.id, client.secret, URL, "openid profile groups")
    here, there = (session(openid, asyncio.run(signed_in(openid, each))[0]) for each in (who, other))
    who.sign_out(asyncio.run(openid.farewell(openid.sessions.tokens(here.key))))
    (token,) = received.tokens
    assert asyncio.run(openid.told(token)) == ["viewer"]
    assert not lasts(openid, here) and lasts(openid, there)
    with pytest.raises(SignInError) as caught:
        asyncio.run(openid.told(token))
    assert caught.value.detail == "the logout token has counted already (jti)"


def test_signing_out_does_not_wait_for_a_provider_that_is_down(
    own_provider: Provider, made: Made, person: Meet
) -> None:
    openid = made(own_provider)
    identity, _ = asyncio.run(signed_in(openid, person("viewer")))
    own_provider.down()
    other = made(own_provider, worker_of=openid)
    began = time.monotonic()
    assert asyncio.run(other.farewell(identity.tokens)) == ""
    assert time.monotonic() - began < 2
