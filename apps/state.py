"""What a reader sees, as one plain value: a link, an undo step, a slide, an audit line and a test fixture are this."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from queries.selection import Clause, Selection


@dataclass(frozen=True)
class State:
    """A page with its dataset, the reader's own CCP, the views' arguments, what is brushed, and the data version."""

    page: str
    dataset: str
    my_ccp: str
    version: int
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    selection: Selection = field(default_factory=Selection)

    def brushed(self, view: str, clauses: list[Clause]) -> State:
        """After `view` has brushed `clauses`."""
        return replace(self, selection=self.selection.publish(view, clauses))

    def toggled(self, view: str, clauses: list[Clause]) -> State:
        """After `view` has brushed `clauses`. What it has brushed already is thereby let go."""
        return self.brushed(view, [] if self.selection.own(view) == tuple(clauses) else clauses)

    def argued(self, view: str, name: str, value: Any) -> State:
        """After the argument `name` of `view`'s query was set."""
        own = {**self.arguments.get(view, {}), name: value}
        return replace(self, arguments={**self.arguments, view: own})

    def text(self) -> str:
        """The state as one line of JSON."""
        return self._text

    @cached_property
    def _text(self) -> str:
        return json.dumps(
            {
                "page": self.page,
                "dataset": self.dataset,
                "my_ccp": self.my_ccp,
                "version": self.version,
                "arguments": {view: dict(own) for view, own in self.arguments.items()},
                "clauses": [clause.plain() for clause in self.selection.clauses],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def read(cls, text: str) -> State:
        """The state that `text` says; raise ValueError if it is not one."""
        try:
            said = json.loads(text)
            texts = [said[key] for key in ("page", "dataset", "my_ccp")]
            version, arguments = said["version"], said["arguments"]
            clauses = tuple(Clause.read(each) for each in said["clauses"])
        except (KeyError, TypeError, RecursionError, json.JSONDecodeError) as error:
            raise ValueError(f"this link does not hold a state: {error}") from None
        if not all(isinstance(each, str) for each in texts) or type(version) is not int:
            raise ValueError("this link does not hold a state: page, dataset and my_ccp are texts, version is a number")
        if not isinstance(arguments, dict) or not all(isinstance(own, dict) for own in arguments.values()):
            raise ValueError("this link does not hold a state: arguments are by view")
        if not all(isinstance(value, str | int | float) for own in arguments.values() for value in own.values()):
            raise ValueError("this link does not hold a state: an argument is a text or a number")
        page, dataset, my_ccp = texts
        return cls(page, dataset, my_ccp, version, arguments, Selection(clauses))


@dataclass
class History:
    """The states that a reader has been in, and may go back and forth between."""

    now: State
    past: list[State] = field(default_factory=list)
    future: list[State] = field(default_factory=list)
    begun: State | None = None
    """Where a gesture that still goes on began."""

    def enter(self, state: State) -> None:
        """Go on to `state`; what was undone before is forgotten. One step undoes a whole gesture."""
        before, self.begun = self.begun or self.now, None
        if state != before:
            self.past.append(before)
            self.future.clear()
        self.now = state

    def pass_through(self, state: State) -> None:
        """Be in `state` while a gesture goes on."""
        self.begun = self.begun or self.now
        self.now = state

    def back(self, state: State) -> None:
        """Be in `state` again, as if what came after it had not been entered."""
        self.now, self.begun = state, None
        if self.past[-1:] == [state]:
            self.past.pop()

    def undo(self) -> None:
        """Go back one state, if there is one."""
        self.enter(self.now)
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    def redo(self) -> None:
        """Take back one undo, if there is one."""
        self.enter(self.now)
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()
