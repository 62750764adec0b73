"""The tables of docs/rollups.md: which queries are portable, and what is not, from the code itself."""

from __future__ import annotations

from apps.rollup_command import portability
from data.portable.refused import BY_NAME, FORMS, NAMES
from panel_config import ROOT

PATH = ROOT / "docs" / "rollups.md"
MARK = "<!-- What follows is written by make docs. -->"


def page() -> str:
    """The page's text: as it stands up to the mark, then the tables."""
    head = PATH.read_text().partition(MARK)[0]
    queries = [_told(*line.partition(": ")[::2]) for line in portability()]
    refused = [(f"`{NAMES[kind].split(',')[0]}`", instead) for kind, instead in FORMS.items()]
    refused += [(f"`{name}`", instead) for name, instead in BY_NAME.items()]
    return "\n".join([
        f"{head}{MARK}\n", "## What to write instead\n", _table(("not portable", "nearest portable form"), refused), "",
        "## The queries that ship\n", _table(("query", "on Spark"), queries), "",
    ])  # fmt: skip


def _told(where: str, what: str) -> tuple[str, str]:
    name, _, line = where.removeprefix("queries/").partition(":")
    return f"`{name}`", f"line {line}: {what}" if line else what


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [head, ("---", "---"), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    PATH.write_text(page())
