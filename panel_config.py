"""Settings: the only reader of the environment."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import param

from data.postgres import parameters

ROOT = Path(__file__).parent
HOST = re.compile(r"[\w.-]+(:\d+)?", re.ASCII)
HIDDEN = ("bus", "store", "catalog")
"""Settings of which no message repeats what was given: a password may stand in it."""
THIS_MACHINE, EVERYONE = "this machine", "everyone"


class ConfigurationError(ValueError):
    """Settings do not fit. `problems` has a line for each: the variable, what is wrong, and what to set."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Secret(str):
    """Text that no representation shows."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'" if self else "''"


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


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("write a number")
    return number


def _postgres(text: str) -> Secret:
    if not text.strip().startswith(("postgresql://", "postgres://")):
        raise ValueError("write postgresql://name:password@host/database, or nothing for workers of one host")
    parameters(text.strip())
    return Secret(text.strip())


def _catalog(text: str) -> Secret:
    if not text.strip().startswith(("ducklake:postgresql://", "ducklake:postgres://")):
        raise ValueError("write ducklake:postgresql://name:password@host/database, or nothing for files")
    return Secret(text.strip())


READERS: dict[str, Callable[[str], object]] = {
    "home": Path,
    "address": str,
    "port": int,
    "workers": int,
    "hosts": _hosts,
    "proxied": _truth,
    "url": str.strip,
    "provider": str.strip,
    "client_id": str.strip,
    "client_secret": Secret,
    "client_secret_file": Path,
    "scopes": str,
    "groups_claim": str.strip,
    "name_claim": str.strip,
    "ldap": str.strip,
    "ldap_user_base": str.strip,
    "ldap_user_filter": str.strip,
    "ldap_group_base": str.strip,
    "ldap_group_filter": str.strip,
    "ldap_bind_dn": str.strip,
    "ldap_bind_password_file": Path,
    "ldap_ca": Path,
    "roles": Path,
    "idle_minutes": _number,
    "session_hours": _number,
    "open_to": str.strip,
    "entitlement": str.strip,
    "metrics_token": Secret,
    "audit_anchor": Path,
    "sql_seconds": _number,
    "sql_slots": int,
    "sql_rows": int,
    "sql_memory_mb": int,
    "upload_mb": int,
    "own_mb": int,
    "bus": _postgres,
    "store": _postgres,
    "catalog": _catalog,
    "storage": str.strip,
    "s3_endpoint": str.strip,
    "s3_region": str.strip,
    "s3_key_id": str.strip,
    "s3_secret_file": Path,
    "records_mb": int,
}


def _file(doc: str) -> Any:
    return param.ClassSelector(class_=Path, default=None, allow_None=True, doc=doc)


def _hidden(doc: str) -> Any:
    return param.ClassSelector(class_=Secret, default=Secret(), doc=doc)


class Settings(param.Parameterized):
    """What an installation may choose. Each is read from the environment: TIDEMARK_<NAME>, unless that is empty."""

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
    url = param.String(
        default="", doc="Address at which browsers find the server, as https://ccp.example.org; needed for sign-in."
    )
    provider = param.String(default="", doc="OpenID provider that readers sign in with: its issuer, an https address.")
    client_id = param.String(default="", doc="What the provider knows Tidemark by.")
    client_secret = _hidden("Secret that the provider gave Tidemark; better in a file.")
    client_secret_file = _file("File that holds the secret, which only its owner and group may read.")
    scopes = param.String(default="openid profile email", doc="What is asked of the provider, blanks between.")
    groups_claim = param.String(default="groups", doc="Claim of the provider that lists somebody's groups.")
    name_claim = param.String(default="name", doc="Claim of the provider that is shown as somebody's name.")
    ldap = param.String(
        default="", doc="Directory that readers sign in with: ldaps://host, or ldap://host and StartTLS."
    )
    ldap_user_base = param.String(
        default="", doc="Where people lie in the directory; with {name} in it, what the entry of one is called."
    )
    ldap_user_filter = param.String(default="(uid={name})", doc="Which entry below is that of {name}.")
    ldap_group_base = param.String(default="", doc="Where groups lie in the directory.")
    ldap_group_filter = param.String(
        default="(|(member={dn})(uniqueMember={dn})(memberUid={name}))", doc="Which groups the entry {dn} is in."
    )
    ldap_bind_dn = param.String(default="", doc="Entry that looks for people; nobody in particular unless set.")
    ldap_bind_password_file = _file("File that holds its password, which only its owner and group may read.")
    ldap_ca = _file("File with the certificates that the directory's is checked by; those of the system unless set.")
    roles = param.ClassSelector(
        class_=Path, default=ROOT / "auth" / "roles.yaml", doc="File that says who may do what."
    )
    idle_minutes = param.Number(default=60, bounds=(1, None), doc="Minutes without a request after which sign-in ends.")
    session_hours = param.Number(default=12, bounds=(0.1, 720), doc="Hours after which sign-in ends in any case.")
    open_to = param.Selector(
        default=THIS_MACHINE, objects=[THIS_MACHINE, EVERYONE], doc="Who may read without sign-in: only this machine."
    )
    entitlement = param.String(
        default="everything", doc="Part of the catalog that commands, and a server without sign-in, may see."
    )
    metrics_token = _hidden("What a monitor that nobody signs in for shows to read /metrics.")
    audit_anchor = _file("Second file for the head of the audit, on another disk.")
    sql_seconds = param.Number(default=30, bounds=(0.1, 3600), doc="Seconds that a reader's SQL may run.")
    sql_slots = param.Integer(
        default=max(1, _cores() - 1),
        bounds=(1, 256),
        doc="Statements of readers that run at once; a core is left over.",
    )
    sql_rows = param.Integer(default=10_000, bounds=(1, 1_000_000), doc="Rows of a result that are shown.")
    sql_memory_mb = param.Integer(default=1024, bounds=(64, None), doc="MiB of memory that a reader's SQL may take.")
    upload_mb = param.Integer(default=200, bounds=(1, None), doc="MiB of a file that a reader uploads.")
    own_mb = param.Integer(default=1000, bounds=(1, None), doc="MiB that the own tables of one reader may take.")
    catalog = _hidden("Lake that the catalog lies on, as ducklake:postgresql://…; files of this machine unless set.")
    storage = param.String(default="", doc="Where the lake's files lie: s3://bucket/prefix, or a folder of all hosts.")
    s3_endpoint = param.String(default="", doc="Address of S3, as https://s3.example.org; that of AWS unless set.")
    s3_region = param.String(default="", doc="Region of the bucket; us-east-1 unless set.")
    s3_key_id = param.String(default="", doc="Key that S3 knows this host by.")
    s3_secret_file = _file("File that holds the key's secret, which only its owner and group may read.")
    records_mb = param.Integer(
        default=2048, bounds=(0, None), doc="MiB of margin records that a host copies from the lake for readers' SQL."
    )
    bus = _hidden("PostgreSQL by which workers on several hosts share meetings; without it, those of one host do.")
    store = _hidden("PostgreSQL that holds what several hosts must remember; without it, app.sqlite in the home does.")

    @classmethod
    def read(cls) -> Settings:
        """The settings of this process; raise ConfigurationError naming each variable that does not fit."""
        given = {name: text for name in READERS if (text := os.environ.get(f"TIDEMARK_{name.upper()}"))}
        settings, problems = cls(), []
        for name, text in given.items():
            try:
                setattr(settings, name, READERS[name](text))
            except ValueError as error:
                said = "" if name in HIDDEN else f"={text!r}"
                problems.append(f"TIDEMARK_{name.upper()}{said}: {error}")
        if problems:
            raise ConfigurationError(problems)
        return settings


def benched(name: str, default: str) -> str:
    """What BENCH_<NAME> says, which load tests of other dashboards read too, or `default`."""
    return os.environ.get(f"BENCH_{name.upper()}", default)
