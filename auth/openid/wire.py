"""Questions to a provider: bounded in time and size, answered in JSON, no redirect followed."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from auth.address import local
from auth.identity import SignInError

SECONDS, BYTES = 10, 1 << 20


class Unreachable(SignInError):
    """The provider does not answer, or nothing that could be understood. Sessions that exist go on."""

    def __init__(self, address: str, what: str) -> None:
        place = urlsplit(address)
        stays = "try again later; who is signed in stays so"
        super().__init__(f"the sign-in service {place.netloc} {what}; {stays}", f"{place.netloc}{place.path} {what}")


@dataclass(frozen=True)
class Answer:
    """What a provider answered."""

    status: int
    body: Mapping[str, Any] = field(repr=False)


async def ask(address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """What `address` answers; to a form if there is one. Raises Unreachable."""
    try:
        async with asyncio.timeout(SECONDS):
            status, text = await _asked(address, form, {"Accept": "application/json", **(headers or {})})
    except TimeoutError:
        raise Unreachable(address, f"did not answer within {SECONDS} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        raise Unreachable(address, f"cannot be reached ({_plain(str(error) or type(error).__name__)})") from None
    if status in range(300, 400):
        raise Unreachable(address, f"answers with a redirect ({status})")
    if len(text) > BYTES:
        raise Unreachable(address, "answers with more than 1 MiB")
    try:
        return Answer(status, read(text))
    except ValueError:
        raise Unreachable(address, f"answers with something other than JSON (status {status})") from None


def read(text: bytes) -> dict[str, Any]:
    """An object of JSON; raise ValueError if it is anything else, NaN and Infinity included."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def plain(address: object) -> str:
    """`address` if requests and browsers may go there: over https, or to this machine; else empty."""
    if not isinstance(address, str) or _plain(address) != address:
        return ""
    try:
        place = urlsplit(address)
        sound = place.hostname and not place.username and (place.scheme == "https" or local(place.hostname))
    except ValueError:
        return ""
    return address if sound and place.scheme in ("http", "https") else ""


async def _asked(address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """The status, and the body or as much of it as shows that it is too long. It is asked for as it is, not packed."""
    headers = {**headers, "Accept-Encoding": "identity"}
    method = "GET" if form is None else "POST"
    # A proxy that the environment names is for other machines.
    client = httpx.AsyncClient(verify=_trusted(), timeout=SECONDS, trust_env=not local(urlsplit(address).hostname))
    async with client, client.stream(method, address, data=form, headers=headers) as response:
        text = b""
        async for chunk in response.aiter_raw():
            text += chunk
            if len(text) > BYTES:
                break
        return response.status_code, text


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts, those of the company among them."""
    return ssl.create_default_context()


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _plain(text: str) -> str:
    """`text` in one short line."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:300])
