"""`/signin`: the way in, and `/signin/ldap`, where a directory is asked."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from apps.serving.denial import UNAVAILABLE
from apps.signing.browser import form_token
from apps.signing.desk import need
from apps.signing.entering import Entering, sentence, too_many
from apps.signing.paper import button, field, form, hidden, paragraph, submit
from auth.directory import AWAY
from auth.identity import SignInError
from auth.openid.onward import onward
from components.markup import Markup
from components.retold import retold

PLAIN = "This connection is not encrypted. It is for trying things out on this machine, and for nothing else."
STALE = "this form is too old, or the browser keeps no cookies; fill it in again"
LONGEST = 256
"""Characters of a name or a password."""


class SignIn(Entering):
    """The way in."""

    def get(self) -> None:
        """Offer it to who is not signed in; send on who is."""
        to = onward(self.get_query_argument("to", "/"))
        if self.access.kind == "none":
            alone = paragraph(self.say("This server is for one person, on this machine."))
            self.answer(self.say("Nobody signs in here"), alone, button(self.say("Open the pages"), "/"))
        elif self.session:
            self.redirect(to, status=303)
        elif self.access.kind == "ldap":
            self.asked(to)
        else:
            self.offered(to)

    def offered(self, to: str) -> None:
        """The way to the provider."""
        there = urlsplit(self.access.provider).netloc
        about = paragraph(self.say("Figures of central counterparties, for those who may see them."))
        way = submit(self.say("Sign in with {provider}", provider=there))
        asked = form("/signin/openid", hidden(to=to), way, method="get")
        self.answer(self.say("Sign in"), about, asked, *self.plain())

    def asked(self, to: str, name: str = "", trouble: str = "", status: int = 200) -> None:
        """A form for name and password."""
        said = [paragraph(sentence(retold(self.language, trouble)), kind="trouble")] if trouble else []
        fields = [
            field(self.say("Name"), "name", name, autofocus=not name, autocomplete="username", maxlength=str(LONGEST)),
            field(
                self.say("Password"), "password", kind="password", autofocus=bool(name), autocomplete="current-password"
            ),
        ]
        carried = hidden(to=to, form=form_token(self.bind()))
        given = form("/signin/ldap", carried, *fields, submit(self.say("Sign in")))
        self.answer(self.say("Sign in"), *said, given, *self.plain(), status=status)

    def plain(self) -> list[Markup]:
        """What must be said where the connection is not encrypted."""
        return [] if self.access.secure else [paragraph(self.say(PLAIN), kind="note")]


class Directory(SignIn):
    """Who sends a name and a password."""

    how = "ldap"

    def get(self) -> None:
        """Nothing is here to be read."""
        self.redirect("/signin", status=303)

    async def post(self) -> None:
        """Ask the directory, but not too often."""
        await self.sound(self.ask())

    async def ask(self) -> None:
        """Let in whom the directory knows."""
        name = self.get_body_argument("name", "")[:LONGEST]
        to = onward(self.get_body_argument("to", "/"))
        if not self.sent_from_here():
            self.asked(to, name, STALE, 403)
        elif wait := await self.off(lambda: need(self.access.rate).allow(*self.keys(name))):
            await self.too_often(to, name, wait)
        else:
            await self.checked(to, name, self.get_body_argument("password", "", strip=False))

    async def checked(self, to: str, name: str, password: str) -> None:
        """Have the directory look at name and password."""
        if len(password) > LONGEST:
            password = ""
        try:
            identity = await need(self.access.directory).check(name, password)
        except SignInError as error:
            await self.failed(to, name, error)
            return
        await self.off(lambda: need(self.access.rate).clear(*self.keys(name)))
        await self.enter(identity, to)

    async def failed(self, to: str, name: str, error: SignInError) -> None:
        """Say why the directory did not let somebody in; that it is away is nobody's failure."""
        away = error.reason == AWAY
        if not away:
            await self.off(lambda: need(self.access.rate).failed(*self.keys(name)))
        await self.note("sign-in refused", name, reason=error.detail)
        self.asked(to, name, error.reason, UNAVAILABLE if away else 401)

    async def too_often(self, to: str, name: str, wait: float) -> None:
        """Turn away who has failed too often."""
        reason = too_many(wait)
        if self.gate.knocks.heard(f"sign-in {self.address}"):
            await self.note("sign-in refused", name, reason=reason)
        self.set_header("Retry-After", str(math.ceil(wait)))
        self.asked(to, name, reason, 429)

    def keys(self, name: str) -> tuple[str, str]:
        """What failures are counted by."""
        return f"address {self.address}", f"name {name.strip().casefold()}"
