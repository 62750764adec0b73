from pathlib import Path

from apps.setup import catalog, config_hash
from panel_config import Settings


def test_an_empty_home_is_filled_with_what_ships(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "new")
    current = catalog(settings).current()
    assert current is not None and current.number == 1
    assert catalog(settings).current() == current


def test_the_config_hash_follows_every_page_and_query(tmp_path: Path) -> None:
    page, query = tmp_path / "p.yaml", tmp_path / "q.sql"
    page.write_text("title: One")
    query.write_text("SELECT 1")
    before = config_hash(tmp_path, tmp_path)
    assert config_hash(tmp_path, tmp_path) == before
    query.write_text("SELECT 2")
    after_query = config_hash(tmp_path, tmp_path)
    page.write_text("title: Two")
    assert len({before, after_query, config_hash(tmp_path, tmp_path)}) == 3
