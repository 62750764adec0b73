"""What each role may do, and how a denial is told."""

import pytest

from auth.actor import Actor
from auth.policy import Policy
from auth.role import ACTIONS
from data.entitlement import EVERYTHING

SHIPPED = Policy.read()
VIEWER = {"open", "provenance", "verify"}
ANALYST = VIEWER | {"adjust", "data", "export"}
MAY = {
    "viewers": VIEWER,
    "analysts": ANALYST,
    "power-users": ANALYST | {"sql", "query", "upload", "pin"},
    "hosts": ANALYST | {"present"},
    "admins": set(ACTIONS),
}


def of(*groups: str) -> Actor:
    return SHIPPED.actor("kim", "Kim Min-jun", [f"tidemark-{each}" for each in groups])


@pytest.mark.parametrize("group", MAY)
def test_each_shipped_role_may_what_it_is_for_and_no_more(group: str) -> None:
    actor = of(group)
    assert {action for action in ACTIONS if actor.may(action, "benchmark")} == MAY[group]
    assert actor.entitlement == EVERYTHING


def test_every_page_is_granted_at_once_and_one_by_one() -> None:
    assert of("viewers").may("open") and of("viewers").may("open", "a page of tomorrow")


def test_a_denial_names_the_least_role_and_whom_to_ask() -> None:
    reason = of("viewers").may("sql", "margin").reason
    assert reason == (
        "you need the role \"power user\" to see the statements behind charts on the page 'margin'; "
        "ask the administrator of this server"
    )
    assert of("power-users").may("audit").reason.startswith('you need the role "admin" to read the audit trail; ask ')


def test_what_is_allowed_has_no_reason() -> None:
    assert of("admins").may("audit").reason == ""


def test_what_is_no_action_is_not_asked() -> None:
    with pytest.raises(ValueError, match="unknown action 'exprot'; did you mean 'export'"):
        of("admins").may("exprot")


def test_several_groups_may_what_any_of_them_may() -> None:
    both = of("viewers", "power-users")
    assert both.roles == ("viewer", "power user") and both.may("sql", "margin") and not both.may("audit")


def test_whoever_uses_this_machine_has_every_role() -> None:
    local = SHIPPED.local()
    assert (local.name, local.entitlement) == ("local", EVERYTHING)
    assert all(local.may(action) for action in ACTIONS)


def test_the_policy_stands_in_no_representation_and_no_comparison() -> None:
    assert of("viewers") == Policy.read().actor("kim", "Kim Min-jun", ["tidemark-viewers"])
    assert hash(of("viewers")) and "policy" not in repr(of("viewers")).lower()
