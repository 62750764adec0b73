"""What a look at a file finds: a table in the making, the questions that it leaves open, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from queries.own.trouble import OwnError

COLUMNS = 1000
ROWS = 5_000_000
SHOWN = 12
"""Problems of one kind that are listed."""
Options = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A choice about the file. `choices` are values with what they are called; `value` is the one that was followed."""

    name: str
    label: str
    choices: Mapping[str, str]
    value: str

    @classmethod
    def of(cls, name: str, label: str, choices: Mapping[str, str], options: Options, guess: str) -> Question:
        """With the answer in `options`, else `guess`; raise OwnError if that is no choice."""
        value = options.get(name, guess)
        if value not in choices:
            raise OwnError(f"{label}: {value[:40]!r} is no choice; choose one of {', '.join(choices)}")
        return cls(name, label, choices, value)

    def plain(self) -> dict[str, Any]:
        """As the browser reads it."""
        choices = [{"value": value, "label": label} for value, label in self.choices.items()]
        return {"name": self.name, "label": self.label, "choices": choices, "value": self.value}


@dataclass
class Found:
    """`statement` gives the rows, typed and named. `stop` says why they cannot be taken as they are."""

    kind: str
    statement: str = ""
    rows: int = 0
    questions: list[Question] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    stop: str = ""

    def ask(self, question: Question) -> str:
        """Leave a question open, and go on with its answer."""
        self.questions.append(question)
        return question.value

    def say(self, problems: Iterable[str], what: str) -> None:
        """List problems, the first of them if there are many."""
        every = list(problems)
        self.problems += every[:SHOWN]
        if len(every) > SHOWN:
            self.problems.append(f"and {len(every) - SHOWN:,} more {what}")


class Unread(OwnError):
    """Nothing can be read yet; the questions in `found` lead out."""

    def __init__(self, found: Found, reason: str) -> None:
        super().__init__(reason)
        self.found = found


def check_columns(names: Sequence[object]) -> None:
    """Raise OwnError if there are too many columns, or none."""
    if len(names) > COLUMNS:
        raise OwnError(
            f"the file has {len(names):,} columns; a table has at most {COLUMNS:,}: "
            "leave some out, or write one row for each figure"
        )
    if not names:
        raise OwnError("the file has no columns")


def check_rows(rows: int) -> None:
    """Raise OwnError if there are too many rows."""
    if rows > ROWS:
        raise OwnError(f"the file has more than {ROWS:,} rows, which is what one table holds: split it or sum it up")
