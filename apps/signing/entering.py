"""How somebody whom a provider or a directory has named comes in, or is turned away."""

from __future__ import annotations

import math
from urllib.parse import urlencode

from apps.signing.browser import Browser
from apps.signing.paper import button, paragraph
from auth.identity import Identity, SignInError
from auth.policy import RoleError
from components.markup import Markup
from components.retold import retold
from data.store import StoreError

NOBODY = "nobody"
"""The actor of a refusal, where it is not known who asked."""


class Entering(Browser):
    """A page that signs in."""

    how = ""
    """What the audit calls the way in."""

    async def enter(self, identity: Identity, to: str) -> None:
        """Begin a session in place of the one before, and go on; raise SignInError for one who has no role here."""
        try:
            actor = self.access.policy.actor(identity.subject, identity.title, identity.groups)
        except RoleError as error:
            await self.note("sign-in refused", identity.subject, reason=str(error))
            self.turned_away(str(error), identity.title)
            return
        await self.note("signed in", actor.name, roles=list(actor.roles), entitlement=actor.entitlement)
        try:
            identifier = await self.off(lambda: self.begun(identity))
        except StoreError as error:
            await self.note("sign-in refused", actor.name, reason=str(error))
            raise
        self.keep(self.access.cookie, identifier)
        self.let_go()
        self.redirect(to, status=303)

    def begun(self, identity: Identity) -> str:
        """A new session; the one that the browser had ends."""
        if self.session:
            self.sessions.end(self.session.key)
        return self.sessions.begin(identity)

    async def refused(self, error: SignInError, actor: str = NOBODY, status: int = 403) -> None:
        """Say, and write down, why somebody is not let in. What anybody can cause is not written down each time."""
        times = self.gate.knocks.heard(f"sign-in {self.address}") if actor == NOBODY else 1
        if times:
            await self.note("sign-in refused", actor, reason=error.detail, times=times)
        self.turned_away(error.reason, status=status, to=error.path)

    def turned_away(self, reason: str, title: str = "", status: int = 403, to: str = "/") -> None:
        """The page that says why, and offers another try that leads to the same."""
        again = f"/signin?{urlencode({'to': to})}" if to != "/" else "/signin"
        who = [paragraph(self.say("You are known as {title}.", title=title), kind="quiet")] if title else []
        why = paragraph(sentence(retold(self.language, reason)), kind="trouble")
        self.answer(self.say("You are not signed in"), why, *who, self.again(again), status=status)

    def again(self, address: str = "/signin") -> Markup:
        """The way to another try."""
        return button(self.say("Sign in again"), address)

    async def note(self, kind: str, actor: str, **about: object) -> None:
        """Write down what happens, before it does."""
        await self.off(lambda: self.audit.event(kind, actor, how=self.how, address=self.address, **about))


def too_many(wait: float) -> str:
    """Why somebody must wait so many seconds."""
    minutes = math.ceil(wait / 60)
    return f"too many sign-ins have failed; try again in {minutes} minute{'s' * (minutes > 1)}"


def sentence(text: str) -> str:
    """`text` as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
