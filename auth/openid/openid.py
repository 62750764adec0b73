"""The OpenID provider that people sign in with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from auth.identity import Identity, SignInError, Tokens
from auth.openid import claims as claim
from auth.openid import exchange
from auth.openid.logout import Told, signed_out
from auth.openid.metadata import Metadata, Provider
from auth.openid.onward import onward
from auth.openid.registration import Registration
from auth.openid.renewal import Lease, Renewals
from auth.openid.state import Begins, Begun
from auth.openid.token import Expected, check, check_access, check_nonce, check_subject, opened, refused
from auth.openid.wire import Answer, Unreachable
from auth.seal import opaque
from auth.session import Session, Sessions

MOMENT = 1
"""Seconds that signing out waits for the provider."""


class OpenID:
    """Sign-in into `sessions` with the provider of `known`. Every method asks the provider or waits for the store.

    All raise StoreError, and Unreachable if the provider does not answer.
    """

    def __init__(self, sessions: Sessions, known: Registration) -> None:
        self.sessions, self.known = sessions, known
        self.provider = Provider(known.issuer)
        self._begins, self._renewals = Begins(sessions.store), Renewals(sessions)
        self._told = Told(sessions.store)

    @property
    def host(self) -> str:
        """The provider's host, as people know it."""
        return urlsplit(self.known.issuer).netloc

    async def begin(self, path: str, browser: str) -> str:
        """The address to send a browser to, whose cookie holds `browser`; it goes on to `path` then."""
        metadata = await self.provider.now()
        state, begun = opaque(), Begun(opaque(), opaque(), onward(path))
        await asyncio.to_thread(self._begins.keep, state, browser, begun, self.sessions.clock())
        asked = {
            "response_type": "code",
            "client_id": self.known.client_id,
            "redirect_uri": self.known.callback,
            "scope": self.known.scope,
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        return _with(metadata.authorization_endpoint, asked)

    async def finish(self, state: str, code: str, issuer: str, browser: str) -> tuple[Identity, str]:
        """Who has signed in, and the path to go on to. Each state counts once. Raises SignInError."""
        begun = await asyncio.to_thread(self._begins.take, state, browser, self.sessions.clock())
        try:
            return await self._named(begun, code, issuer), begun.path
        except SignInError as error:
            error.path = begun.path
            raise

    async def _named(self, begun: Begun, code: str, issuer: str) -> Identity:
        """Whom the provider names for a code."""
        metadata = await self.provider.metadata()
        if issuer != metadata.issuer and (issuer or metadata.names_itself):
            raise refused("the answer is of another provider (iss)")
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.known.callback}
        answer = await exchange.tokens(self.known, metadata, form | {"code_verifier": begun.verifier})
        if answer.status != 200:
            raise exchange.not_given(answer, (code, begun.verifier, self.known.client_secret))
        return await self._identity(answer, metadata, begun.nonce)

    async def renew(self, session: Session) -> None:
        """Renew a session that is due, unless another worker does. It ends if the provider will not have it any more.

        While the provider is down the session goes on, and is tried again after pauses that grow.
        """
        lease = await asyncio.to_thread(self._renewals.lease, session.key)
        if lease is None:
            return
        if not lease.tokens.refresh:
            return await asyncio.to_thread(self._renewals.end, lease)
        try:
            metadata = await self.provider.metadata()
            form = {"grant_type": "refresh_token", "refresh_token": lease.tokens.refresh}
            answer = await exchange.tokens(self.known, metadata, form)
        except Unreachable:
            await asyncio.to_thread(self._renewals.postpone, lease)
            return
        if answer.status == 200:
            await asyncio.to_thread(self._renewals.keep, lease, await self._renewed(answer, metadata, lease))
        elif exchange.error(answer) == "invalid_grant":
            await asyncio.to_thread(self._renewals.end, lease)
        else:
            await asyncio.to_thread(self._renewals.postpone, lease)

    async def farewell(self, tokens: Tokens | None) -> str:
        """Where to send the browser to sign out there too; empty if the provider has no such place, or is down.

        `tokens` are those of the session that has ended, for the provider wants to see its own ID token; quick.
        """
        with suppress(TimeoutError, Unreachable):
            async with asyncio.timeout(MOMENT):
                metadata = await self.provider.now()
            if metadata.end_session_endpoint:
                return _with(metadata.end_session_endpoint, self._goodbye(tokens))
        return ""

    async def told(self, logout_token: str) -> list[str]:
        """End the sessions that a logout token of the provider names; whose they were. Raises SignInError."""
        metadata, now = await self.provider.metadata(), self.sessions.clock()
        expected = Expected(metadata.issuer, self.known.client_id, now)
        sid, subject, name = await signed_out(logout_token, self.provider, expected)
        if await asyncio.to_thread(self._told.before, name):
            raise refused("the logout token has counted already (jti)")
        ended = await asyncio.to_thread(self.sessions.end_provider, sid, subject)
        await asyncio.to_thread(self._told.note, name, now)
        return ended

    def _goodbye(self, tokens: Tokens | None) -> dict[str, str]:
        """What to say at the provider's way out."""
        asked = {"client_id": self.known.client_id, "post_logout_redirect_uri": f"{self.known.url}/signout"}
        return asked | ({"id_token_hint": tokens.id} if tokens else {})

    async def _identity(self, answer: Answer, metadata: Metadata, nonce: str) -> Identity:
        """Who the ID token of a sign-in is about."""
        claims = await self._claims(answer, metadata)
        check_nonce(claims, nonce)
        claims = await self._completed(claims, answer, metadata)
        groups = claim.groups(claims, self.known) or ()
        tokens = exchange.kept(answer, Tokens("", nonce=nonce))
        return Identity(claims["sub"], claim.title(claims, self.known), groups, claim.session(claims), tokens)

    async def _renewed(self, answer: Answer, metadata: Metadata, lease: Lease) -> Identity:
        """Who somebody is by now. An answer that cannot be trusted changes nothing but the refresh token.

        A new ID token without groups means that there are none left: Keycloak and Entra ID leave an empty claim out.
        """
        tokens = exchange.kept(answer, lease.tokens)
        same = Identity(lease.subject, lease.title, lease.groups, lease.provider_session, tokens)
        try:
            claims = {"sub": lease.subject}
            if exchange.text(answer, "id_token"):
                claims |= await self._claims(answer, metadata)
            if claims["sub"] != lease.subject or claims.get("nonce", tokens.nonce) != tokens.nonce:
                raise refused("the renewed token is of another sign-in")
            claims |= await self._completed(claims, answer, metadata)
            groups = claim.groups(claims, self.known)
            if groups is None:
                groups = () if exchange.text(answer, "id_token") else lease.groups
        except SignInError:
            return replace(same, tokens=replace(tokens, id=lease.tokens.id, lasts=exchange.SOONEST))
        title = claim.title({"name": lease.title} | claims, self.known)
        return replace(same, title=title, groups=groups)

    async def _claims(self, answer: Answer, metadata: Metadata) -> Mapping[str, Any]:
        """The claims of the ID token, checked all but the nonce."""
        header, claims = await opened(exchange.text(answer, "id_token"), self.provider)
        check(claims, Expected(metadata.issuer, self.known.client_id, self.sessions.clock()))
        check_subject(claims)
        check_access(header, claims, exchange.text(answer, "access_token"))
        return claims

    async def _completed(self, claims: Mapping[str, Any], answer: Answer, metadata: Metadata) -> Mapping[str, Any]:
        """The claims, and what userinfo says where they leave groups or name out."""
        access = exchange.text(answer, "access_token")
        if claim.complete(claims, self.known) or not (metadata.userinfo_endpoint and access):
            return claims
        return {**await exchange.userinfo(metadata, access, claims["sub"]), **claims}


def _with(address: str, asked: Mapping[str, str]) -> str:
    """`address` with more parameters."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
