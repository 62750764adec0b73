from pathlib import Path

import pytest

from data.catalog import Catalog
from data.entitlement import EVERYTHING, Entitlement, EntitlementError, catalog


@pytest.mark.parametrize("name", ["", "North", "9th", "../out", "a/b", "a.gone", "a b", "a" * 41, "nörd", "a\n"])
def test_a_name_that_cannot_be_that_of_a_folder_is_refused(name: str) -> None:
    with pytest.raises(EntitlementError, match=r"cannot name an entitlement: write a small letter"):
        Entitlement(name)


def test_everything_is_everything() -> None:
    assert Entitlement(EVERYTHING).parts == (None, None)
    with pytest.raises(EntitlementError, match="'everything' is the whole catalog; give a part of it another name"):
        Entitlement(EVERYTHING, ccps=("A",))


@pytest.mark.parametrize("lists", [{"datasets": ()}, {"ccps": ()}])
def test_a_list_that_names_nothing_is_refused(lists: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(EntitlementError, match="north: an empty list; name datasets or CCPs, or leave the list out"):
        Entitlement("north", **lists)


def test_the_order_of_names_is_no_part_of_it() -> None:
    assert Entitlement("a", ("y", "x", "y")).parts == Entitlement("b", ("x", "y")).parts == (("x", "y"), None)


def test_what_holds_what() -> None:
    narrow, wide, other = Entitlement("n", ("x",), ("A",)), Entitlement("w", ("x", "y")), Entitlement("o", None, ("A",))
    assert wide.holds(narrow) and not narrow.holds(wide) and other.holds(narrow) and not other.holds(wide)
    assert not wide.holds(other) and Entitlement(EVERYTHING).holds(wide) and not wide.holds(Entitlement(EVERYTHING))


def test_each_has_a_catalog_of_its_own(tmp_path: Path) -> None:
    assert catalog(tmp_path) == Catalog(tmp_path)
    assert catalog(tmp_path, "north").folder == tmp_path / "entitled" / "north" / "catalog"
