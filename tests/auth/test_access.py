"""A server that is set up wrongly does not start: it names every setting that does not fit, and what to set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from apps.__main__ import main
from auth.access import Access
from auth.policy import RoleError
from data.entitlement import EVERYTHING
from panel_config import READERS, Settings
from tests.proxy import CERTIFICATE
from tests.shared import ROOT
from tests.slapd import said

OPENID = {
    "URL": "https://ccp.example.org",
    "PROXIED": "true",
    "PROVIDER": "https://idp.example.org/realms/risk",
    "CLIENT_ID": "tidemark",
    "CLIENT_SECRET_FILE": "{folder}/secret",
}
LDAP = {
    "URL": "https://ccp.example.org",
    "PROXIED": "true",
    "LDAP": "ldaps://ldap.example.org",
    "LDAP_USER_BASE": "ou=people,dc=example,dc=org",
    "LDAP_GROUP_BASE": "ou=groups,dc=example,dc=org",
    "LDAP_BIND_DN": "cn=searcher,dc=example,dc=org",
    "LDAP_BIND_PASSWORD_FILE": "{folder}/secret",
    "LDAP_CA": "{folder}/fullchain.pem",
}
ALONE = {"ADDRESS": "127.0.0.1"}
SWORDFISH = "swordfish of the provider"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a secret, a certificate and some roles."""
    (tmp_path / "secret").touch(0o600)
    (tmp_path / "secret").write_text(f"{SWORDFISH}\n")
    (tmp_path / "open").write_text(SWORDFISH)
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "empty").touch(0o600)
    (tmp_path / "bytes").touch(0o600)
    (tmp_path / "bytes").write_bytes(b"\xff\x00")
    (tmp_path / "roles.yaml").write_text(
        "roles:\n  viewer: {groups: [all], sees: all, may: {opne: all}}\n"
        "  desk: {includes: [veiwer], sees: everything}\n"
    )
    said(*CERTIFICATE.split(), folder=tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READERS:
        monkeypatch.delenv(f"TIDEMARK_{name.upper()}", raising=False)


def put(monkeypatch: pytest.MonkeyPatch, folder: Path, given: dict[str, str]) -> None:
    for name, text in ({"HOME": "{folder}/home"} | given).items():
        monkeypatch.setenv(f"TIDEMARK_{name}", text.replace("{folder}", str(folder)))


CASES = [
    (ALONE, {"ADDRESS": "0.0.0.0"}, "TIDEMARK_ADDRESS=0.0.0.0 lets others in, and nobody signs in: set TIDEMARK_PROV"),
    (ALONE, {"HOSTS": "ccp-desk:5006"}, "TIDEMARK_HOSTS=ccp-desk:5006 lets others in, and nobody signs in"),
    (ALONE, {"PROXIED": "true"}, "TIDEMARK_PROXIED=true lets others in, and nobody signs in"),
    (
        ALONE,
        {"URL": "https://ccp.example.org"},
        "TIDEMARK_URL=https://ccp.example.org lets others in, and nobody signs",
    ),
    (ALONE, {"CLIENT_ID": "tidemark"}, "TIDEMARK_CLIENT_ID is set, but not TIDEMARK_PROVIDER: set that too, or unset"),
    (ALONE, {"LDAP_CA": "{folder}/fullchain.pem"}, "TIDEMARK_LDAP_CA is set, but not TIDEMARK_LDAP: set that too"),
    (ALONE, {"ROLES": "{folder}/roles.yaml"}, "/roles.yaml: roles.yaml:2: roles: viewer: sees: unknown entitlement "),
    (ALONE, {"ROLES": "{folder}/roles.yaml"}, "/roles.yaml: roles.yaml:2: roles: viewer: may: unknown action 'opne'; "),
    (
        ALONE,
        {"ROLES": "{folder}/roles.yaml"},
        "/roles.yaml: roles.yaml:3: roles: desk: includes: unknown role 'veiwer'; ",
    ),
    (ALONE, {"ROLES": "{folder}/no.yaml"}, "/no.yaml: cannot be read: No such file or directory"),
    (ALONE, {"ENTITLEMENT": "publik"}, "TIDEMARK_ENTITLEMENT=publik: unknown entitlement 'publik'; choose from 'every"),
    (ALONE, {"METRICS_TOKEN": "short"}, "TIDEMARK_METRICS_TOKEN is short: set 16 characters or more"),
    (ALONE, {"AUDIT_ANCHOR": "{folder}/none/head"}, "/none/head: name a file in a folder that is there"),
    (ALONE, {"IDLE_MINUTES": "0"}, "TIDEMARK_IDLE_MINUTES='0': "),
    (
        ALONE,
        {"IDLE_MINUTES": "61", "SESSION_HOURS": "1"},
        "TIDEMARK_IDLE_MINUTES=61 is longer than TIDEMARK_SESSION_HO",
    ),
    (ALONE, {"OPEN_TO": "all"}, "TIDEMARK_OPEN_TO='all': "),
    (OPENID, {"OPEN_TO": "everyone"}, "TIDEMARK_OPEN_TO=everyone, but sign-in is set up: unset one"),
    (OPENID, {"LDAP": "ldaps://x"}, "TIDEMARK_PROVIDER and TIDEMARK_LDAP are both set: readers sign in one way"),
    (
        OPENID,
        {"PROVIDER": "http://idp.example.org"},
        "TIDEMARK_PROVIDER=http://idp.example.org: write the issuer's add",
    ),
    (OPENID, {"PROVIDER": "idp.example.org"}, "TIDEMARK_PROVIDER=idp.example.org: write the issuer's address, which"),
    (OPENID, {"PROVIDER": "https://idp.example.org:many"}, "TIDEMARK_PROVIDER=https://idp.example.org:many: write the"),
    (OPENID, {"CLIENT_ID": ""}, "TIDEMARK_CLIENT_ID is not set: set what the provider knows Tidemark by"),
    (OPENID, {"CLIENT_SECRET_FILE": ""}, "TIDEMARK_CLIENT_SECRET_FILE is not set: name a file with the secret"),
    (OPENID, {"CLIENT_SECRET": SWORDFISH}, "TIDEMARK_CLIENT_SECRET and TIDEMARK_CLIENT_SECRET_FILE are both set: un"),
    (OPENID, {"CLIENT_SECRET_FILE": "{folder}/none"}, "/none cannot be read: No such file or directory"),
    (OPENID, {"CLIENT_SECRET_FILE": "{folder}/open"}, "/open (mode 644): chmod 600 "),
    (OPENID, {"CLIENT_SECRET_FILE": "{folder}/empty"}, "/empty is empty: write the secret into it"),
    (OPENID, {"CLIENT_SECRET_FILE": "{folder}/bytes"}, "/bytes is no text"),
    (OPENID, {"SCOPES": "profile"}, "TIDEMARK_SCOPES=profile: add openid"),
    (OPENID, {"URL": ""}, "TIDEMARK_URL is not set: set the address of browsers, as https://ccp.example.org"),
    (
        OPENID,
        {"URL": "http://ccp.example.org"},
        "TIDEMARK_URL=http://ccp.example.org is not https: cookies would be se",
    ),
    (OPENID, {"URL": "https://ccp.example.org/risk"}, "TIDEMARK_URL=https://ccp.example.org/risk: write scheme and ho"),
    (
        OPENID,
        {"URL": "http://localhost", "ADDRESS": "0.0.0.0"},
        "TIDEMARK_ADDRESS=0.0.0.0 is not this machine alone: TI",
    ),
    (OPENID, {"PROXIED": "false"}, "TIDEMARK_URL is https, which only a proxy in front can speak: set TIDEMARK_PROXIE"),
    (LDAP, {"LDAP": "https://ldap.example.org"}, "TIDEMARK_LDAP=https://ldap.example.org: write ldaps://host or ldap:"),
    (LDAP, {"LDAP_USER_BASE": ""}, "TIDEMARK_LDAP_USER_BASE is not set: set an entry of the directory, as ou=people"),
    (LDAP, {"LDAP_USER_FILTER": "(uid=%s)"}, "TIDEMARK_LDAP_USER_FILTER=(uid=%s): there is no {name} in it"),
    (LDAP, {"LDAP_USER_FILTER": "uid={name}"}, "TIDEMARK_LDAP_USER_FILTER=uid={name}: this is no search filter: wri"),
    (
        LDAP,
        {"LDAP_GROUP_FILTER": "(member={dn}"},
        "TIDEMARK_LDAP_GROUP_FILTER=(member={dn}: this is no search filter",
    ),
    (LDAP, {"LDAP_BIND_DN": ""}, "TIDEMARK_LDAP_BIND_DN is not set: name the entry whose password the file holds"),
    (LDAP, {"LDAP_BIND_PASSWORD_FILE": ""}, "TIDEMARK_LDAP_BIND_PASSWORD_FILE is not set: name a file with the pas"),
    (LDAP, {"LDAP_BIND_PASSWORD_FILE": "{folder}/open"}, "TIDEMARK_LDAP_BIND_PASSWORD_FILE: others may read "),
    (LDAP, {"LDAP_CA": "{folder}/secret"}, "/secret holds no certificate in PEM form"),
    (LDAP, {"LDAP_CA": "{folder}/none"}, "TIDEMARK_LDAP_CA: "),
]


@pytest.mark.parametrize(("sound", "changed", "problem"), CASES)
def test_what_does_not_fit_is_named_and_nothing_is_served(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sound: dict[str, str],
    changed: dict[str, str],
    problem: str,
) -> None:
    put(monkeypatch, folder, sound | changed)
    assert main(["serve"]) == 2
    printed = capsys.readouterr()
    assert problem in printed.err and printed.out == "" and SWORDFISH not in printed.err
    assert len(printed.err.splitlines()) <= 3 and not (folder / "home").exists()


@pytest.mark.parametrize("sound", [ALONE, OPENID, LDAP], ids=["alone", "openid", "ldap"])
def test_what_the_cases_start_from_fits(folder: Path, monkeypatch: pytest.MonkeyPatch, sound: dict[str, str]) -> None:
    put(monkeypatch, folder, sound)
    access = Access.read(Settings.read())
    assert SWORDFISH not in repr(access)
    assert (access.kind == "none") == (sound is ALONE) and access.secure == (sound is not ALONE)
    assert access.cookie == ("tidemark-dev" if sound is ALONE else "__Host-tidemark")


def test_a_server_of_this_machine_needs_no_address_of_its_own_to_be_signed_in_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, folder, OPENID | {"URL": "", "PROXIED": "false", "PORT": "5017", "PROVIDER": "http://localhost:1"})
    access = Access.read(Settings.read())
    assert (access.url, access.cookie, access.provider) == (
        "http://localhost:5017",
        "tidemark-dev",
        "http://localhost:1",
    )


