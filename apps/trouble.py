"""What went wrong and was not foreseen: the reader is told in one sentence, the trace goes to a file."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from apps.backup.manifest import BackupError
from apps.spec import PageError
from auth.policy import PolicyError
from data.catalog import CatalogError
from data.portable.translation import PortabilityError
from data.reckoning.reckoner import ReckonerError
from data.sources.filing import SourceError
from data.store import StoreError
from panel_config import ConfigurationError, Settings
from queries.own.trouble import OwnError
from queries.query import QueryError
from queries.trail.chain import AuditError
from queries.trail.look import SearchError

TOLD = (
    SourceError,
    CatalogError,
    QueryError,
    PageError,
    PolicyError,
    AuditError,
    SearchError,
    StoreError,
    OwnError,
    BackupError,
    ConfigurationError,
    PortabilityError,
    ReckonerError,
)
"""Errors whose message is for the reader."""


def said(error: Exception) -> str:
    """The sentence of an error that is meant for the reader; any other goes to the log, which the sentence names."""
    if isinstance(error, TOLD):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"something unexpected went wrong; {logged(error)} says what"


def logged(error: Exception, home: Path | None = None) -> Path:
    """Append the trace to error.log in `home`, that of the settings if it is None, and say where that is."""
    path: Path = (home or Settings.read().home) / "error.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    trace = "".join(traceback.format_exception(error))
    with path.open("a") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {' '.join(sys.argv)}\n{trace}\n")
    return path
