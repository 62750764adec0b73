"""What `tidemark backup` and `tidemark restore` do."""

from __future__ import annotations

from argparse import Namespace

from apps import setup
from apps.backup.home import STORE
from apps.backup.manifest import Manifest
from apps.backup.restoring import checked, restored
from apps.backup.taking import taken
from apps.progress import Progress
from data.store import Store
from panel_config import Settings

MOVE = "empty the PostgreSQL of TIDEMARK_STORE, and run `TIDEMARK_STORE= tidemark store move --to` with its address"


def backup(given: Namespace, settings: Settings) -> int:
    """Take a backup, which the audit knows of first."""
    folder = given.folder.absolute()
    audit = setup.audit(settings)
    audit.event("backed up", "local", to=str(folder))
    with Progress() as progress:
        manifest = taken(Store(settings.home, settings.store), audit, folder, progress)
    print(f"{folder}: {_said(manifest)}")
    return 0


def restore(given: Namespace, settings: Settings) -> int:
    """Put a backup back into the home, or say whether it is sound."""
    if given.check:
        print(f"{given.folder} is sound: {_said(checked(given.folder))}")
        return 0
    with Progress() as progress:
        manifest = restored(given.folder, settings.home, progress)
    about = {"made": manifest.made, "head": f"{manifest.seq}:{manifest.mac}"}
    setup.audit(settings).event("restored", "local", of=str(given.folder.absolute()), **about)
    print(f"{settings.home}: {_said(manifest)}; everybody signs in again")
    if settings.store:
        print(f"The store lies in {settings.home / STORE}: {MOVE}")
    return 0


def _said(manifest: Manifest) -> str:
    version = f"data version {manifest.version}" if manifest.version else "no data"
    size = f"{len(manifest.files):,} files, {manifest.size / 2**20:,.1f} MB"
    return f"{version}, {manifest.seq:,} records of the audit, {size}, as of {manifest.made}"
