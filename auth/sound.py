"""What is wrong with the settings of sign-in, said before anything is served."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

from auth.address import local, split, trusted, unfit
from auth.filled import blank_fault, filter_fault
from panel_config import EVERYONE, Settings

OPENID = ("client_id", "client_secret", "client_secret_file")
LDAP = ("ldap_user_base", "ldap_group_base", "ldap_bind_dn", "ldap_bind_password_file", "ldap_ca")
SHORTEST_TOKEN = 16


def problems(settings: Settings) -> list[str]:
    """A line for each: the variable, what is wrong, and what to set."""
    signing = bool(settings.provider or settings.ldap)
    return [
        *_ways(settings),
        *(_public(settings) if signing else _alone(settings)),
        *(_openid(settings) if settings.provider else _lost(settings, OPENID, "TIDEMARK_PROVIDER")),
        *(_directory(settings) if settings.ldap else _lost(settings, LDAP, "TIDEMARK_LDAP")),
        *_limits(settings),
    ]


def _ways(settings: Settings) -> Iterator[str]:
    if settings.provider and settings.ldap:
        yield "TIDEMARK_PROVIDER and TIDEMARK_LDAP are both set: readers sign in one way; unset the other"
    if settings.open_to == EVERYONE and (settings.provider or settings.ldap):
        yield f"TIDEMARK_OPEN_TO={EVERYONE}, but sign-in is set up: unset one"


def _lost(settings: Settings, names: tuple[str, ...], without: str) -> Iterator[str]:
    for name in names:
        if getattr(settings, name):
            yield f"TIDEMARK_{name.upper()} is set, but not {without}: set that too, or unset this"


def _alone(settings: Settings) -> Iterator[str]:
    """Without sign-in, nobody but this machine is answered, unless that is said in words."""
    url = split(settings.url)
    reached = {
        f"TIDEMARK_ADDRESS={settings.address}": not local(settings.address),
        f"TIDEMARK_HOSTS={','.join(settings.hosts)}": bool(settings.hosts),
        "TIDEMARK_PROXIED=true": settings.proxied,
        f"TIDEMARK_URL={settings.url}": bool(settings.url) and (url is None or not local(url.hostname)),
    }
    for what, others in reached.items():
        if others and settings.open_to != EVERYONE:
            yield f"{what} lets others in, and nobody signs in: set TIDEMARK_PROVIDER or TIDEMARK_LDAP, " + (
                f"or say --open-to {EVERYONE}"
            )


def _public(settings: Settings) -> Iterator[str]:
    """The address that browsers are sent back to; it may be left out on this machine alone."""
    if not settings.url:
        if not local(settings.address) or settings.hosts or settings.proxied or not settings.port:
            yield "TIDEMARK_URL is not set: set the address of browsers, as https://ccp.example.org"
        return
    url = split(settings.url)
    if url is None or url.scheme not in ("http", "https") or url.path not in ("", "/"):
        yield f"TIDEMARK_URL={settings.url}: write scheme and host alone, as https://ccp.example.org"
    elif not trusted(settings.url):
        yield f"TIDEMARK_URL={settings.url} is not https: cookies would be sent in the clear; put TLS in front"
    elif url.scheme == "http" and not local(settings.address):
        yield f"TIDEMARK_ADDRESS={settings.address} is not this machine alone: TIDEMARK_URL must be https"
    elif url.scheme == "https" and not settings.proxied:
        yield "TIDEMARK_URL is https, which only a proxy in front can speak: set TIDEMARK_PROXIED=true"


def _openid(settings: Settings) -> Iterator[str]:
    if not trusted(settings.provider):
        yield f"TIDEMARK_PROVIDER={settings.provider}: write the issuer's address, which begins with https://"
    if not settings.client_id:
        yield "TIDEMARK_CLIENT_ID is not set: set what the provider knows Tidemark by"
    if settings.client_secret and settings.client_secret_file:
        yield "TIDEMARK_CLIENT_SECRET and TIDEMARK_CLIENT_SECRET_FILE are both set: unset the first"
    elif not settings.client_secret and not settings.client_secret_file:
        yield "TIDEMARK_CLIENT_SECRET_FILE is not set: name a file with the secret that the provider gave"
    elif settings.client_secret_file and (fault := unfit(settings.client_secret_file)):
        yield f"TIDEMARK_CLIENT_SECRET_FILE: {fault}"
    if "openid" not in settings.scopes.split():
        yield f"TIDEMARK_SCOPES={settings.scopes}: add openid"


def _directory(settings: Settings) -> Iterator[str]:
    url = split(settings.ldap)
    if url is None or url.scheme not in ("ldap", "ldaps") or url.path not in ("", "/"):
        yield f"TIDEMARK_LDAP={settings.ldap}: write ldaps://host or ldap://host, with a port if it is another"
    for name in ("ldap_user_base", "ldap_group_base"):
        if not getattr(settings, name):
            yield f"TIDEMARK_{name.upper()} is not set: set an entry of the directory, as ou=people,dc=example,dc=org"
    if fault := blank_fault(settings.ldap_user_base, (), ("name",)):
        yield f"TIDEMARK_LDAP_USER_BASE={settings.ldap_user_base}: {fault}"
    if fault := filter_fault(settings.ldap_user_filter, ("name",), ("name",)):
        yield f"TIDEMARK_LDAP_USER_FILTER={settings.ldap_user_filter}: {fault}"
    if fault := filter_fault(settings.ldap_group_filter, ("dn", "name"), ("dn", "name")):
        yield f"TIDEMARK_LDAP_GROUP_FILTER={settings.ldap_group_filter}: {fault}"
    if settings.ldap_ca and (fault := _no_certificates(settings.ldap_ca)):
        yield f"TIDEMARK_LDAP_CA: {fault}"
    yield from _service(settings)


def _no_certificates(path: Path) -> str:
    try:
        ssl.create_default_context(cafile=str(path))
    except ssl.SSLError:
        return f"{path} holds no certificate in PEM form"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    return ""


def _service(settings: Settings) -> Iterator[str]:
    """The account that looks for people."""
    named, password = settings.ldap_bind_dn, settings.ldap_bind_password_file
    if named and not password:
        yield "TIDEMARK_LDAP_BIND_PASSWORD_FILE is not set: name a file with the password of TIDEMARK_LDAP_BIND_DN"
    if password and not named:
        yield "TIDEMARK_LDAP_BIND_DN is not set: name the entry whose password the file holds"
    if password and (fault := unfit(password)):
        yield f"TIDEMARK_LDAP_BIND_PASSWORD_FILE: {fault}"


def _limits(settings: Settings) -> Iterator[str]:
    if settings.idle_minutes > settings.session_hours * 60:
        yield (
            f"TIDEMARK_IDLE_MINUTES={settings.idle_minutes:g} is longer than "
            f"TIDEMARK_SESSION_HOURS={settings.session_hours:g}: set fewer minutes"
        )
    if 0 < len(settings.metrics_token) < SHORTEST_TOKEN:
        yield f"TIDEMARK_METRICS_TOKEN is short: set {SHORTEST_TOKEN} characters or more, drawn by chance"
    anchor = settings.audit_anchor
    if anchor and (anchor.is_dir() or not anchor.parent.is_dir()):
        yield f"TIDEMARK_AUDIT_ANCHOR={anchor}: name a file in a folder that is there"
