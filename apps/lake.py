"""The lake that the settings name, if the catalog lies on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auth.address import held, unfit
from data.catalog import CatalogError
from panel_config import ConfigurationError, Settings

if TYPE_CHECKING:
    from data.lake.lake import Lake

OTHERS = ("storage", "s3_endpoint", "s3_region", "s3_key_id", "s3_secret_file")
"""Settings that mean nothing without a lake."""


def lake(settings: Settings) -> Lake | None:
    """The lake; None if the catalog is files of this machine. Raise ConfigurationError naming what does not fit."""
    if not settings.catalog:
        if found := [name for name in OTHERS if getattr(settings, name)]:
            raise ConfigurationError(
                [f"TIDEMARK_{found[0].upper()} is set and TIDEMARK_CATALOG is not: set both or none"]
            )
        return None
    if problems := _problems(settings):
        raise ConfigurationError(problems)
    from data.lake.lake import Lake  # psycopg loads slowly, and only a catalog on a lake needs it here
    from data.lake.postgres import Address
    from data.lake.storage import Storage

    file = settings.s3_secret_file
    keys = (settings.s3_endpoint, settings.s3_region, settings.s3_key_id, held(file) if file else "")
    try:
        address = Address(str(settings.catalog).removeprefix("ducklake:"))
        return Lake(address, Storage(settings.storage, *keys), spare=settings.records_mb)
    except CatalogError as error:
        raise ConfigurationError([str(error)]) from None


def _problems(settings: Settings) -> list[str]:
    found, file = [], settings.s3_secret_file
    if not settings.storage:
        found.append("TIDEMARK_STORAGE: a catalog on a lake needs a place for its files: set s3://bucket/prefix")
    if settings.storage.startswith("s3://") and not (settings.s3_key_id and file):
        found.append("TIDEMARK_S3_KEY_ID and TIDEMARK_S3_SECRET_FILE: set both, S3 asks for them")
    if file and (fault := unfit(file)):
        found.append(f"TIDEMARK_S3_SECRET_FILE: {fault}")
    return found
