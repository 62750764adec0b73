"""Settings: the only reader of the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import param

ROOT = Path(__file__).parent
HOST = re.compile(r"[\w.-]+(:\d+)?", re.ASCII)


def _hosts(text: str) -> list[str]:
    hosts = [host for each in text.split(",") if (host := each.strip().lower())]
    if strange := [host for host in hosts if not HOST.fullmatch(host)]:
        raise ValueError(f"{strange[0]!r} is no host: write name or name:port, without https://, and commas between")
    return hosts


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("write true or false")
    return text.lower() == "true"


READERS: dict[str, Callable[[str], object]] = {
    "home": Path,
    "address": str,
    "port": int,
    "workers": int,
    "hosts": _hosts,
    "proxied": _truth,
}


class Settings(param.Parameterized):
    """What an installation may choose. Each is read from the environment variable TIDEMARK_<NAME>."""

    home = param.ClassSelector(
        class_=Path, default=ROOT / ".tidemark", doc="Folder of all state: catalog versions, raw files, audit."
    )
    address = param.String(default="localhost", doc="Address that `serve` listens on.")
    port = param.Integer(default=5006, bounds=(0, 65535), doc="Port that `serve` listens on; 0 for any free one.")
    workers = param.Integer(
        default=_cores(), bounds=(1, 256), doc="Processes that serve; one for each core unless said."
    )
    hosts = param.List(
        default=[],
        item_type=str,
        doc="Other names under which browsers reach the server, as name or name:port: that of a proxy in front, say.",
    )
    proxied = param.Boolean(
        default=False, doc="Whether every request comes through a proxy whose X-Forwarded-* headers are to be believed."
    )

    @classmethod
    def read(cls) -> Settings:
        """The settings of this process; raise ValueError naming the variable that does not fit."""
        given = {name: text for name in READERS if (text := os.environ.get(f"TIDEMARK_{name.upper()}")) is not None}
        settings = cls()
        for name, text in given.items():
            try:
                setattr(settings, name, READERS[name](text))
            except ValueError as error:
                raise ValueError(f"TIDEMARK_{name.upper()}={text!r}: {error}") from None
        return settings


def benched(name: str, default: str) -> str:
    """What BENCH_<NAME> says, which load tests of other dashboards read too, or `default`."""
    return os.environ.get(f"BENCH_{name.upper()}", default)
