"""Texts that a spreadsheet would take for formulas, made harmless."""

from __future__ import annotations

from typing import Any

BLANK = " \u00a0\ufeff"
FORMULA = "=+-@\t\r\n＝＋－＠"
"""What a formula begins with, behind blanks too; some spreadsheets take full-width signs for the others."""


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: a text that could be one begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(BLANK)[:1] in FORMULA and cell.lstrip(BLANK) else cell
