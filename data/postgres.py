"""An address of PostgreSQL, and what holds for every connection that Tidemark makes there."""

from __future__ import annotations

import re
from typing import Any

LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A line that is cut is noticed within seconds. An address may say otherwise."""
WAY_OUT = "write postgresql://name:password@host/database, and in the password %40 for @, %2F for /"


class AddressError(ValueError):
    """What was given is no address of PostgreSQL. The message does not repeat it: a password may stand in it."""

    def __init__(self) -> None:
        super().__init__(WAY_OUT)


def parameters(address: str, what: str = "tidemark") -> dict[str, Any]:
    """What an address says, with what holds for all; PostgreSQL lists it as `what`. Raises AddressError."""
    import psycopg  # only who has an address needs it
    from psycopg.conninfo import conninfo_to_dict

    try:
        said = conninfo_to_dict(address)
    except psycopg.Error:
        raise AddressError from None
    if not re.fullmatch(r"[^@]*\|[\d,]*", f"{said.get('host', '')}|{said.get('port', '')}"):
        raise AddressError  # a password with @ or / in it ends up here
    return {"application_name": what, **LINE, **said}
