"""roles.yaml: every mistake at its line, entitlements that hold one another, and the example in its comments."""

import re
from pathlib import Path

import pytest

from auth.policy import OWN, SHIPPED, Policy, PolicyError, RoleError
from data.entitlement import EVERYTHING, Entitlement

TWO = """\
ask: the desk
entitlements:
  public: {datasets: [eu_2019, kdpw]}
  kdpw: {datasets: [kdpw]}
  own: {ccps: [Korea Exchange]}
roles:
  guest: {groups: [guests], sees: public, may: {open: [benchmark]}}
  pole: {groups: [poles], sees: kdpw, may: {open: all, export: all}}
  own: {groups: [krx], sees: own, ask: Ms O'Brien, may: {open: all}}
  own analyst: {includes: [own], groups: [krx-risk], sees: own, ask: Ms O'Brien, may: {export: all}}
  inner: {includes: [guest, pole], groups: [inner], sees: everything, may: {sql: all, audit: all}}
"""


def policy(folder: Path, text: str) -> Policy:
    (folder / "roles.yaml").write_text(text)
    return Policy.read(folder / "roles.yaml")


@pytest.fixture
def two(tmp_path: Path) -> Policy:
    return policy(tmp_path, TWO)


def test_what_is_read_is_what_stands_there(two: Policy) -> None:
    assert two.entitlements == {
        "public": Entitlement("public", ("eu_2019", "kdpw"), None),
        "kdpw": Entitlement("kdpw", ("kdpw",), None),
        "own": Entitlement("own", None, ("Korea Exchange",)),
    }
    assert two.entitlement(EVERYTHING) == Entitlement(EVERYTHING, None, None)


def test_the_hash_follows_the_file(two: Policy, tmp_path: Path) -> None:
    assert two.hash == policy(tmp_path, TWO).hash != policy(tmp_path, TWO + "# later\n").hash


def test_a_role_may_be_let_on_some_pages_alone(two: Policy) -> None:
    guest = two.actor("g", "G", ["guests"])
    assert guest.may("open", "benchmark") and not guest.may("open", "margin") and not guest.may("open")


def test_of_two_entitlements_the_one_that_holds_the_other_is_seen(two: Policy) -> None:
    assert two.actor("g", "G", ["poles", "guests"]).entitlement == "public"
    assert two.actor("g", "G", ["poles", "krx", "inner"]).entitlement == EVERYTHING


def test_entitlements_of_which_none_holds_the_others_let_nobody_in(two: Policy) -> None:
    with pytest.raises(RoleError, match=r"your roles 'guest' and 'own' see parts .* leave a group; ask the desk"):
        two.actor("g", "G", ["krx", "guests"])


def test_who_has_no_role_is_told_their_own_groups_and_no_other(two: Policy) -> None:
    with pytest.raises(RoleError) as refused:
        two.actor("g", "G", ["staff", "staff", "Guests"])
    assert str(refused.value) == "your groups (staff, Guests) give no role here; ask the desk"
    with pytest.raises(RoleError, match="you are in no group, which gives no role here"):
        two.actor("g", "G", [])
    with pytest.raises(RoleError, match=r"\(0, 1, 2, 3, 4, 5, 6, 7, 192 more\)"):
        two.actor("g", "G", map(str, range(200)))


def test_a_denial_names_no_role_over_figures_that_one_does_not_see(two: Policy) -> None:
    own = two.actor("o", "O", ["krx"])
    assert own.may("export", "margin").reason.startswith('you need the role "own analyst" to take figures along')
    assert own.may("export", "margin").reason.endswith("; ask Ms O'Brien")
    reason = own.may("sql", "margin").reason
    assert reason == "your role does not let you see the statements behind charts on the page 'margin'; ask the desk"


def test_this_machine_may_be_shown_a_part_alone(two: Policy) -> None:
    assert two.local("kdpw").entitlement == "kdpw"
    with pytest.raises(PolicyError, match="unknown entitlement 'kdwp'; did you mean 'kdpw'"):
        two.local("kdwp")


