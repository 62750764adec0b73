"""The columns of a result, and which of its texts are numbers after all."""

from __future__ import annotations

from dataclasses import dataclass

SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
WHOLE = frozenset((*SIGNED, *(f"U{name}" for name in SIGNED), "BIGNUM"))
FRACTIONS = frozenset(("FLOAT", "DOUBLE"))


@dataclass(frozen=True)
class Column:
    """A column by name and type, as DuckDB writes it."""

    name: str
    type: str

    @property
    def number(self) -> bool:
        """Whether its cells are numbers, also where they come as text because JSON has none so large."""
        return self.type in WHOLE or self.type in FRACTIONS or self.type.startswith("DECIMAL")
