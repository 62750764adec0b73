"""What a role may not do is neither shown nor sent, and refused when it is asked for all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.rights import AUDIT, ENTRIES, Rights
from apps.shell import ACCOUNT
from tests.apps.sitting import Sitting
from tests.charts import CHARTS, TITLES, point, somebody, stage, state

WRITING = ["Copy as SQL", "Open in SQL", "Pin to my board"]
MENUS = {
    "viewer": ["Provenance"],
    "analyst": ["Data table", "Provenance", "Export CSV"],
    "power-user": ["Data table", "SQL", "Provenance", "Export CSV", *WRITING],
    "host": ["Data table", "Provenance", "Export CSV"],
    "admin": ["Data table", "SQL", "Provenance", "Export CSV", *WRITING],
}
ROLES = list(MENUS)


def sitting(role: str, link: str = "") -> Sitting:
    return Sitting(stage(), link, actor=somebody("jan", role))


def source(role: str) -> str:
    """All that a browser is sent to open the page."""
    made = sitting(role)
    return json.dumps(made.roots, ensure_ascii=False) + "".join(made.sent)


@pytest.mark.parametrize("role", ROLES)
def test_a_menu_offers_what_the_role_may_do(role: str) -> None:
    made = sitting(role)
    for name in CHARTS:
        assert [entry["label"] for entry in made.part(f"card {name}", "entries")] == MENUS[role]
        assert bool(made.part(f"card {name}", "settings")) == (role != "viewer" and bool(arguments(name)))


def arguments(name: str) -> Any:
    return stage().board.page.views[name].query.arguments


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_offered_is_not_in_the_source(role: str) -> None:
    text = source(role)
    for label in {*ENTRIES.values(), *WRITING} - set(MENUS[role]):
        assert f'"{label}"' not in text
    assert ('"./audit"' in text) == (role == "admin")
    docs = {each.doc for name in CHARTS for each in arguments(name).values()}
    assert docs and all((doc in text) == (role != "viewer") for doc in docs)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["data", "sql", "provenance"])
def test_what_is_asked_for_all_the_same_is_refused_with_its_reason(role: str, action: str) -> None:
    made = sitting(role)
    made.say("card im_ranking", choose=action)
    allowed = ENTRIES[action] in MENUS[role]
    assert bool(made.part("drawer", "markup").startswith("<h3>")) == allowed
    assert made.part("strip", "message").startswith("" if allowed else "you need the role ")


@pytest.mark.parametrize("role", ROLES)
def test_the_exact_sql_of_a_chart_is_for_those_who_may_see_it(role: str) -> None:
    made = sitting(role, state(point("ccp", "KRX")).text())
    for _ in range(2):
        made.say("card im_ranking", choose="copy")
    copied = made.part("card im_ranking", "copied") if "Copy as SQL" in MENUS[role] else []
    assert [(each["number"], "ccp IN ('KRX')" in each["text"]) for each in copied] == [(2, True)][: len(copied)]
    assert (
        bool(copied) == ("Copy as SQL" in MENUS[role]) != made.part("strip", "message").startswith("you need the role")
    )


def test_pinning_needs_its_right_and_a_board() -> None:
    for role, said in (("analyst", 'you need the role "power user"'), ("power-user", "there is no board here")):
        made = sitting(role)
        made.say("card im_ranking", choose="pin")
        assert said in made.part("strip", "message")


def test_a_viewer_sets_no_argument_by_message_or_by_link() -> None:
    made = sitting("viewer")
    made.say("card spikes", set="threshold", value="2")
    assert made.reader.state.arguments == {} and 'need the role "analyst"' in made.part("strip", "message")
    linked = state().argued("spikes", "threshold", 2.0).text()
    refused = sitting("viewer", linked)
    assert refused.reader.state.arguments == {} and "Showing the page as it opens" in refused.part("strip", "message")
    assert sitting("analyst", linked).reader.state.arguments == {"spikes": {"threshold": 2.0}}


def test_two_of_one_role_share_a_document_and_two_roles_do_not() -> None:
    sitting("viewer")
    made = stage().documents.made
    sitting("viewer")
    assert stage().documents.made == made
    one, other = (Rights.of(somebody("jan", role), "benchmark", TITLES) for role in ("viewer", "analyst"))
    assert stage().opened(state(), one) and stage().document(state(), one) != stage().document(state(), other)


def test_the_account_is_the_reader_s_own_and_shared_with_nobody() -> None:
    for name in ("김하늘", '</script><img src=x onerror="alert(1)">', "", ACCOUNT):
        actor = somebody("jan", "viewer")
        made = Sitting(stage(), actor=type(actor)("jan", name, actor.roles, actor.entitlement, actor.policy))
        assert made.part("links", "account") == name
    assert Sitting(stage()).part("links", "account") == ""


def test_links_lead_to_the_pages_that_may_be_opened() -> None:
    every = Rights.every(TITLES).links(TITLES, "published")
    assert [each["title"] for each in every] == [*TITLES.values(), "SQL", "My board", "Present", "Audit"]
    assert [each["address"] for each in every if each["here"]] == ["./published"]
    few = Rights(("published", "gone"), frozenset({AUDIT}))
    assert [each["address"] for each in few.links(TITLES, "published")] == ["./published", "./audit"]
