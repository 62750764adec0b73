"""Names and texts as SQL writes them, whatever stands in them."""

from __future__ import annotations


def quoted(*names: str) -> str:
    """A name, or the names that lead to it, outermost first: `"main"."disclosure"`."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: str) -> str:
    """A text as a value."""
    return "'" + text.replace("'", "''") + "'"
