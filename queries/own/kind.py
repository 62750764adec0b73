"""What the cells of a text can be: for each type, which texts are of it, and its value; all as SQL over `@x`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.sql import literal

MISSING = ("", "na", "n/a", "#n/a", "null", "nan", "-", "–", "—", "..", ".")
"""What stands for a missing figure, in small letters; in a column of text it is text."""
SPACES = " \u00a0\u202f'’"
DAY_FIRST, MONTH_FIRST = "day first", "month first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
POINT, COMMA = ".", ","
TOO_LONG = r"[+-]?\d{18,}|.{300,}"
"""Numbers of which a fraction's type would lose digits, or all."""


@dataclass(frozen=True)
class Kind:
    """A type of DuckDB. `wider` are the kinds to try where a cell does not fit."""

    type: str
    fits: str
    value: str
    wider: tuple[str, ...] = ()

    def read(self, column: str) -> str:
        """The value of a column whose cells all are of this kind; NULL where one is missing."""
        return column if self.type == "VARCHAR" else self.value.replace("@x", f"trim({column})")

    def holds(self, column: str) -> str:
        """Whether the cell of a column is of this kind."""
        return "(" + self.fits.replace("@x", f"trim({column})") + ")"


def filled(column: str) -> str:
    """Whether the cell of a column says anything."""
    marks = ", ".join(literal(mark) for mark in MISSING)
    return f"({column} IS NOT NULL AND lower(trim({column})) NOT IN ({marks}))"


def kinds(decimal: str, order: str) -> dict[str, Kind]:
    """What a cell may be, narrowest first, where `decimal` marks the fraction and dates with slashes have `order`."""
    return dict(_kinds(decimal, order)) | {"text": Kind("VARCHAR", "true", "@x")}


def _kinds(decimal: str, order: str) -> Iterator[tuple[str, Kind]]:
    yield "truth", Kind("BOOLEAN", "lower(@x) IN ('true', 'false')", "TRY_CAST(@x AS BOOLEAN)")
    yield from _numbers(decimal)
    yield from _dates(order)
    yield from _times(order)


def _numbers(decimal: str) -> Iterator[tuple[str, Kind]]:
    groups = (COMMA if decimal == POINT else POINT) + SPACES
    whole = r"(0|[1-9]\d*|[1-9]\d{0,2}([" + groups + r"]\d{3})+)"
    bare = f"translate(@x, {literal(groups)}, '')"
    for name, kind, digits, wider in (("integer", "BIGINT", 18, "big"), ("big", "HUGEINT", 38, "number")):
        fits = f"{_matches('[+-]?' + whole)} AND length(@x) <= {digits}"
        yield name, Kind(kind, fits, f"TRY_CAST({bare} AS {kind})", (wider,))
    small = r"([eE][+-]?\d{1,2}|[eE]-[12]\d{2})?"
    shape = f"[+-]?({whole}([{decimal}]" + r"\d*)?|[" + decimal + r"]\d+)" + small
    fits = f"{_matches(shape)} AND NOT CASE WHEN length(@x) > 17 THEN {_matches(TOO_LONG)} ELSE false END"
    value = f"TRY_CAST(replace({bare}, ',', '.') AS DOUBLE)"
    yield "number", Kind("DOUBLE", fits, f"CASE WHEN isfinite({value}) THEN {value} END")


def _dates(order: str) -> Iterator[tuple[str, Kind]]:
    shapes = {
        "%Y-%m-%d": "Y-P-P",
        "%Y/%m/%d": "Y/P/P",
        "%Y.%m.%d": "Y[.]P[.]P",
        "%Y. %m. %d.": "Y[.] P[.] P[.]",
        "%d.%m.%Y": "P[.]P[.]Y",
        _ordered("/", order): "P/P/Y",
        _ordered("-", order): "P-P-Y",
        "%d-%b-%Y": "P-N-Y",
        "%d %b %Y": "P N Y",
    }
    for pattern, shape in shapes.items():
        yield pattern, _parsed("DATE", shape, pattern, ("moment",) if pattern == "%Y-%m-%d" else ())


def _times(order: str) -> Iterator[tuple[str, Kind]]:
    clock = r"\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?"
    day = r"\d{4}-\d{2}-\d{2}"
    zone = r" ?(Z|[+-]\d{2}(:?\d{2})?)"
    yield "moment", _cast("TIMESTAMP", f"{day}([T ]{clock})?", "TRY_CAST(@x AS TIMESTAMP)")
    yield "zoned", _cast("TIMESTAMPTZ", f"{day}[T ]{clock}{zone}", "TRY_CAST(@x AS TIMESTAMPTZ)")
    for shape, seconds in (("P/P/Y P:T", ""), ("P/P/Y P:T:T", ":%S")):
        pattern = f"{_ordered('/', order)} %H:%M{seconds}"
        yield pattern, _parsed("TIMESTAMP", shape, pattern)


def _parsed(kind: str, shape: str, pattern: str, wider: tuple[str, ...] = ()) -> Kind:
    """`shape` has Y for a year, P for one or two digits, T for two, N for the name of a month."""
    for letter, digits in {"N": "[a-zA-Z]{3}", "Y": r"\d{4}", "P": r"\d{1,2}", "T": r"\d{2}"}.items():
        shape = shape.replace(letter, digits)
    return _cast(kind, shape, f"try_strptime(@x, {literal(pattern)})::{kind}", wider)


def _cast(kind: str, shape: str, value: str, wider: tuple[str, ...] = ()) -> Kind:
    return Kind(kind, f"{_matches(shape)} AND {value} IS NOT NULL", value, wider)


def _ordered(mark: str, order: str) -> str:
    return mark.join(("%d", "%m", "%Y") if order == DAY_FIRST else ("%m", "%d", "%Y"))


def _matches(shape: str) -> str:
    return f"regexp_full_match(@x, {literal(shape)})"
