"""Who somebody is, from what a provider claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auth.identity import SignInError
from auth.openid.registration import Registration

TITLES = ("name", "preferred_username", "email", "sub")
LONGEST = 200
TOO_MANY = (
    "the sign-in service left your groups out because you are in too many; "
    "ask the administrator to have it send only the groups that are assigned to Tidemark"
)


def complete(claims: Mapping[str, Any], known: Registration) -> bool:
    """Whether groups and title are there, so that the provider need not be asked for more."""
    return known.groups_claim in claims and known.name_claim in claims


def groups(claims: Mapping[str, Any], known: Registration) -> tuple[str, ...] | None:
    """The groups, without the slash that Keycloak's paths begin with; None if nothing is said of them.

    Raises SignInError if the provider left them out because they are too many, as Entra ID does.
    """
    if known.groups_claim not in claims:
        elsewhere = claims.get("_claim_names")
        if claims.get("hasgroups") or (isinstance(elsewhere, dict) and known.groups_claim in elsewhere):
            raise SignInError(TOO_MANY, "groups overage: the provider names a place to ask instead of the groups")
        return None
    found = claims[known.groups_claim]
    found = [found] if isinstance(found, str) else found
    names = [name.removeprefix("/") for name in found if isinstance(name, str)] if isinstance(found, list) else []
    return tuple(dict.fromkeys(name for name in names if name))


def title(claims: Mapping[str, Any], known: Registration) -> str:
    """What to show of somebody, in one line."""
    for name in (known.name_claim, *TITLES):
        found = claims.get(name)
        if isinstance(found, str) and (line := _line(found)):
            return line
    return ""


def session(claims: Mapping[str, Any]) -> str:
    """What the provider calls its own session; empty if it does not say."""
    found = claims.get("sid")
    return found if isinstance(found, str) else ""


def _line(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST]
