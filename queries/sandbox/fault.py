"""What DuckDB says is wrong, in words that name nothing which is not granted."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

import duckdb

from data.sql import quoted
from queries.sandbox.event import Fault, FaultKind

NAME = re.compile(r'(?:(?:"(?:[^"]|"")*"|\w+)\s*\.\s*)*("(?:[^"]|"")*"|\w+)')
LITERAL = re.compile(r"'(?:[^']|'')*'")
PLAIN = re.compile(r"[a-z_]\w*")
SHOWN = frozenset({
    "Binder", "Catalog", "Constraint", "Conversion", "Decimal", "Divide by Zero", "Expression", "Invalid",
    "Invalid Configuration", "Invalid Input", "INVALID", "Mismatch Type", "Not implemented", "Null Pointer",
    "Out of Range", "Parser", "Planner", "Syntax", "Unknown Type",
})  # fmt: skip
"""Kinds of errors whose text is about the statement alone."""
HIDDEN = re.compile(r"\b(?:held|own_\d+|facts_\d+)\.(?:main\.)?")
"""What the files are attached as."""
MEMORY = "Stopped: it needs more memory than the {size:,.0f} MiB that it may have."
LONGEST = 300
"""Letters of a message."""


def fault(error: Exception, memory: int) -> tuple[Fault, int | None, str]:
    """The fault without its place; the byte at which DuckDB says it is; the name that is wrong, if it says one."""
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException) or "bad_alloc" in str(error):
        return exhausted(memory), None, ""
    told = _told(error)
    kind = str(told.get("exception_type", ""))
    text = _plain(str(told.get("exception_message", "")))
    if kind not in SHOWN or not text:
        return Fault("wrong", "DuckDB cannot run this statement."), None, ""
    denied = told.get("error_subtype") == "MISSING_ENTRY" or text.startswith("Type with name")
    named = str(told.get("name", "")) or _column(text)
    at = int(told["position"]) if str(told.get("position", "")).isdigit() else None
    what: FaultKind = "denied" if denied else "wrong"
    return Fault(what, text, candidate=str(told.get("candidates", "")).split(",")[0].strip()), at, named


def exhausted(memory: int) -> Fault:
    """That a statement needs more than `memory` bytes."""
    return Fault("stopped", MEMORY.format(size=memory / 2**20))


def _told(error: Exception) -> dict[str, Any]:
    text = str(error)
    try:
        told = json.loads(text[text.index("{") :])
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def bare(text: str) -> str:
    """The text with relations as they are called, without the file that they lie in."""
    return HIDDEN.sub("", text)


def _plain(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = bare(lines[0]).rstrip("!.:") if lines else ""
    first = first if len(first) <= LONGEST else first[:LONGEST] + "…"
    return f"{first[:1].upper()}{first[1:]}." if first else ""


def _column(text: str) -> str:
    found = re.search(r'column named "([^"]+)"', text)
    return found[1] if found else ""


def located(
    fault: Fault, text: str, place: int | None, named: str, known: Collection[str], reserved: Collection[str]
) -> Fault:
    """The fault at its place of the text; its candidate is one of the `known` names, or none."""
    if place is None:
        return Fault(fault.kind, fault.message)
    word = NAME.match(text, place)
    if word is None or not named:
        return Fault(fault.kind, fault.message, place, _length(text, place))
    small = {name.lower(): name for name in (*known, fault.candidate) if name}
    near = get_close_matches(named.lower(), small, 1, 0.5)
    candidate = small[near[0]] if near else ""
    hint = f" Did you mean {candidate}?" if candidate else ""
    start, length = word.start(1), len(word[1])
    return Fault(fault.kind, fault.message + hint, start, length, written(candidate, reserved) if candidate else "")


def _length(text: str, place: int) -> int:
    word = LITERAL.match(text, place) or NAME.match(text, place)
    return len(word[0]) if word else min(1, max(0, len(text) - place))


def written(name: str, reserved: Collection[str]) -> str:
    """A name as SQL has to write it."""
    if PLAIN.fullmatch(name) and name not in reserved:
        return name
    return quoted(name)
