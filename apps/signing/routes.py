"""The addresses of the plain pages."""

from __future__ import annotations

from apps.serving.gated import Gated
from apps.signing.account import Account
from apps.signing.desk import Desk, Nowhere
from apps.signing.openid import FromProvider, ToProvider
from apps.signing.receipt import Receipt
from apps.signing.signin import Directory, SignIn
from apps.signing.signout import SignOut, Told
from apps.signing.trail import Trail

Spec = tuple[str, type[Gated], dict[str, object]]
ALWAYS: dict[str, type[Gated]] = {
    "/signin/?": SignIn,
    "/signout/?": SignOut,
    "/account/?": Account,
    "/audit/?": Trail,
    "/receipt/?": Receipt,
    "/receipt/([^/]+)": Receipt,
}
REST: dict[str, type[Gated]] = {"/signin/.*": Nowhere, "/signout/.*": Nowhere}
BY_KIND: dict[str, dict[str, type[Gated]]] = {
    "none": {},
    "openid": {"/signin/openid": ToProvider, "/signin/callback": FromProvider, "/signout/backchannel": Told},
    "ldap": {"/signin/ldap": Directory},
}


def routes(desk: Desk) -> list[Spec]:
    """The url specs of what there is, by the kind of sign-in."""
    known: dict[str, object] = {"desk": desk}
    return [(address, kind, known) for address, kind in (ALWAYS | BY_KIND[desk.access.kind] | REST).items()]
