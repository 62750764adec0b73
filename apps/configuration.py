"""What an installation is configured with, part by part, and the record that says which part was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from panel_config import ROOT, Secret, Settings
from queries.trail.audit import Audit
from queries.trail.look import Wanted

PAGES = ROOT / "apps" / "pages"
QUERIES = ROOT / "queries"
CONFIGURED = "configured"


@dataclass(frozen=True)
class Configuration:
    """SHA-256 of every page, of every query and of the roles, by place; and the settings by name, without secrets."""

    files: Mapping[str, str]
    settings: Mapping[str, str]

    @classmethod
    def read(cls, settings: Settings, pages: Path = PAGES, queries: Path = QUERIES) -> Configuration:
        """The configuration as it is now."""
        found = {f"pages/{path.name}": path for path in sorted(pages.glob("*.yaml"))}
        found |= {f"queries/{path.name}": path for path in sorted(queries.glob("*.sql"))}
        found["roles"] = settings.roles
        said = {name: value for name, value in settings.param.values().items() if name != "name"}
        return cls(
            {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items() if path.exists()},
            {name: _shown(value) for name, value in said.items()},
        )

    @property
    def hash(self) -> str:
        """SHA-256 over all files: what decides which figures a reader may see."""
        return hashlib.sha256("".join(f"{name} {sha}\n" for name, sha in self.files.items()).encode()).hexdigest()

    @property
    def parts(self) -> dict[str, str]:
        """Everything by one name."""
        return {**self.files, **{f"settings.{name}": value for name, value in self.settings.items()}}

    def record(self, audit: Audit) -> list[str]:
        """Write down the configuration if it is not the one that was written down last; the parts that differ.

        Raise AuditError if that fails.
        """
        last = next(audit.search(Wanted(kind=CONFIGURED)), None)
        before, now = (last or {}).get("parts", {}), self.parts
        changed = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
        if changed:
            audit.event(CONFIGURED, "local", config_hash=self.hash, changed=changed if last else ["all"], parts=now)
        return changed


def _shown(value: object) -> str:
    """A setting as it may be read by others: of a secret, only whether it is set."""
    if isinstance(value, Secret):
        return "set" if str(value) else ""
    return "" if value is None else str(value)
