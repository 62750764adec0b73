"""Who may do what, as roles.yaml says it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from auth.actor import Actor, Decision
from auth.outline import Outline, OutlineError
from auth.reading import Rules, rules
from auth.role import ACTIONS, Role, in_words
from auth.words import unknown
from data.entitlement import EVERYTHING, Entitlement

SHIPPED = Path(__file__).parent / "roles.yaml"
SHOWN = 8
WHOLE = Entitlement(EVERYTHING)
LOCAL = "local"
OWN = frozenset({LOCAL, "nobody", "provider", "server", "tidemark"})
"""What the audit calls those who are nobody's account."""


class PolicyError(ValueError):
    """The roles cannot be read. `problems` has a line for each fault: file, line, key, what, and the nearest name."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class RoleError(ValueError):
    """Somebody is known, but has nothing to do here. The message is for the reader."""


class Policy:
    """Roles and entitlements. `entitlements` are those that roles.yaml defines: the whole catalog is not among them."""

    def __init__(self, read: Rules, digest: str) -> None:
        self.roles: Mapping[str, Role] = read.roles
        self.entitlements: Mapping[str, Entitlement] = read.entitlements
        self.ask = read.ask
        self.hash = digest
        self._mentions = read.mentions

    @classmethod
    def read(cls, path: Path = SHIPPED) -> Policy:
        """The policy in a file; raise PolicyError with every problem."""
        try:
            outline = Outline(path)
            read = rules(outline)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OutlineError as error:
            raise PolicyError([str(error)]) from None
        if outline.problems:
            raise PolicyError(outline.problems)
        return cls(read, digest)

    def entitlement(self, name: str) -> Entitlement:
        """The entitlement of that name; raise PolicyError with the nearest."""
        if name != EVERYTHING and name not in self.entitlements:
            raise PolicyError([unknown("entitlement", name, (EVERYTHING, *self.entitlements))])
        return self.entitlements.get(name, WHOLE)

    def strangers(self, pages: Iterable[str]) -> list[str]:
        """What is wrong with the pages that roles name, as `file:line: what`, where only `pages` are there."""
        known = list(pages)
        return [f"{place}: {unknown('page', page, known)}" for place, page in self._mentions if page not in known]

    def actor(self, name: str, title: str, groups: Iterable[str]) -> Actor:
        """Who these groups make of somebody.

        All that one of their roles allows is allowed, in the widest part of the catalog that one of them sees.
        RoleError if there is no role, no part that holds the others, or if the name is one of OWN.
        """
        if name in OWN:
            raise RoleError(f"the server calls itself {name!r}: nobody can sign in with that name; ask {self.ask}")
        own = tuple(dict.fromkeys(groups))
        roles = [role for role in self.roles.values() if set(role.groups) & set(own)]
        if not roles:
            raise RoleError(f"{_listed(own)} no role here; ask {self.ask}")
        return Actor(name, title, tuple(role.name for role in roles), self._widest(roles), self)

    def _widest(self, roles: list[Role]) -> str:
        for role in roles:
            if all(self.entitlement(role.sees).holds(self.entitlement(other.sees)) for other in roles):
                return role.sees
        names = " and ".join(repr(role.name) for role in roles)
        raise RoleError(
            f"your roles {names} see parts of the figures of which none holds the others: leave a group; ask {self.ask}"
        )

    def local(self, entitlement: str = EVERYTHING) -> Actor:
        """Whoever uses this machine, without sign-in: every role."""
        return Actor(LOCAL, LOCAL, tuple(self.roles), self.entitlement(entitlement).name, self)

    def decide(self, actor: Actor, action: str, resource: str) -> Decision:
        """Whether `actor` may do that. A denial names the least role that may and that sees the same part."""
        if action not in ACTIONS:
            raise ValueError(unknown("action", action, ACTIONS))
        if any(self.roles[name].grants(action, resource) for name in actor.roles):
            return Decision(True)
        near = [role for role in self.roles.values() if role.sees == actor.entitlement]
        role = next((role for role in near if role.grants(action, resource)), None)
        if role:
            return Decision(False, f'you need the role "{role.name}" to {in_words(action, resource)}; ask {role.ask}')
        return Decision(False, f"your role does not let you {in_words(action, resource)}; ask {self.ask}")


def _listed(groups: tuple[str, ...]) -> str:
    if not groups:
        return "you are in no group, which gives"
    shown = [*groups[:SHOWN], *([f"{len(groups) - SHOWN} more"] if len(groups) > SHOWN else [])]
    return f"your groups ({', '.join(shown)}) give"
