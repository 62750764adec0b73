from pathlib import Path

import pytest

from panel_config import READERS, ConfigurationError, Settings


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READERS:
        monkeypatch.delenv(f"TIDEMARK_{name.upper()}", raising=False)


def test_every_setting_has_a_reader_and_a_doc() -> None:
    own = {name: Settings.param[name] for name in Settings.param if name != "name"}
    assert own.keys() == READERS.keys()
    assert all(each.doc for each in own.values())


def test_nothing_set_is_a_server_for_this_machine_alone() -> None:
    settings = Settings.read()
    assert (settings.address, settings.port, settings.hosts, settings.proxied) == ("localhost", 5006, [], False)


def test_what_is_set_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "HOME": "/srv/t",
        "ADDRESS": "0.0.0.0",
        "PORT": "80",
        "HOSTS": " CCP.example.org, 10.0.0.7:8443,",
        "PROXIED": "true",
    }
    for name, text in given.items():
        monkeypatch.setenv(f"TIDEMARK_{name}", text)
    settings = Settings.read()
    assert (settings.home, settings.address, settings.port) == (Path("/srv/t"), "0.0.0.0", 80)
    assert (settings.hosts, settings.proxied) == (["ccp.example.org", "10.0.0.7:8443"], True)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("HOSTS", "a,https://b.example.org", "'https://b.example.org' is no host: write name or name:port"),
        ("HOSTS", "[::1]:8443", "is no host"),
        ("HOSTS", "a b", "'a b' is no host"),
        ("HOSTS", "*", "is no host"),
        ("PROXIED", "yes", "TIDEMARK_PROXIED='yes': write true or false"),
        ("PORT", "65536", "TIDEMARK_PORT='65536': "),
        ("IDLE_MINUTES", "0", "must be at least 1"),
        ("IDLE_MINUTES", "nan", "write a number"),
        ("SESSION_HOURS", "12h", "write a number"),
        ("OPEN_TO", "all", "[this machine, everyone]"),
    ],
)
def test_what_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str) -> None:
    monkeypatch.setenv(f"TIDEMARK_{name}", text)
    with pytest.raises(ValueError) as refused:
        Settings.read()
    assert str(refused.value).startswith(f"TIDEMARK_{name}={text!r}: ") and said in str(refused.value)


def test_every_variable_that_does_not_fit_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEMARK_PORT", "many")
    monkeypatch.setenv("TIDEMARK_PROXIED", "yes")
    with pytest.raises(ConfigurationError) as refused:
        Settings.read()
    assert [problem.split("=")[0] for problem in refused.value.problems] == ["TIDEMARK_PORT", "TIDEMARK_PROXIED"]


def test_a_variable_that_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READERS:
        monkeypatch.setenv(f"TIDEMARK_{name.upper()}", "")
    assert [name for name in READERS if getattr(Settings.read(), name) != Settings.param[name].default] == []


def test_no_secret_stands_in_the_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIENT_SECRET", "METRICS_TOKEN"):
        monkeypatch.setenv(f"TIDEMARK_{name}", "swordfish")
    settings = Settings.read()
    assert settings.client_secret == "swordfish" and "swordfish" not in repr(settings) + str(settings)
    assert "swordfish" not in str(settings.param.values())


@pytest.mark.parametrize("name", ["BUS", "STORE"])
@pytest.mark.parametrize("text", ["redis://:cret@h", "postgresql://a:s@cret@h/b", "postgresql://a:se%zzcret@h/b"])
def test_an_address_that_is_none_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(f"TIDEMARK_{name}", text)
    with pytest.raises(ConfigurationError, match=rf"^TIDEMARK_{name}: write postgresql://") as wrong:
        Settings.read()
    assert "cret" not in str(wrong.value)
    monkeypatch.setenv(f"TIDEMARK_{name}", "postgresql://a:swordfish@h/b")
    assert "swordfish" not in repr(Settings.read())
