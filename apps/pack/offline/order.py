"""What the process is given that writes the file: the slides in words and states, and where the figures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from apps.pack.offline.content import Shown
from apps.state import State
from queries.trail.audit import Audit


@dataclass(frozen=True)
class Order:
    """A file for `actor`, made in the folder `work`, of what `entitlement` has in the installation at `home`.

    `config_hash` and `anchor` are those of the audit trail that says what left. `title` and `versions` are by language
    and as texts.
    """

    title: Mapping[str, str]
    languages: Sequence[str]
    made: str
    versions: str
    home: str
    entitlement: str
    actor: str
    work: str
    config_hash: str
    anchor: str = ""
    format: str = "html"

    @classmethod
    def plain(cls, said: Mapping[str, Any]) -> Order:
        """From JSON."""
        return cls(**said)

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def audit(self) -> Audit:
        """The trail that says what left."""
        return Audit(Path(self.home), self.config_hash, Path(self.anchor) if self.anchor else None)


@dataclass(frozen=True)
class Leaf:
    """A slide on its way to the process."""

    slide: Shown

    def written(self) -> dict[str, Any]:
        """As JSON."""
        state = self.slide.state.text() if self.slide.state else ""
        words = {language: dict(own) for language, own in self.slide.words.items()}
        return {"id": self.slide.id, "state": state, "focus": self.slide.focus, "words": words}

    @classmethod
    def plain(cls, said: Mapping[str, Any]) -> Leaf:
        """From JSON."""
        state = State.read(said["state"]) if said["state"] else None
        return cls(Shown(said["id"], state, said["focus"], said["words"]))
