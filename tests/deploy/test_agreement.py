"""The files of deploy/ speak of the same port, name and settings."""

from __future__ import annotations

import re

import pytest

from apps.command_line import read
from auth.sound import problems
from panel_config import Settings
from tests.deploy.files import WORDS, environment, services, started, told, unit

PORT = Settings.param["port"].default
NAME = "tidemark.example.org"


def test_there_is_one_port() -> None:
    assert read(started()[1:]).port == read(unit()["ExecStart"][0].split()[1:]).port == PORT
    assert re.findall(r"^\s+server ([\d.]+:\d+);", WORDS["nginx.conf"], re.MULTILINE) == [f"127.0.0.1:{PORT}"]
    assert f"http://127.0.0.1:{PORT}/" in told("HEALTHCHECK")[0] and told("EXPOSE") == [str(PORT)]


@pytest.mark.parametrize("name", ["nginx.conf", "tidemark.service", "compose.yaml"])
def test_the_name_to_change_stands_once(name: str) -> None:
    assert WORDS[name].count(NAME) == 1


@pytest.mark.parametrize("given", [environment(), services()["tidemark"]["environment"]], ids=["systemd", "compose"])
def test_the_server_knows_of_the_proxy(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in given.items():
        monkeypatch.setenv(variable, text)
    settings = Settings.read()
    assert settings.proxied and settings.url == f"https://{NAME}"


@pytest.mark.parametrize("given", [environment(), services()["tidemark"]["environment"]], ids=["systemd", "compose"])
def test_sign_in_is_set_up_but_for_the_secret(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in given.items():
        monkeypatch.setenv(variable, text)
    secret = given["TIDEMARK_CLIENT_SECRET_FILE"]
    said = f"TIDEMARK_CLIENT_SECRET_FILE: {secret} cannot be read: No such file or directory"
    assert problems(Settings.read()) == [said]
