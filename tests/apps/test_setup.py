from pathlib import Path

import pytest

from apps.setup import catalog, ingest
from data.catalog import CatalogError
from data.entitlement import Entitlement
from data.ingest import Ingest
from panel_config import Settings


def test_an_empty_home_is_filled_with_what_ships(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "new")
    current = catalog(settings).current()
    assert current is not None and current.number == 1
    assert catalog(settings).current() == current


def test_no_command_but_serve_removes_what_other_roles_define(own_home: Path) -> None:
    Ingest(own_home, entitlements=[Entitlement("public", ("rba_2009",))]).first()
    settings = Settings(home=own_home)
    with pytest.raises(CatalogError, match=r"does not define what .* has catalogs of: public; set TIDEMARK_ROLES"):
        catalog(settings)
    assert (own_home / "entitled" / "public" / "catalog" / "CURRENT").exists()
    ingest(settings, removing=True).first()
    assert not (own_home / "entitled" / "public").exists()
    assert catalog(settings).current()
