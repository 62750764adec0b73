"""Markup made of elements: a text within one is escaped, unless it is markup itself."""

from __future__ import annotations

from components.escape import escape

VOID = frozenset({"input", "meta", "link", "br"})
"""Elements that hold nothing."""


class Markup(str):
    """A text that is markup already."""


def element(name: str, /, *inside: str, **attributes: str | bool) -> Markup:
    """An element with what stands inside. An attribute that is True has no value, one that is False is left out.

    `class_` and `for_` are the attributes class and for; `aria_label` is aria-label.
    """
    said = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not False)
    begun = "".join(f" {key}" if value is True else f' {key}="{escape(value)}"' for key, value in said)
    return Markup(f"<{name}{begun}>" if name in VOID else f"<{name}{begun}>{joined(*inside)}</{name}>")


def joined(*parts: str) -> Markup:
    """Parts one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))
