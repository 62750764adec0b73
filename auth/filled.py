"""Filters and names of a directory with somebody's name put in, so that the name stays a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from ldap3.core.exceptions import LDAPInvalidFilterError
from ldap3.operation.search import parse_filter
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

BLANK = re.compile(r"\{(\w*)\}")


def filtered(template: str, **values: str) -> str:
    """A search filter with values in the places of their names in braces."""
    return _filled(template, values, escape_filter_chars)


def named(template: str, **values: str) -> str:
    """The name of an entry, likewise."""
    return _filled(template, values, escape_rdn)


def _filled(template: str, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
    return BLANK.sub(lambda blank: str(escape(values[blank[1]])), template)


def blank_fault(template: str, needed: Iterable[str], known: Iterable[str]) -> str:
    """What is wrong with the names in braces; empty if nothing."""
    found, known = set(BLANK.findall(template)), list(known)
    if strange := sorted(found - set(known)):
        return f"nothing is known for {{{strange[0]}}}; write {' or '.join(f'{{{each}}}' for each in known)}"
    needed = list(needed)
    if needed and not found & set(needed):
        return f"there is no {' and no '.join(f'{{{each}}}' for each in needed)} in it"
    return ""


def filter_fault(template: str, needed: Iterable[str], known: Iterable[str]) -> str:
    """What is wrong with the template of a filter; empty if nothing."""
    if fault := blank_fault(template, needed, known):
        return fault
    try:
        parse_filter(BLANK.sub("x", template), None, False, None, False, None)  # type: ignore[no-untyped-call]
    except LDAPInvalidFilterError:
        return "this is no search filter: write (attribute={name}), with every bracket closed"
    return ""


def attribute(template: str) -> str:
    """The attribute that is compared with {name}, as `uid`; empty if there is none."""
    match = re.search(r"([A-Za-z][\w-]*)=\{name\}", template)
    return match[1] if match else ""
