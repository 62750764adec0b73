"""What every command and the server start with: the catalog of shipped datasets, and one engine that records."""

from __future__ import annotations

import hashlib
from pathlib import Path

from apps.progress import Progress
from data.catalog import Catalog
from data.ingest import Ingest
from panel_config import ROOT, Settings
from queries.audit import Audit
from queries.engine import Engine

PAGES = ROOT / "apps" / "pages"
QUERIES = ROOT / "queries"


def config_hash(pages: Path = PAGES, queries: Path = QUERIES) -> str:
    """SHA-256 over every page and query, in the order of their paths: what the reader could have seen."""
    digest = hashlib.sha256()
    for path in sorted([*pages.glob("*.yaml"), *queries.glob("*.sql")]):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def catalog(settings: Settings) -> Catalog:
    """The catalog of the installation, first filled with what ships if there is none yet, and brought up to date."""
    with Progress() as progress:
        Ingest(settings.home).first(progress)
    return Catalog(settings.home)


def engine(settings: Settings) -> Engine:
    """Runs queries over the installation's catalog; each run appends to audit.jsonl."""
    return Engine(catalog(settings), Audit(settings.home / "audit.jsonl", config_hash()).record)