def test_who_is_open_to_everyone_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, folder, {"ADDRESS": "0.0.0.0", "OPEN_TO": "everyone"})
    access = Access.read(Settings.read())
    assert access.said == "Open to everyone: nobody signs in, and who reaches 0.0.0.0 reads every figure"


def test_without_sign_in_all_may_be_done_with_the_part_that_is_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "roles.yaml").write_text(
        "entitlements: {public: {datasets: [kdpw]}}\nroles: {viewer: {groups: [all], sees: public, may: {open: all}}}\n"
    )
    put(monkeypatch, folder, {"ENTITLEMENT": "public", "ROLES": "{folder}/roles.yaml"})
    local = Access.read(Settings.read()).actor(None)
    assert (local.name, local.entitlement, local.may("open").allowed) == ("local", "public", True)


def test_with_sign_in_nobody_is_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, folder, LDAP)
    with pytest.raises(RoleError, match="sign in first"):
        Access.read(Settings.read()).actor(None)


def test_all_problems_are_told_at_once_by_the_command_itself(folder: Path) -> None:
    given = {"HOME": str(folder / "home"), "PROVIDER": "http://idp.example.org", "ADDRESS": "0.0.0.0"}
    done = subprocess.run(
        [sys.executable, "-m", "apps", "serve"], cwd=ROOT, capture_output=True, text=True, timeout=60,
        env=os.environ | {f"TIDEMARK_{name}": text for name, text in given.items()},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    named = ["TIDEMARK_URL", "TIDEMARK_PROVIDER=http", "TIDEMARK_CLIENT_ID", "TIDEMARK_CLIENT_SECRET_FILE"]
    lines = done.stderr.removeprefix("tidemark: ").splitlines()
    assert [line.startswith(name) for line, name in zip(lines, named, strict=True)] == [True] * 4


def test_whoever_says_whom_it_is_open_to_on_the_command_line_is_heard(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(monkeypatch, folder, OPENID)
    assert main(["serve", "--open-to", "everyone"]) == 2
    assert "TIDEMARK_OPEN_TO=everyone, but sign-in is set up" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["serve", "--open-to", "all"])


def test_nothing_set_is_one_user_who_sees_everything_and_the_server_says_so() -> None:
    access = Access.read(Settings())
    assert (access.kind, access.entitlement) == ("none", EVERYTHING)
    assert access.said.startswith("Single user: nobody signs in, and only this machine is answered")
