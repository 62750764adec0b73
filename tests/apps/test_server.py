"""What is served, and to whom: pages, their mistakes, and the names of this machine."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from apps import server
from apps.rights import Rights
from apps.server import hosts, planned, read_pages
from apps.serving.site import Plan, known
from apps.spec import PageError
from data.entitlement import EVERYTHING
from panel_config import Settings
from queries.engine import Engine
from queries.trail.audit import Audit
from tests.apps.serving.doors import free
from tests.catalogs import shipped

GOOD = "title: One chart\nviews:\n  trend:\n    line: im_growth\n    y: initial_margin_usd_bn\n"
BAD = "title: One chart\nviews:\n  trend:\n    lin: im_growth\n"


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(server, "FOLDER", tmp_path)
    return tmp_path


def plan_of(home: Path) -> Plan:
    engines = {EVERYTHING: Engine(shipped())}
    return planned(engines, [EVERYTHING], b"key", frozenset(), free(home), Audit(home))


def test_a_page_with_mistakes_says_them_beside_those_that_are_sound(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "good.yaml").write_text(GOOD)
    (pages / "bad.yaml").write_text(BAD)
    plan = plan_of(tmp_path)
    assert (list(plan.offers[EVERYTHING].stages), list(plan.ordinary)) == (["good"], ["bad"])
    assert "bad.yaml:4" in capsys.readouterr().err
    assert "did you mean 'line'" in plan.ordinary["bad"]().main[0].objects[0].object


def test_every_page_is_worked_out_before_anybody_asks(pages: Path, tmp_path: Path) -> None:
    (pages / "good.yaml").write_text(GOOD)
    stage = plan_of(tmp_path).offers[EVERYTHING].stages["good"]
    assert stage.ready(stage.opening) and stage.opened(stage.opening, Rights.every(stage.shell.titles))


def test_no_sound_page_is_an_error(pages: Path) -> None:
    (pages / "bad.yaml").write_text(BAD)
    with pytest.raises(PageError, match=r"bad\.yaml:4"):
        read_pages(Engine(shipped()))


def test_a_local_server_answers_pages_of_this_machine_only() -> None:
    names = hosts(Settings(address="localhost"), 5006)
    assert names == {"localhost:5006", "127.0.0.1:5006", "[::1]:5006"}


def test_a_server_on_all_addresses_answers_its_host_name() -> None:
    names = hosts(Settings(address="0.0.0.0", hosts=["bench.example.org"]), 80)
    assert {f"{socket.gethostname().lower()}:80", "bench.example.org", "localhost:80"} <= names


def reached(name: str, names: frozenset[str]) -> bool:
    return re.fullmatch(known(names), name) is not None


@pytest.mark.parametrize("name", ["localhost", "bench.example.org", "192.168.4.20", "[fe80::1]", "::1"])
def test_a_server_is_reached_by_its_names_and_by_addresses(name: str) -> None:
    assert reached(name, hosts(Settings(hosts=["bench.example.org:8443"]), 5006))


@pytest.mark.parametrize(
    "name", ["evil.example.org", "bench.example.org.evil.org", "benchXexample.org", "", "10.0.0.evil"]
)
def test_a_server_is_not_reached_by_another_name(name: str) -> None:
    """Or a foreign page could have its own name lead here, and read what only a page of ours may."""
    assert not reached(name, hosts(Settings(hosts=["bench.example.org"]), 5006))
