"""Sign-in with an OpenID provider: to it, and back from it."""

from __future__ import annotations

import math

from apps.serving.denial import UNAVAILABLE
from apps.signing.desk import need
from apps.signing.entering import Entering, too_many
from auth.identity import Identity, SignInError
from auth.openid.onward import onward
from auth.openid.wire import Unreachable

LONGEST = 200
"""Characters of what a provider says of an error that are repeated."""


class ToProvider(Entering):
    """`/signin/openid`: on to the provider."""

    how = "openid"

    async def get(self) -> None:
        """Send the browser there, bound to come back as the same."""
        await self.sound(self.begin())

    async def begin(self) -> None:
        """Find the provider's address and go there."""
        to = onward(self.get_query_argument("to", "/"))
        try:
            there = await need(self.access.openid).begin(to, self.bind())
        except Unreachable as error:
            error.path = to
            await self.refused(error, status=UNAVAILABLE)
            return
        self.redirect(there, status=303)


class FromProvider(Entering):
    """`/signin/callback`: back from the provider, with a code or with an error."""

    how = "openid"

    async def get(self) -> None:
        """Let in who comes with a sound answer."""
        await self.sound(self.finish_sign_in())

    async def finish_sign_in(self) -> None:
        """Have the answer examined, but not too many of one address that were wrong.

        One without the cookie of a sign-in is wrong at once, and counts for nothing: a foreign page could send browsers
        here with such, to keep their address out.
        """
        keys = [f"address {self.address}"] if self.bound() else []
        if wait := await self.off(lambda: self.access.rate.allow(*keys)):
            await self.too_often(wait)
            return
        try:
            identity, to = await self.named()
        except Unreachable as error:
            await self.refused(error, status=UNAVAILABLE)
        except SignInError as error:
            await self.off(lambda: self.access.rate.failed(*keys))
            await self.refused(error)
        else:
            await self.off(lambda: self.access.rate.clear(*keys))
            await self.enter(identity, to)

    async def too_often(self, wait: float) -> None:
        """Turn away who has come with too many wrong answers."""
        self.set_header("Retry-After", str(math.ceil(wait)))
        await self.refused(SignInError(too_many(wait)), status=429)

    async def named(self) -> tuple[Identity, str]:
        """Whom the provider names, and where to go on."""
        said, openid = self.get_query_argument, need(self.access.openid)
        if error := said("error", ""):
            about = said("error_description", "")
            told = f"{error}: {about}" if about else error
            raise SignInError(f"the provider did not sign you in: {told[:LONGEST]}")
        return await openid.finish(said("state", ""), said("code", ""), said("iss", ""), self.bound())
