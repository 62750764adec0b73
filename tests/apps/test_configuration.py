from __future__ import annotations

from pathlib import Path

import pytest

from apps.configuration import Configuration
from panel_config import Secret, Settings
from queries.trail.audit import Audit
from queries.trail.look import Wanted


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a home with one page, one query and roles of its own."""
    (tmp_path / "p.yaml").write_text("title: One")
    (tmp_path / "q.sql").write_text("SELECT 1")
    (tmp_path / "roles").write_text("viewer: {}")
    return Settings(home=tmp_path / "home", roles=tmp_path / "roles", metrics_token=Secret("hidden from all"))


def read(settings: Settings) -> Configuration:
    folder = settings.roles.parent
    return Configuration.read(settings, folder, folder)


def test_the_hash_follows_every_page_every_query_and_the_roles(settings: Settings) -> None:
    hashes = {read(settings).hash}
    assert {read(settings).hash} == hashes
    for name in ("p.yaml", "q.sql", "roles"):
        (settings.roles.parent / name).write_text("another")
        hashes.add(read(settings).hash)
    settings.port = 7000
    assert len(hashes) == 4 and read(settings).hash in hashes


def test_what_was_changed_is_recorded_once_and_by_name(settings: Settings) -> None:
    audit = Audit(settings.home)
    read(settings).record(audit)
    assert read(settings).record(audit) == []
    settings.port = 7000
    (settings.roles.parent / "q.sql").write_text("SELECT 2")
    (settings.roles.parent / "p.yaml").unlink()
    assert read(settings).record(audit) == ["pages/p.yaml", "queries/q.sql", "settings.port"]
    newest, first = audit.search(Wanted(kind="configured"))
    assert (first["changed"], newest["changed"]) == (["all"], ["pages/p.yaml", "queries/q.sql", "settings.port"])
    assert newest["config_hash"] == read(settings).hash != first["config_hash"]
    assert newest["parts"]["settings.port"] == "7000"


def test_no_secret_is_recorded(settings: Settings) -> None:
    audit = Audit(settings.home)
    read(settings).record(audit)
    text = audit.path.read_text()
    assert "hidden from all" not in text and '"settings.metrics_token": "set"' in text
