"""Sign-in with a real directory, and what is refused."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from auth import directory
from auth.directory import AWAY, STRANGE, WRONG, Directory, Tree
from auth.identity import Identity, SignInError
from tests.proxy import CERTIFICATE, free_port
from tests.slapd import GROUPS, OPEN, PASSWORD, PEOPLE, POSIX, Slapd, said


def check(tree: Tree, name: str, password: str = PASSWORD) -> Identity:
    return asyncio.run(Directory(tree).check(name, password))


def refused(tree: Tree, name: str, password: str = PASSWORD) -> SignInError:
    with pytest.raises(SignInError) as found:
        check(tree, name, password)
    assert PASSWORD not in str(found.value) + found.value.detail
    return found.value


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_is_known_with_title_and_groups_of_both_kinds(slapd: Slapd, name: str) -> None:
    groups = {group for group, members in (GROUPS | POSIX).items() if name in members}
    assert check(slapd.tree(), name) == Identity(name, PEOPLE[name], tuple(sorted(groups)))


def test_who_somebody_is_does_not_depend_on_how_they_write_it(slapd: Slapd) -> None:
    assert check(slapd.tree(), " KIM ") == check(slapd.tree(), "kim")


@pytest.mark.parametrize("kind", ["secure", "starttls"])
def test_over_tls_with_a_certificate_that_is_checked(slapd: Slapd, kind: str) -> None:
    url = f"ldaps://localhost:{slapd.secure}" if kind == "secure" else ""
    tree = replace(slapd.tree(url), ca=slapd.certificate)
    assert check(tree, "kim").groups == ("tidemark-viewers", "리스크")


@pytest.mark.parametrize("kind", ["secure", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(slapd: Slapd, tmp_path: Path, kind: str) -> None:
    said(*CERTIFICATE.split(), folder=tmp_path)
    url = f"ldaps://localhost:{slapd.secure}" if kind == "secure" else ""
    error = refused(replace(slapd.tree(url), ca=tmp_path / "fullchain.pem"), "kim")
    assert error.reason == AWAY and "certificate verify failed" in error.detail


def test_a_certificate_of_the_system_is_asked_for_where_none_is_named(slapd: Slapd) -> None:
    assert "certificate verify failed" in refused(slapd.tree(f"ldaps://localhost:{slapd.secure}"), "kim").detail


def test_a_certificate_of_another_host_is_refused(slapd: Slapd) -> None:
    error = refused(replace(slapd.tree(f"ldaps://127.0.0.2:{slapd.secure}"), ca=slapd.certificate), "kim")
    assert error.reason == AWAY and "ssl wrapping error: certificate" in error.detail


def test_a_directory_that_is_not_this_machine_is_not_spoken_to_in_the_clear(slapd: Slapd) -> None:
    tree = slapd.tree(f"ldap://{socket.gethostname()}:{slapd.plain}")
    assert Directory(tree).secured


@pytest.mark.parametrize(
    ("name", "password"),
    [("kim", "wrong"), ("nobody", PASSWORD), ("*", PASSWORD), ("k*", PASSWORD), ("kim)(uid=*", PASSWORD),
     ("*)(uid=*", PASSWORD), ("kim\\2a", PASSWORD), ("{dn}", PASSWORD), ("{name}", PASSWORD),
     ("kim", PASSWORD + " "), ("kim", "\xad"), ("kim", "pass\x07word")],
)  # fmt: skip
def test_a_wrong_name_and_a_wrong_password_are_told_alike(slapd: Slapd, name: str, password: str) -> None:
    assert refused(slapd.tree(), name, password).reason == WRONG


@pytest.mark.parametrize(
    ("name", "password"),
    [("kim", ""), ("kim", "  "), ("", PASSWORD), ("  ", PASSWORD), ("kim\0", PASSWORD), ("kim", "\0" * 3000)],
)
def test_what_is_empty_or_no_text_never_leaves(slapd: Slapd, name: str, password: str) -> None:
    nowhere = slapd.tree(f"ldap://localhost:{free_port()}")
    assert refused(nowhere, name, password).reason == "write your name and your password"


def test_two_entries_of_one_name_let_nobody_in(slapd: Slapd) -> None:
    error = refused(slapd.tree(), "twin")
    assert error.reason == WRONG and "2 entries" in error.detail


def test_the_name_may_stand_in_the_name_of_the_entry(slapd: Slapd) -> None:
    tree = replace(slapd.tree(searcher=""), user_base="uid={name},ou=people,dc=example,dc=org")
    assert check(tree, "direct") == Identity("direct", "Direct Entry", ())
    for name in ("kim", "direct,ou=people", "direct+cn=x", 'direct"', "direct,"):
        assert refused(tree, name).reason == WRONG


def test_nobody_in_particular_may_look_where_that_is_allowed(slapd: Slapd) -> None:
    assert check(slapd.tree(top=OPEN, searcher=""), "obrien").groups == ("tidemark-admins", "tidemark-analysts")
    assert refused(slapd.tree(searcher=""), "obrien").reason == WRONG


def test_a_searcher_with_a_wrong_password_is_told_to_who_looks_after_it(slapd: Slapd, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")
    error = refused(replace(slapd.tree(), secret_file=tmp_path / "wrong"), "kim")
    assert error.reason == STRANGE and error.detail == "the directory refuses its searcher: invalidCredentials"


def test_no_answer_is_told_as_such(slapd: Slapd) -> None:
    error = refused(slapd.tree(f"ldap://localhost:{free_port()}"), "kim")
    assert error.reason == AWAY and "Connection refused" in error.detail


def test_a_directory_that_takes_and_says_nothing_is_not_waited_for(
    slapd: Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "ANSWER", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = refused(slapd.tree(f"ldap://127.0.0.1:{silent.getsockname()[1]}"), "kim")
    assert error.reason == AWAY


def test_a_place_that_another_directory_has_is_not_followed(slapd: Slapd) -> None:
    """The tree has a referral to a port where nothing listens: who followed it would fail."""
    assert check(slapd.tree(), "kim").subject == "kim"


def test_nine_at_once_do_not_mix_up(slapd: Slapd) -> None:
    async def all_of_them() -> list[Identity]:
        one = Directory(slapd.tree())
        return await asyncio.gather(*(one.check(name, PASSWORD) for name in ["kim", "park", "obrien"] * 3))

    assert [found.subject for found in asyncio.run(all_of_them())] == ["kim", "park", "obrien"] * 3
