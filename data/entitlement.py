"""Entitlements: named parts of the catalog, each a catalog of its own that holds nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.catalog import Catalog

if TYPE_CHECKING:
    from data.lake.lake import Lake

EVERYTHING = "everything"
"""The entitlement that is the whole catalog. It is always there and has no copy."""
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


class EntitlementError(ValueError):
    """An entitlement is not what it must be. The message says which, and what to write."""


@dataclass(frozen=True)
class Entitlement:
    """The rows of `datasets` and of `ccps` that may be seen; None stands for all of them.

    A dataset or CCP that no version has is no mistake: it may come. Raises EntitlementError for a name that cannot be
    that of a folder, and for EVERYTHING if it is not everything.
    """

    name: str
    datasets: tuple[str, ...] | None = None
    ccps: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise EntitlementError(
                f"{self.name!r} cannot name an entitlement: write a small letter, then up to 39 of a-z, 0-9, _ and -"
            )
        if self.name == EVERYTHING and self.parts != (None, None):
            raise EntitlementError(f"{EVERYTHING!r} is the whole catalog; give a part of it another name")
        if () in self.parts:
            raise EntitlementError(f"{self.name}: an empty list; name datasets or CCPs, or leave the list out for all")

    @property
    def parts(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """What it is of, whatever it is called: datasets and CCPs, each in order and once."""
        return _ordered(self.datasets), _ordered(self.ccps)

    def within(self, lake: Lake | None) -> Lake | None:
        """Its own lake, beside `lake`, which is that of the whole; another one once it is defined otherwise."""
        if lake is None or self.name == EVERYTHING:
            return lake
        said = json.dumps(self.parts, ensure_ascii=False)
        return lake.part(self.name, hashlib.sha256(said.encode()).hexdigest()[:8])

    def holds(self, other: Entitlement) -> bool:
        """Whether it has all that `other` has."""
        return all(mine is None or (theirs is not None and set(theirs) <= set(mine))
                   for mine, theirs in zip(self.parts, other.parts, strict=True))  # fmt: skip


def _ordered(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(set(names)))


def folder(home: Path) -> Path:
    """Where the catalogs of the entitlements of `home` lie, each in a folder of its name."""
    return home / "entitled"


def catalog(home: Path, name: str = EVERYTHING, lake: Lake | None = None) -> Catalog:
    """The catalog that an entitlement may see, and that holds nothing else; `lake` is that of the entitlement."""
    return Catalog(home if name == EVERYTHING else folder(home) / name, lake)