def test_pages_that_are_not_there_are_told_with_their_line(two: Policy) -> None:
    assert two.strangers(["benchmark", "margin"]) == []
    assert two.strangers(["bench", "margin"]) == ["roles.yaml:7: unknown page 'benchmark'; did you mean 'bench'?"]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("export: all}}\n  own", "expotr: all}}\n  own", "8: roles: pole: may: unknown action 'expotr'; did you mean "),
        ("sees: public", "sees: pubic", "7: roles: guest: sees: unknown entitlement 'pubic'; did you mean 'public'?"),
        ("sees: public, ", "", "7: roles: guest: there is no 'sees: …' line; choose from 'everything', 'public'"),
        ("sees: public", "sees: [public]", "7: roles: guest: sees: expected one text"),
        ("groups: [guests]", "groups: guests", "7: roles: guest: groups: expected a list, as [one, two]"),
        ("groups: [guests]", "groups: [[guests]]", "7: roles: guest: groups: expected a list"),
        ("groups: [guests]", "group: [guests]", "7: roles: guest: unknown key 'group'; did you mean 'groups'?"),
        ("includes: [own]", "includes: [inner]", "10: roles: own analyst: includes: unknown role 'inner'; "),
        ("{open: [benchmark]}", "{open: benchmark}", "7: roles: guest: may: open: expected a list, as [one, two]"),
        ("{open: [benchmark]}", "open", "7: roles: guest: may: expected 'name: value' lines"),
        ("audit: all", "audit: [margin]", "11: roles: inner: may: audit: it is of the whole server: write audit: all"),
        ("ask: the desk", "aks: the desk", "1: unknown key 'aks'; did you mean 'ask'?"),
        ("ask: the desk", "ask:", "1: ask: expected one text"),
        ("  kdpw: {", "  public: {", "4: entitlements: public: this key stands twice; remove one"),
        ("  kdpw: {", "  everything: {", "4: entitlements: everything: this name is taken: it is the whole catalog"),
        ("  kdpw: {", "  ../kdpw: {", "4: entitlements: ../kdpw: '../kdpw' "),
        ("{datasets: [kdpw]}", "{dataset: [kdpw]}", "4: entitlements: kdpw: unknown key 'dataset'; did you mean "),
        ("{datasets: [kdpw]}", "", "4: entitlements: kdpw: expected 'name: value' lines"),
        ("{datasets: [kdpw]}", "{}", "4: entitlements: kdpw: it names no datasets and no ccps; for the whole catalog"),
        ("{datasets: [kdpw]}", "{datasets: kdpw}", "4: entitlements: kdpw: datasets: expected a list"),
        ("roles:\n", "roles: [\n", "8: this is not YAML: expected "),
    ],
)
def test_a_mistake_is_named_with_its_line(two: Policy, tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert TWO.count(was) == 1
    with pytest.raises(PolicyError) as refused:
        policy(tmp_path, TWO.replace(was, becomes))
    assert refused.value.problems[0].startswith(f"roles.yaml:{said}")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as refused:
        policy(tmp_path, TWO.replace("sql: all, audit: all", "sqk: all, adit: all").replace("krx]", "[krx]]"))
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize("text", ["", "ask: the desk\n", "roles: {}\n"])
def test_a_file_without_a_role_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyError, match=r"roles\.yaml:1: "):
        policy(tmp_path, text)


def test_an_alias_of_itself_ends(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="nested too deep"):
        policy(tmp_path, "roles: &loop\n  a: *loop\n")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.yaml: cannot be read: No such file"):
        Policy.read(tmp_path / "none.yaml")
    (tmp_path / "roles.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(PolicyError, match="cannot be read: it is not UTF-8 text"):
        Policy.read(tmp_path / "roles.yaml")


def test_the_example_in_the_comments_of_the_shipped_file_is_one(tmp_path: Path) -> None:
    text = SHIPPED.read_text()
    example = re.findall(r"^# ?((?:entitlements:| {2}).*)$", text[text.index("An example") :], re.MULTILINE)
    entitlements, role = "\n".join(example[:6]), "\n".join(example[6:])
    read = policy(tmp_path, f"{text}\n{role}\n\n{entitlements}\n")
    guest = read.actor("g", "G", ["regulator-visitors"])
    assert (guest.entitlement, guest.may("export", "margin").allowed) == ("published", False)
    assert read.entitlements["own-figures"] == Entitlement("own-figures", ("filed",), ("Korea Exchange",))


@pytest.mark.parametrize("name", sorted(OWN))
def test_nobody_has_a_name_that_the_server_calls_itself(name: str) -> None:
    with pytest.raises(RoleError, match="nobody can sign in with that name"):
        Policy.read().actor(name, "Somebody", ["tidemark-admins"])
