"""`/account`: who is signed in, as what, and the way out."""

from __future__ import annotations

from datetime import UTC, datetime

from apps.signing.desk import Plain
from apps.signing.paper import form, hidden, paragraph, submit, told
from auth.actor import Actor
from auth.session import Session
from components.language import say


class Account(Plain):
    """Of whoever asks."""

    here = "/account"

    async def get(self) -> None:
        """Show it."""
        await self.sound(self.shown())

    async def shown(self) -> None:
        """What is known of the reader."""
        if self.session is None:
            alone = paragraph(self.say("This server is for one person, on this machine."))
            self.answer(self.say("Nobody signs in here"), alone, self.retry())
            return
        seen = await self.off(lambda: self.seen(self.actor))
        self.answer(
            self.actor.title,
            told(known(self.actor, self.session, self.language) | seen),
            form("/signout", hidden(csrf=self.session.csrf), submit(self.say("Sign out"))),
            form("/signout", hidden(csrf=self.session.csrf, everywhere="yes"),
                 submit(self.say("Sign out on all devices"), "plain")),
        )  # fmt: skip

    def seen(self, actor: Actor) -> dict[str, str]:
        """What the reader sees of the data."""
        titles = self.desk.engine_of(actor.entitlement).datasets()["title"]
        part = actor.policy.entitlement(actor.entitlement)
        ccps = {} if part.ccps is None else {self.say("CCPs"): ", ".join(part.ccps)}
        named = ", ".join(self.say(title) for title in titles) or self.say("none")
        return {self.say("Sees"): self.say(actor.entitlement), self.say("Datasets"): named, **ccps}


def known(actor: Actor, session: Session, language: str) -> dict[str, str]:
    """Who it is."""
    since = datetime.fromtimestamp(session.began, UTC)
    return {
        say(language, "Known as"): actor.name,
        say(language, "Roles" if len(actor.roles) > 1 else "Role"): ", ".join(actor.roles),
        say(language, "Signed in"): f"{since:%Y-%m-%d %H:%M} UTC",
    }
