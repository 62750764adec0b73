"""Somebody who knocks, byte by byte, from an address of this machine that nobody else has."""

from __future__ import annotations

import base64
import http.client
import itertools
import json
import os
import re
import socket
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, BinaryIO

SECONDS = 15
FORM = "application/x-www-form-urlencoded"
numbers = itertools.count(1)
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where the connection was closed without a word."""

    status: int
    headers: Fields = ()
    body: str = field(default="", repr=False)

    def header(self, name: str) -> str:
        """The value of a header; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def cookies(self) -> dict[str, str]:
        """The cookies that are set, by name; those that are to be forgotten are empty."""
        found: SimpleCookie = SimpleCookie()
        for key, value in self.headers:
            if key.lower() == "set-cookie":
                found.load(value)
        return {name: morsel.value for name, morsel in found.items()}

    def token(self) -> str:
        """The token that a page carries."""
        found = re.search(r'"token":"([^"]*)"', self.body)
        assert found, self.status
        return found[1]


@dataclass
class Line:
    """An open websocket."""

    line: socket.socket
    stream: BinaryIO

    def say(self, kind: str, content: Any, number: str = "1") -> None:
        """One message of Bokeh's protocol."""
        for part in ({"msgid": number, "msgtype": kind}, {}, content):
            self.line.sendall(frame(json.dumps(part).encode()))

    def hear(self) -> str | None:
        """The next frame; None once it is closed, with `code` set."""
        kind, length = self.stream.read(2) or b"\x88\x00"
        if length > 125:
            length = int.from_bytes(self.stream.read(2 if length == 126 else 8), "big")
        payload = self.stream.read(length)
        if kind & 15 in (9, 10):
            return self.hear()
        if kind & 15 == 8:
            self.code = int.from_bytes(payload[:2], "big")
            return None
        return payload.decode()

    def told(self, seconds: float) -> str:
        """All that is heard until nothing comes for so long, or the end."""
        self.line.settimeout(seconds)
        heard = []
        try:
            while (said := self.hear()) is not None:
                heard.append(said)
        except TimeoutError:
            pass
        return "\n".join(heard)

    def ended(self) -> tuple[int, float]:
        """The code that the server closes with, and when."""
        while self.hear() is not None:
            pass
        return self.code, time.monotonic()

    def close(self) -> None:
        """Hang up."""
        self.stream.close()
        self.line.close()


class Thief:
    """One who comes to the server at `port`, whose own name is `host`."""

    def __init__(self, port: int, host: str, scheme: str = "http") -> None:
        self.port, self.host, self.origin = port, host, f"{scheme}://{host}"
        number = next(numbers)
        self.address = f"127.{os.getpid() % 200 + 1}.{number // 250 + 1}.{number % 250 + 1}"

    def connected(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), SECONDS, source_address=(self.address, 0))

    def ask(
        self, target: str, cookie: str = "", method: str = "GET", body: str = "", kind: str = FORM, **more: str
    ) -> Answer:
        """One request. A header whose name ends in an underscore is sent a second time."""
        headers = {"Host": self.host, "Connection": "close"}
        headers |= {"Cookie": cookie} if cookie else {}
        headers |= {"Content-Type": kind, "Content-Length": str(len(body.encode()))} if body else {}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        return self.send(head(method, target, headers) + body.encode(), method)

    def send(self, request: bytes, method: str = "GET") -> Answer:
        """Whatever these bytes are answered."""
        with self.connected() as line:
            line.sendall(request)
            return answered(line, method)

    def everything(self, request: bytes) -> str:
        """All that comes back until the connection is closed, or silent for a second."""
        heard = b""
        with self.connected() as line:
            line.sendall(request)
            line.settimeout(1)
            try:
                while more := line.recv(65536):
                    heard += more
            except OSError:
                pass
        return heard.decode(errors="replace")

    def sit(self, path: str, token: str, cookie: str = "", origin: str | None = "", **more: str) -> Answer | Line:
        """A websocket, or why there is none. No Origin is sent if it is None."""
        headers = {"Host": self.host, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        headers["Sec-WebSocket-Key"] = base64.b64encode(os.urandom(16)).decode()
        headers |= {} if origin is None else {"Origin": origin or self.origin}
        headers |= {"Cookie": cookie} if cookie else {}
        headers |= {"Sec-WebSocket-Protocol": f"bokeh, {token}"} if token else {}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        line = self.connected()
        line.sendall(head("GET", path, headers))
        stream = line.makefile("rb")
        status = stream.readline().split()
        found = http.client.parse_headers(stream)
        if status[1:2] == [b"101"]:
            return Line(line, stream)
        body = stream.read(int(found["Content-Length"] or 0)).decode()
        return Answer(int(status[1]) if status else 0, tuple(found.items()), body)


def head(method: str, target: str, headers: dict[str, str]) -> bytes:
    """The head of a request."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def answered(line: socket.socket, method: str) -> Answer:
    """The answer that is read from a connection."""
    response = http.client.HTTPResponse(line, method=method)
    try:
        response.begin()
        return Answer(response.status, tuple(response.getheaders()), response.read().decode(errors="replace"))
    except (http.client.HTTPException, OSError):
        return Answer(0)


def frame(payload: bytes) -> bytes:
    """A text frame as browsers send it, masked with nothing."""
    size = len(payload)
    kind, width = (size, 0) if size < 126 else (126, 2) if size < 1 << 16 else (127, 8)
    return bytes([0x81, 128 | kind]) + size.to_bytes(8, "big")[8 - width :] + bytes(4) + payload
