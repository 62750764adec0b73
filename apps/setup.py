"""What every command and the server start with: the catalogs of the installation, and engines that record."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

from apps.backup.restoring import HALF
from apps.configuration import Configuration
from apps.lake import lake
from apps.progress import Progress
from auth.policy import Policy
from data import entitlement
from data.catalog import Catalog, CatalogError
from data.ingest import Ingest
from data.secret import known
from data.store import Store
from data.store.joining import join
from panel_config import Settings
from queries.engine import CUBES, Engine
from queries.trail.audit import Audit

ALWAYS, NEVER = ("serve", "store"), "restore"
"""Commands that must not begin where the home has another secret than the hosts it is to work with; and that which
brings a secret of its own.
"""

OPEN: WeakSet[Engine] = WeakSet()


def closed() -> None:
    """Close all engines: a thread that still asks DuckDB for something when Python ends would make it crash."""
    for each in list(OPEN):
        each.close()


def joined(settings: Settings, command: str) -> None:
    """Have the secret of the installation before anything is sealed with one of this home alone. Raises StoreError."""
    if settings.store and command != NEVER and (command in ALWAYS or known(settings.home) is None):
        store = Store(settings.home, settings.store)
        store.upgrade()
        join(store)
        store.close()


def ingest(settings: Settings, removing: bool = False) -> Ingest:
    """Writes the catalog of the installation, and those of the entitlements that its roles define.

    Raises CatalogError if there are catalogs of others, which would be removed, unless that is meant, and where a
    restore was cut off.
    """
    if (settings.home / HALF).exists():
        raise CatalogError(f"{settings.home / HALF}: a restore did not end here; empty {settings.home} and repeat it")
    entitlements = tuple(Policy.read(settings.roles).entitlements.values())
    made = Ingest(
        settings.home,
        entitlements=entitlements,
        told=lambda made_of: ingested(settings, made_of),
        lake=lake(settings),
        away=lambda sentence: print(sentence, file=sys.stderr),
    )
    if made.parts.strangers and not removing:
        names = ", ".join(made.parts.strangers)
        raise CatalogError(
            f"{settings.roles} does not define what {settings.home} has catalogs of: {names}; set TIDEMARK_ROLES to "
            "the file that the server reads, or start the server with this one: it removes them"
        )
    return made


def ingested(settings: Settings, made_of: Mapping[str, Any]) -> None:
    """Write down what a version was made of. Raises AuditError: then it must not become the current one."""
    audit(settings).event("ingested", "local", **made_of)


def catalog(settings: Settings, name: str = "") -> Catalog:
    """The catalog that the entitlement `name` may see, that of the settings unless named.

    The catalogs of the installation are first filled with what ships if there is none yet, and brought up to date.
    Raises PolicyError for an entitlement that the roles do not define.
    """
    sees = Policy.read(settings.roles).entitlement(name or settings.entitlement)
    with Progress() as progress:
        ingest(settings).first(progress)
    return entitlement.catalog(settings.home, sees.name, sees.within(lake(settings)))


def audit(settings: Settings) -> Audit:
    """The audit trail of the installation."""
    return Audit(settings.home, Configuration.read(settings).hash, settings.audit_anchor)


def engine(settings: Settings, name: str = "") -> Engine:
    """Runs queries over what the entitlement `name` may see, that of the settings unless named; each run is recorded.

    Every entitlement has the same share of the room for cubes, so that what one holds does not tell what others ask.
    """
    seen = catalog(settings, name)
    share = CUBES // (1 + len(Policy.read(settings.roles).entitlements))
    made = Engine(seen, audit(settings).record, name or settings.entitlement, share)
    OPEN.add(made)
    return made
