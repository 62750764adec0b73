"""Sign-in with a directory: LDAP finds who somebody is, checks the password, and tells the groups."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ldap3 import BASE, NO_ATTRIBUTES, NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException, LDAPSASLPrepError

from auth.address import held, local, split
from auth.filled import attribute, filtered, named
from auth.identity import Identity, SignInError

CONNECT, ANSWER, ALL = 4, 6, 20
"""Seconds: for a connection, for one answer, and for all of a sign-in."""
LONGEST = 256
WRONG = "name or password is wrong"
AWAY = "the directory does not answer; try again later, or ask whoever looks after it"
STRANGE = "the directory cannot tell who you are; ask whoever looks after it"
SUCCESS, NO_SUCH_OBJECT, INVALID = 0, 32, 49
TITLES = ("displayName", "cn")
Scope = Literal["BASE", "SUBTREE"]
Entry = tuple[str, dict[str, list[Any]]]


@dataclass(frozen=True)
class Tree:
    """Where a directory is, and how people and groups are found in it. `secret_file` is of the entry `searcher`."""

    url: str
    user_base: str
    user_filter: str
    group_base: str
    group_filter: str
    searcher: str = ""
    secret_file: Path | None = None
    ca: Path | None = None


class Directory:
    """The directory that `tree` says. Each sign-in has connections of its own; at most eight go on at once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._threads = ThreadPoolExecutor(8, "directory")

    @property
    def secured(self) -> bool:
        """Whether it is spoken to over TLS: always, but within this machine without a `ca`."""
        url = split(self.tree.url)
        return url is None or url.scheme == "ldaps" or bool(self.tree.ca) or not local(url.hostname)

    async def check(self, name: str, password: str) -> Identity:
        """Who it is, if the password is theirs; raise SignInError."""
        name = name.strip()
        if not name or not password.strip() or not name.isprintable() or len(name + password) > LONGEST * 4:
            raise SignInError("write your name and your password", "no name, or no password")
        asked = asyncio.get_running_loop().run_in_executor(self._threads, self._checked, name, password)
        try:
            return await asyncio.wait_for(asked, ALL)
        except TimeoutError:
            raise SignInError(AWAY, f"the directory took longer than {ALL:g} s") from None

    def _checked(self, name: str, password: str) -> Identity:
        try:
            return self._asked(name, password)
        except LDAPSASLPrepError:
            raise SignInError(WRONG, "a password that no directory takes") from None
        except LDAPException as error:
            raise SignInError(AWAY, f"directory: {type(error).__name__}: {_short(error)}") from None
        except OSError as error:
            raise SignInError(AWAY, f"directory: {error.strerror or type(error).__name__}") from None

    def _asked(self, name: str, password: str) -> Identity:
        """A name that is not there is bound as well, to nobody: it takes as long as a wrong password."""
        if "{name}" in self.tree.user_base:
            return self._of(named(self.tree.user_base, name=name), name, password, None)
        with self._open() as service:
            _bound(service)
            found = _entries(service, self.tree.user_base, filtered(self.tree.user_filter, name=name), SUBTREE, [])
            nobody = f"cn={secrets.token_hex(8)},{self.tree.user_base}"
            if len(found) > 1:
                raise SignInError(WRONG, f"the name stands for {len(found)} entries of the directory")
            dn = found[0][0] if found else nobody
            return self._of(dn, name, password, service if self.tree.searcher else None)

    def _of(self, dn: str, name: str, password: str, service: Connection | None) -> Identity:
        """The one whose entry `dn` is. The service looks for the groups if there is one, else they themselves do."""
        with self._open(dn, password) as own:
            if not own.bind():
                raise _refused(own)
            login = attribute(self.tree.user_base) or attribute(self.tree.user_filter)
            seeing = service or own
            wanted = [each for each in (login, *TITLES) if each]
            (_, facts), *_ = _entries(seeing, dn, "(objectClass=*)", BASE, wanted) or [(dn, {})]
            subject = _first(facts, login) or dn
            values = {"dn": dn, "name": subject if _first(facts, login) else name}
            groups = _entries(seeing, self.tree.group_base, filtered(self.tree.group_filter, **values), SUBTREE, ["cn"])
        title = next((text for each in TITLES if (text := _first(facts, each))), subject)
        return Identity(subject, title, tuple(sorted({cn for _, group in groups if (cn := _first(group, "cn"))})))

    @contextmanager
    def _open(self, dn: str | None = None, password: str | None = None) -> Iterator[Connection]:
        """A connection that is not bound yet, over TLS unless within this machine; of the service if nobody is said."""
        tree = self.tree
        url = split(tree.url)
        if url is None or url.hostname is None:
            raise SignInError(STRANGE, f"TIDEMARK_LDAP={tree.url} is no address")
        tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(tree.ca) if tree.ca else None, sni=url.hostname)
        server = Server(url.hostname, url.port, url.scheme == "ldaps", tls=tls, get_info=NONE, connect_timeout=CONNECT)
        if dn is None and tree.searcher and tree.secret_file:
            dn, password = tree.searcher, held(tree.secret_file)
        connection = Connection(
            server, dn, password, auto_referrals=False, receive_timeout=ANSWER, read_only=True, check_names=False
        )
        try:
            connection.open()
            if self.secured and url.scheme == "ldap":
                connection.start_tls()
            yield connection
        finally:
            with suppress(LDAPException, OSError):
                connection.unbind()


def _bound(connection: Connection) -> None:
    if not connection.bind():
        raise SignInError(STRANGE, f"the directory refuses its searcher: {connection.result['description']}")


def _refused(connection: Connection) -> SignInError:
    code, said = connection.result["result"], connection.result["description"]
    if code == INVALID:
        return SignInError(WRONG)
    return SignInError(f"the directory does not let you in ({said})", f"the directory refuses: {said}")


def _entries(connection: Connection, base: str, wanted: str, scope: Scope, attributes: list[str]) -> list[Entry]:
    """What a search finds, as far as this directory itself has it: it is not asked where others may have more."""
    connection.search(base, wanted, scope, attributes=attributes or NO_ATTRIBUTES)
    result = connection.result
    if result["result"] not in (SUCCESS, NO_SUCH_OBJECT):
        raise SignInError(STRANGE, f"the directory does not search {base}: {result['description']}")
    found = [each for each in connection.response or [] if each["type"] == "searchResEntry"]
    return [(each["dn"], {key.lower(): values for key, values in each["raw_attributes"].items()}) for each in found]


def _first(facts: dict[str, list[Any]], name: str) -> str:
    """The first value of an attribute as text; empty if there is none that is text."""
    for value in facts.get(name.lower(), []):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            continue
    return ""


def _short(error: LDAPException) -> str:
    return " ".join(str(error).split())[:200]
