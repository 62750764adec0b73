"""What providers say of people, each in its own way, and where people go on to."""

from __future__ import annotations

from typing import Any

import pytest

from auth.identity import SignInError
from auth.openid import Registration
from auth.openid.claims import groups, title
from auth.openid.onward import onward

KNOWN = Registration("https://id.example.org", "tidemark", "a secret", "https://tidemark.example.org")


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        (["tidemark-analysts", "all staff"], ("tidemark-analysts", "all staff")),
        (["/tidemark/analysts", "/analysts"], ("tidemark/analysts", "analysts")),  # Keycloak, with full paths
        (["analysts", "/analysts"], ("analysts",)),
        (["8b3a1c1e-0000-4000-8000-000000000001"], ("8b3a1c1e-0000-4000-8000-000000000001",)),  # Entra ID
        ("analysts", ("analysts",)),
        ([], ()),
        ([5, None, "", "/", ["a"], "분석가"], ("분석가",)),
        ({"analysts": True}, ()),
        (None, ()),
    ],
)
def test_groups_are_names_without_the_slash_of_a_path(claimed: Any, expected: tuple[str, ...]) -> None:
    assert groups({"groups": claimed}, KNOWN) == expected


def test_no_word_of_groups_is_not_the_same_as_no_groups() -> None:
    assert groups({"sub": "u"}, KNOWN) is None


@pytest.mark.parametrize("left_out", [{"_claim_names": {"groups": "src1"}}, {"hasgroups": True}])
def test_groups_that_entra_leaves_out_are_said_to_be_too_many(left_out: dict[str, Any]) -> None:
    with pytest.raises(SignInError, match="you are in too many; ask the administrator to have it send only the groups"):
        groups(left_out, KNOWN)


def test_other_claims_that_lie_elsewhere_do_not_matter() -> None:
    assert groups({"_claim_names": {"address": "src1"}}, KNOWN) is None


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"name": "Vera O'Brien", "email": "v@ccp.example", "sub": "u"}, "Vera O'Brien"),
        ({"name": "", "preferred_username": "vera", "sub": "u"}, "vera"),
        ({"name": 5, "email": "v@ccp.example", "sub": "u"}, "v@ccp.example"),
        ({"sub": "u"}, "u"),
        ({"name": " 오둘\r\n\u202eadmin ", "sub": "u"}, "오둘admin"),
        ({"name": "a" * 5000, "sub": "u"}, "a" * 200),
    ],
)
def test_a_title_is_one_short_line(claims: dict[str, Any], expected: str) -> None:
    assert title(claims, KNOWN) == expected


@pytest.mark.parametrize("given", ["https://id.example.org", "https://id.example.org/.well-known/openid-configuration"])
def test_a_provider_is_named_by_its_issuer_or_by_where_its_metadata_lie(given: str) -> None:
    assert Registration(given, "tidemark", "", "").issuer == "https://id.example.org"


def test_openid_is_always_asked_for() -> None:
    scope = [Registration("", "", "", "", scopes).scope for scopes in ("", "profile openid", "email  groups")]
    assert scope == ["openid", "openid profile", "openid email groups"]


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/margin", "/margin?quarter=2024Q1..2025Q4&ccp=Eurex%20Clearing%20AG#view", "/a//b", "/signing-off"),
        *("/?to=https://evil.example.org", "/%2Fevil.example.org", "/@evil.example.org", "/a:b"),
    ],
)
def test_paths_of_this_server_are_gone_on_to(path: str) -> None:
    assert onward(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "margin",
            "//evil.example.org",
            "///evil.example.org",
            "https://evil.example.org",
            "http:/evil.example.org",
        ),
        *(
            "/\\evil.example.org",
            "\\\\evil.example.org",
            "/a\\b",
            "javascript:alert(1)",
            "data:text/html,x",
            "?a=b",
            "#a",
        ),
        *(
            "/a\r\nSet-Cookie: a=b",
            "/a\tb",
            "/\t/evil.example.org",
            " /a",
            "/a b",
            "/a\x00",
            "/\u2028a",
            "/" + "a" * 5000,
        ),
        *("/signin", "/signin?to=/", "/signin/openid", "/signout", "/signout/backchannel", "//signin", "/signin#a"),
    ],
)
def test_everything_else_leads_to_the_first_page(path: str) -> None:
    assert onward(path) == "/"


def test_other_letters_are_written_as_addresses_write_them() -> None:
    assert (
        onward('/margin?ccp=한국거래소&a="<b>')
        == "/margin?ccp=%ED%95%9C%EA%B5%AD%EA%B1%B0%EB%9E%98%EC%86%8C&a=%22%3Cb%3E"
    )
