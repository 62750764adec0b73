"""Settings: the only reader of the environment."""

from __future__ import annotations

import os
from pathlib import Path

import param

ROOT = Path(__file__).parent


class Settings(param.Parameterized):
    """What an installation may choose. Each is read from the environment variable TIDEMARK_<NAME>."""

    home = param.ClassSelector(
        class_=Path, default=ROOT / ".tidemark", doc="Folder of all state: catalog versions, raw files, audit."
    )
    address = param.String(default="localhost", doc="Address that `serve` listens on.")
    port = param.Integer(default=5006, bounds=(0, 65535), doc="Port that `serve` listens on; 0 for any free one.")

    @classmethod
    def read(cls) -> Settings:
        """The settings of this process; raise ValueError naming the variable that does not fit."""
        given = {
            name: os.environ[f"TIDEMARK_{name.upper()}"]
            for name in ("home", "address", "port")
            if f"TIDEMARK_{name.upper()}" in os.environ
        }
        readers = {"home": Path, "address": str, "port": int}
        settings = cls()
        for name, text in given.items():
            try:
                setattr(settings, name, readers[name](text))
            except ValueError as error:
                raise ValueError(f"TIDEMARK_{name.upper()}={text!r}: {error}") from None
        return settings


def benched(name: str, default: str) -> str:
    """What BENCH_<NAME> says, which load tests of other dashboards read too, or `default`."""
    return os.environ.get(f"BENCH_{name.upper()}", default)
