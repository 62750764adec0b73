"""A provider that can be made to lie: a real server whose tokens and answers a test chooses."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jws
from joserfc.jwk import Key, RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Forger:
    """What it answers. `tokens` is the answer of the token endpoint, whose ID token is made of header, claims, key."""

    issuer: str = ""
    client: str = "tidemark"
    nonce: str = ""
    key: Any = field(default_factory=lambda: KEY)
    published: list[dict[str, Any]] = field(default_factory=lambda: [KEY.as_dict(private=False)])
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "first"})
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=lambda: {"sub": "viewer"})
    answers: dict[str, Answer] = field(default_factory=dict)
    """By path, in place of the honest answer."""
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> dict[str, Any]:
        """The answer of this path, with the lies that were told to it."""
        if path == "/.well-known/openid-configuration":
            return self._metadata() | self.metadata
        if path == "/jwks":
            return {"keys": self.published}
        if path == "/userinfo":
            return self.userinfo
        honest = {
            "id_token": self.token(),
            "access_token": "an access token",
            "expires_in": 300,
            "refresh_token": "next",
        }
        return {name: value for name, value in (honest | self.tokens).items() if value is not None}

    def token(self) -> str:
        """An ID token with the claims, less those that are None."""
        now = int(time.time())
        honest = {"iss": self.issuer, "aud": self.client, "sub": "viewer", "iat": now, "exp": now + 300}
        claims = honest | {"nonce": self.nonce, "name": "Vera", "groups": ["viewers"]} | self.claims
        return signed(self.header, {name: value for name, value in claims.items() if value is not None}, self.key)

    def _metadata(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "auth", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        places = {name: f"{self.issuer}/{path}" for name, path in (names | {"jwks_uri": "jwks"}).items()}
        return {"issuer": self.issuer, **places, "token_endpoint_auth_methods_supported": ["client_secret_post"]}


def signed(header: dict[str, Any], claims: Any, key: Key | bytes | None) -> str:
    """A token; with a shared secret an HS256 one, without a key an unsigned one."""
    text = f"{packed(header)}.{packed(claims)}"
    if isinstance(key, bytes):
        return f"{text}.{encoded(hmac.digest(key, text.encode(), 'sha256'))}"
    if key is None:
        return f"{text}."
    return f"{text}.{encoded(jws.JWSRegistry.algorithms[header['alg']].sign(text.encode(), key))}"


def packed(value: Any) -> str:
    """A part of a token."""
    return encoded(json.dumps(value).encode())


def encoded(value: bytes) -> str:
    """Bytes as tokens hold them."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@contextmanager
def forging() -> Iterator[Forger]:
    """A forger that answers at a port of its own."""
    forger = Forger()

    class Place(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            forger.asked.append(path)
            if path in forger.answers:
                forger.answers[path](self)
            else:
                say(self, json.dumps(forger.answer(path)).encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Place)
    server.daemon_threads = True
    forger.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield forger
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def say(place: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """Answer with `body`; the reader may have hung up."""
    place.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        place.send_header(name, value)
    place.end_headers()
    try:
        place.wfile.write(body)
    except OSError:
        place.close_connection = True
