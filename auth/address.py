"""Addresses in settings, and secrets in files."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

OTHERS = 0o027
"""Rights on a file that let others than its owner read it, or others than its owner's group write it."""


def local(host: str | None) -> bool:
    """Whether a host is this machine itself, as localhost and 127.0.0.1 are."""
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def split(url: str) -> SplitResult | None:
    """The parts of an address that has a scheme and a host, and neither user, query nor fragment; None for another."""
    try:
        parts = urlsplit(url)
        plain = parts.hostname and parts.scheme and parts.port != 0
    except ValueError:
        return None
    return parts if plain and not (parts.username or parts.password or parts.query or parts.fragment) else None


def trusted(url: str) -> bool:
    """Whether what is said to an http address stays secret: over TLS, or within this machine."""
    parts = split(url)
    return parts is not None and (parts.scheme == "https" or (parts.scheme == "http" and local(parts.hostname)))


def unfit(path: Path) -> str:
    """What is wrong with a file that holds a secret, and what to do; empty if nothing."""
    try:
        rights = path.stat().st_mode & 0o777
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        return f"{path} is no text"
    if rights & OTHERS:
        return f"others may read {path} (mode {rights:o}): chmod 600 {path}"
    return "" if text.strip() else f"{path} is empty: write the secret into it"


def held(path: Path) -> str:
    """The secret in a file, without the line's end."""
    return path.read_text(encoding="utf-8").strip("\r\n")
