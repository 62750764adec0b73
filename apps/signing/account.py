"""`/account`: who is signed in, as what, and the way out."""

from __future__ import annotations

from datetime import UTC, datetime

from apps.signing.desk import Plain, retry
from apps.signing.paper import form, hidden, paragraph, submit, told
from auth.actor import Actor
from auth.session import Session


class Account(Plain):
    """Of whoever asks."""

    here = "/account"

    async def get(self) -> None:
        """Show it."""
        await self.sound(self.shown())

    async def shown(self) -> None:
        """What is known of the reader."""
        if self.session is None:
            self.answer("Nobody signs in here", paragraph("This server is for one person, on this machine."), retry())
            return
        seen = await self.off(lambda: self.seen(self.actor))
        self.answer(
            self.actor.title,
            told(known(self.actor, self.session) | seen),
            form("/signout", hidden(csrf=self.session.csrf), submit("Sign out")),
            form("/signout", hidden(csrf=self.session.csrf, everywhere="yes"),
                 submit("Sign out on all devices", "plain")),
        )  # fmt: skip

    def seen(self, actor: Actor) -> dict[str, str]:
        """What the reader sees of the data."""
        titles = self.desk.engine_of(actor.entitlement).datasets()["title"]
        part = actor.policy.entitlement(actor.entitlement)
        ccps = {} if part.ccps is None else {"CCPs": ", ".join(part.ccps)}
        return {"Sees": actor.entitlement, "Datasets": ", ".join(titles) or "none", **ccps}


def known(actor: Actor, session: Session) -> dict[str, str]:
    """Who it is."""
    since = datetime.fromtimestamp(session.began, UTC)
    return {
        "Known as": actor.name,
        "Roles" if len(actor.roles) > 1 else "Role": ", ".join(actor.roles),
        "Signed in": f"{since:%Y-%m-%d %H:%M} UTC",
    }
