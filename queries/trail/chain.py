"""Records, each sealed over the one before: a line that is changed, moved or taken out no longer fits."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from queries.trail.code import code_of

START = "0" * 64
"""What the first record is sealed over."""
SEALED = re.compile(rb', "code": "(?P<code>[0-9A-Z-]+)", "mac": "(?P<mac>[0-9a-f]{64})"\}\n?\Z')
NUMBERED = re.compile(rb'\{"seq": (\d{1,15}), ')


class AuditError(ValueError):
    """The audit cannot be written or read. The message says why, and what was therefore not done."""


@dataclass(frozen=True)
class Head:
    """Where a chain stands: number and seal of its last record, and the bytes of the file up to its end."""

    seq: int = 0
    mac: str = START
    size: int = 0


@dataclass(frozen=True)
class Line:
    """A line as it stands in a file: the number, code and seal that it gives itself, and what the seal is over."""

    seq: int
    code: str
    mac: str
    body: bytes

    @classmethod
    def read(cls, text: bytes) -> Line | None:
        """The line that `text` is; None if it is not of that shape."""
        sealed, numbered = SEALED.search(text), NUMBERED.match(text)
        if sealed is None or numbered is None:
            return None
        return cls(int(numbered[1]), sealed["code"].decode(), sealed["mac"].decode(), text[: sealed.start()] + b"}")

    @property
    def record(self) -> dict[str, Any]:
        """What the line says; raise ValueError if that is not JSON."""
        said: dict[str, Any] = json.loads(self.body) | {"code": self.code, "mac": self.mac}
        return said


class Chain:
    """Seals with one key. Without the key nobody can make a line that fits."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"tidemark audit", "sha256")

    @property
    def fingerprint(self) -> str:
        """What tells the key from others, and reveals nothing of it."""
        return self.mac("key", b"")[:16]

    def mac(self, before: str, body: bytes) -> str:
        """The seal over `body` and the seal before it."""
        return hmac.digest(self._key, before.encode() + b"\n" + body, "sha256").hex()

    def line(self, before: str, record: Mapping[str, Any]) -> tuple[bytes, str, str]:
        """The line of a record, with its newline; its code; and its seal. `seq` must be the record's first field."""
        body = json.dumps(record, ensure_ascii=False).encode(errors="backslashreplace")
        mac = self.mac(before, body)
        return body[:-1] + f', "code": "{code_of(mac)}", "mac": "{mac}"}}\n'.encode(), code_of(mac), mac

    def fits(self, before: str, line: Line) -> bool:
        """Whether `line` follows the record with the seal `before`, and is as it was written."""
        return hmac.compare_digest(self.mac(before, line.body), line.mac) and line.code == code_of(line.mac)
