"""roles.yaml, read: roles, entitlements and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from auth.outline import Outline, Plain
from auth.role import ACTIONS, ON_PAGES, Grants, Role, joined
from auth.words import unknown
from data.entitlement import EVERYTHING, Entitlement

ALL = "all"
ASK = "the administrator of this server"
TOP = ("ask", "roles", "entitlements")
OF_ROLE = ("includes", "groups", "sees", "ask", "may")
OF_ENTITLEMENT = ("datasets", "ccps")


@dataclass
class Rules:
    """What a file says; `mentions` are the pages that it names, each with its place."""

    ask: str = ASK
    roles: dict[str, Role] = field(default_factory=dict)
    entitlements: dict[str, Entitlement] = field(default_factory=dict)
    mentions: list[tuple[str, str]] = field(default_factory=list)


def rules(outline: Outline) -> Rules:
    """What the file says; its faults are noted in the outline."""
    top = outline.mapping(outline.top)
    outline.only(top, TOP)
    read = Rules(outline.text(top["ask"], "ask") if "ask" in top else ASK)
    for name, plain in outline.mapping(top.get("entitlements", {}), "entitlements").items():
        entitlement = _entitlement(outline, name, plain)
        if entitlement:
            read.entitlements[name] = entitlement
    for name, plain in outline.mapping(top.get("roles", {}), "roles").items():
        read.roles[name] = _role(outline, read, name, plain)
    if not read.roles and not outline.problems:
        outline.fault("there is no role: write one below 'roles:'")
    return read


def _entitlement(outline: Outline, name: str, plain: Plain) -> Entitlement | None:
    at = ("entitlements", name)
    own = outline.mapping(plain, *at)
    outline.only(own, OF_ENTITLEMENT, *at)
    datasets, ccps = (outline.texts(own[key], *at, key) if key in own else None for key in OF_ENTITLEMENT)
    if name == EVERYTHING:
        outline.fault("this name is taken: it is the whole catalog", *at)
    elif isinstance(plain, dict) and datasets is None and ccps is None:
        outline.fault(f"it names no datasets and no ccps; for the whole catalog write sees: {EVERYTHING}", *at)
    try:
        return Entitlement(name, datasets, ccps)
    except ValueError as error:
        outline.fault(str(error), *at)
        return None


def _role(outline: Outline, read: Rules, name: str, plain: Plain) -> Role:
    at = ("roles", name)
    own = outline.mapping(plain, *at)
    outline.only(own, OF_ROLE, *at)
    may: Grants = _may(outline, read, outline.mapping(own.get("may", {}), *at, "may"), name)
    for number, other in enumerate(outline.texts(own.get("includes", []), *at, "includes")):
        if other in read.roles:
            may = joined(may, read.roles[other].may)
        else:
            what = f"{unknown('role', other, read.roles)} (a role includes roles that stand above it)"
            outline.fault(what, *at, "includes", key=str(number))
    groups = outline.texts(own.get("groups", []), *at, "groups")
    ask = outline.text(own["ask"], *at, "ask") if "ask" in own else read.ask
    return Role(name, groups, _sees(outline, read, own, name), ask, may)


def _sees(outline: Outline, read: Rules, own: dict[str, Plain], name: str) -> str:
    known = (EVERYTHING, *read.entitlements)
    if "sees" not in own:
        outline.fault(f"there is no 'sees: …' line; choose from {', '.join(map(repr, known))}", "roles", name)
        return EVERYTHING
    sees = outline.text(own["sees"], "roles", name, "sees")
    if sees and sees not in known:
        outline.fault(unknown("entitlement", sees, known), "roles", name, "sees")
    return sees


def _may(outline: Outline, read: Rules, own: dict[str, Plain], name: str) -> dict[str, frozenset[str] | None]:
    at = ("roles", name, "may")
    may: dict[str, frozenset[str] | None] = {}
    for action, plain in own.items():
        if action not in ACTIONS:
            outline.fault(unknown("action", action, ACTIONS), *at, key=action)
        elif plain == ALL:
            may[action] = None
        elif action in ON_PAGES:
            pages = outline.texts(plain, *at, action)
            may[action] = frozenset(pages)
            read.mentions += [(f"{outline.file}:{outline.lines[(*at, action)]}", page) for page in pages]
        else:
            outline.fault(f"it is of the whole server: write {action}: {ALL}", *at, action)
    return may
