"""`/signout`: the way out, and what a provider says of those who have left it."""

from __future__ import annotations

from contextlib import suppress

from apps.signing.browser import Browser
from apps.signing.paper import button, paragraph
from auth.identity import SignInError, Tokens
from auth.session import Session
from queries.trail.chain import AuditError

LONGEST = 2**16
"""Bytes of what a provider may send."""


class SignOut(Browser):
    """The way out."""

    def get(self) -> None:
        """Say that nobody is signed in, or offer to sign out who is."""
        if self.session:
            self.redirect("/account", status=303)
        else:
            over = paragraph(self.say("Nothing of this session can be used any more."))
            self.answer(self.say("You are signed out"), over, button(self.say("Sign in again"), "/signin"))

    async def post(self) -> None:
        """End the session, or all of this person."""
        await self.sound(self.leave())

    async def leave(self) -> None:
        """Leave here, and then the provider. An audit that cannot be written keeps nobody in."""
        there = "/signout"
        if session := self.session:
            everywhere = bool(self.get_body_argument("everywhere", ""))
            with suppress(AuditError):
                await self.off(lambda: self.told(session.subject, everywhere))
            tokens = await self.off(lambda: self.end(session, everywhere))
            there = await self.farewell(tokens) or there
        self.forget(self.access.cookie)
        self.redirect(there, status=303)

    def told(self, subject: str, everywhere: bool) -> None:
        """Write down who leaves."""
        self.audit.event("signed out", subject, address=self.address, everywhere=everywhere)

    def end(self, session: Session, everywhere: bool) -> Tokens | None:
        """End it; what the provider gave for it, and wants to see once more."""
        tokens = self.sessions.tokens(session.key)
        self.sessions.end(session.key)
        if everywhere:
            self.sessions.end_provider("", session.subject)
        return tokens

    async def farewell(self, tokens: Tokens | None) -> str:
        """Where the provider signs out; empty if it cannot be told."""
        if self.access.openid is None:
            return ""
        with suppress(SignInError):
            return await self.access.openid.farewell(tokens)
        return ""


class Told(Browser):
    """`/signout/backchannel`: the provider itself says who has left it. Its signed token is all that it shows."""

    async def post(self) -> None:
        """End the sessions that the token names."""
        try:
            if self.access.openid is None or len(self.request.body) > LONGEST:
                raise SignInError("nothing of the kind is expected here")
            subjects = await self.access.openid.told(self.get_body_argument("logout_token", ""))
        except SignInError as error:
            reason = error.detail
            if self.gate.knocks.heard(f"logout {self.address}"):
                with suppress(AuditError):
                    await self.off(lambda: self.audit.event("denied", "provider", address=self.address, reason=reason))
            self.set_status(400)
            self.finish({"error": "invalid_request", "error_description": error.reason})
            return
        with suppress(AuditError):
            await self.off(lambda: [self.audit.event("signed out", each, by="provider") for each in subjects])
        self.finish()
