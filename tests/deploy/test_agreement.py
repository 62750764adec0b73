"""The files of deploy/ speak of the same port, name and settings."""

from __future__ import annotations

import re

import pytest

from apps.command_line import read
from auth.sound import problems
from data.postgres import parameters
from panel_config import Settings
from tests.deploy.files import WORDS, environment, services, started, told, unit

SERVERS = [each for name, each in services("compose-hosts.yaml").items() if name.startswith("tidemark-")]
GIVEN = [environment(), services()["tidemark"]["environment"], *(each["environment"] for each in SERVERS)]
NAMES = ["systemd", "compose", "host 1", "host 2"]
PORT = Settings.param["port"].default
NAME = "tidemark.example.org"


def test_there_is_one_port() -> None:
    assert read(started()[1:]).port == read(unit()["ExecStart"][0].split()[1:]).port == PORT
    assert re.findall(r"^\s+server ([\d.]+:\d+);", WORDS["nginx.conf"], re.MULTILINE) == [f"127.0.0.1:{PORT}"]
    assert set(re.findall(r"^\s+server 10\.0\.0\.\d+:(\d+) ", WORDS["nginx-hosts.conf"], re.MULTILINE)) == {str(PORT)}
    assert f"http://127.0.0.1:{PORT}/" in told("HEALTHCHECK")[0] and told("EXPOSE") == [str(PORT)]


@pytest.mark.parametrize(
    "name", ["nginx.conf", "nginx-hosts.conf", "tidemark.service", "compose.yaml", "compose-hosts.yaml"]
)
def test_the_name_to_change_stands_once(name: str) -> None:
    assert WORDS[name].count(NAME) == 1


@pytest.mark.parametrize("given", GIVEN, ids=NAMES)
def test_the_server_knows_of_the_proxy(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in given.items():
        monkeypatch.setenv(variable, text)
    settings = Settings.read()
    assert settings.proxied and settings.url == f"https://{NAME}"


@pytest.mark.parametrize("given", GIVEN, ids=NAMES)
def test_sign_in_is_set_up_but_for_the_secret(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in given.items():
        monkeypatch.setenv(variable, text)
    secret = given["TIDEMARK_CLIENT_SECRET_FILE"]
    said = f"TIDEMARK_CLIENT_SECRET_FILE: {secret} cannot be read: No such file or directory"
    assert problems(Settings.read()) == [said]


def test_the_hosts_that_compose_starts_are_those_that_nginx_asks() -> None:
    asked = re.findall(r"^\s+server (10[\d.]+):\d+ ", WORDS["nginx-hosts.conf"], re.MULTILINE)
    assert [each["networks"]["hosts"]["ipv4_address"] for each in SERVERS] == asked


def test_the_hosts_that_compose_starts_share_one_store_and_no_home() -> None:
    stores = {each["environment"][name] for each in SERVERS for name in ("TIDEMARK_STORE", "TIDEMARK_BUS")}
    (address,) = stores
    database = services("compose-hosts.yaml")["postgres"]
    said = parameters(address, "tidemark")
    assert said["host"] == database["networks"]["hosts"]["ipv4_address"]
    assert (said["user"], said["dbname"]) == tuple(
        database["environment"][f"POSTGRES_{part}"] for part in ("USER", "DB")
    )
    assert len({volume for each in SERVERS for volume in each["volumes"]}) == len(SERVERS)
