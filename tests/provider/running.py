"""The provider as a process: what tests ask of it goes to its standard input, line by line."""

from __future__ import annotations

import json
import secrets
import selectors
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scripts import provider as programs
from tests.proxy import free_port

SECONDS = 20
STAFF = MappingProxyType(
    {
        "viewer": ("Vera Viewer", ["tidemark-viewers"]),
        "analyst": ("Analyst O'One", ["tidemark-analysts"]),
        "power": ("Power User", ["tidemark-power-users"]),
        "host": ("Host", ["tidemark-hosts"]),
        "admin": ("Admin", ["tidemark-admins"]),
        "o'two": ("오둘", ["tidemark-viewers"]),
        "stranger": ("Nobody", ["of-another-system"]),
    }
)
"""Who may sign in, by name, with the title and the groups; the password of NAME is pw-NAME."""


@dataclass(frozen=True)
class Registered:
    """What the provider gave to a server that signs in with it."""

    id: str
    secret: str


class Provider:
    """oidc-provider at a port of its own, with STAFF as its accounts."""

    def __init__(self, program: str, modules: Path, log: Path) -> None:
        self._command = [program, str(Path(__file__).with_name("provider.mjs")), str(modules), str(free_port())]
        self._log = log
        self._kept: list[dict[str, Any]] = []
        self._start()
        self._employ()

    def client(self, url: str, **metadata: Any) -> Registered:
        """Register the server at `url`, the address without a slash at its end, as one that signs in here."""
        made = Registered(f"tidemark-{secrets.token_hex(4)}", secrets.token_hex(32))
        own = {
            "client_id": made.id,
            "client_secret": made.secret,
            "redirect_uris": [f"{url}/signin/callback"],
            "post_logout_redirect_uris": [f"{url}/signout"],
            "backchannel_logout_uri": f"{url}/signout/backchannel",
            "backchannel_logout_session_required": True,
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
        }
        self._keep(do="client", metadata=own | metadata)
        return made

    def account(self, name: str, title: str, groups: list[str]) -> None:
        """Have `name` known under `title` and in `groups` from now on."""
        mail = f"{name}@ccp.example"
        claims = {"sub": name, "name": title, "email": mail, "preferred_username": name, "groups": groups}
        self._keep(do="account", claims=claims)

    def revoke(self, name: str) -> None:
        """Know nobody called `name` any more."""
        self._keep(do="revoke", subject=name)

    def rotate(self) -> None:
        """Sign with new keys, and publish no others."""
        self._say(do="rotate")

    def change(self, **settings: Any) -> None:
        """Set `lifetimes` (seconds by kind: AccessToken, IdToken …) or `claims_in` ('id_token', 'userinfo')."""
        self._keep(do="set", changes=settings)

    def clock(self, ahead: float) -> None:
        """Have the provider's clock run `ahead` seconds before that of this machine."""
        self._say(do="clock", ahead=ahead)

    def down(self) -> None:
        """Take no connection until `up`; nothing is forgotten."""
        self._say(do="down")

    def up(self) -> None:
        """Take connections again."""
        self._say(do="up")

    def hang(self) -> None:
        """Take connections and answer none, until `go_on`; nothing else can be said to it until then."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again, what was asked in between too."""
        self._process.send_signal(signal.SIGCONT)

    def reset(self) -> None:
        """Be as at first, with STAFF as the accounts; clients, sessions and keys stay as they are."""
        self._kept = [order for order in self._kept if order["do"] == "client"]
        self._say(do="reset")
        self._employ()

    def restart(self) -> None:
        """Begin anew with other keys: accounts and clients are known again, sessions and tokens are not."""
        self.stop()
        self._start()
        for order in self._kept:
            self._say(**order)

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(SECONDS)
        self._process.stdout.close()

    def _employ(self) -> None:
        for name, (title, groups) in STAFF.items():
            self.account(name, title, groups)

    def _start(self) -> None:
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.issuer: str = self._answer()["issuer"]

    def _keep(self, **order: Any) -> None:
        self._say(**order)
        self._kept.append(order)

    def _say(self, **order: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        assert answer.get("done") == order["do"], answer

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            line = self._process.stdout.readline() if selector.select(SECONDS) else ""
        assert line, f"the provider does not answer: {self._log.read_text()}"
        return dict(json.loads(line))


@contextmanager
def running(folder: Path) -> Iterator[Provider]:
    """A provider that logs below `folder`."""
    found = programs.find()
    assert found, programs.NONE
    provider = Provider(*found, folder / "provider.log")
    try:
        yield provider
    finally:
        provider.stop()
