"""What a WHERE text says, as clauses of a selection: fields that are one of some values, or lie between two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from queries.sandbox.event import Event, Fault, Found
from queries.sandbox.gate import NOWHERE, Tree, tree
from queries.sandbox.held import SELECTION, Held
from queries.sandbox.job import Job
from queries.sandbox.prepared import SERIALIZED
from queries.sandbox.statement import FaultError, check_size, code_point

HEAD = "SELECT 1 WHERE\n"
CAN = "A brush can be field = value, field IN (…), field BETWEEN a AND b, with AND between them."
BESIDES = ("modifiers", "group_expressions", "having", "sample", "qualify")
ENDS = {"COMPARE_GREATERTHANOREQUALTO": ("low", "high"), "COMPARE_LESSTHANOREQUALTO": ("high", "low")}
"""Which end of an interval a comparison gives: with the field on the left, with it on the right."""
Scalar = str | int | float


def found(held: Held, job: Job) -> Event:
    """The clauses that the text says; raise FaultError if a selection cannot say them."""
    if not job.text.strip():
        return Found([])
    check_size(job.text)
    sql = HEAD + job.text
    rows = held.connection.execute(SERIALIZED, [sql]).fetchall()
    try:
        return Found(_Reading(frozenset(held.columns(SELECTION))).read(tree(str(rows[0][0]), sql)))
    except FaultError as error:
        raise _placed(error.fault, job.text) from None


def _placed(fault: Fault, text: str) -> FaultError:
    """The fault with its place in the text; the tree counts bytes, with what stands before."""
    at = None if fault.position is None else max(0, code_point(HEAD + text, fault.position) - len(HEAD))
    return FaultError(Fault(fault.kind, fault.message, at, fault.length, fault.candidate))


@dataclass
class _Reading:
    """`fields` are those that there are; empty if any will do. `ends` are those of intervals, by field."""

    fields: frozenset[str]
    clauses: list[dict[str, Any]] = field(default_factory=list)
    ends: dict[str, dict[str, Scalar]] = field(default_factory=dict)

    def read(self, statement: Tree) -> list[dict[str, Any]]:
        where = statement.get("where_clause")
        if where is None or any(statement.get(part) for part in BESIDES):
            raise FaultError(Fault("wrong", CAN))
        for part in _parts(where):
            self._part(part)
        for name, ends in self.ends.items():
            if len(ends) < 2:
                raise FaultError(Fault("wrong", f"{name} has only one end; write {name} BETWEEN a AND b."))
            self._add(name, "interval", [ends["low"], ends["high"]])
        return self.clauses

    def _part(self, part: Tree) -> None:
        match part["type"]:
            case "COMPARE_EQUAL":
                name, value, _ = self._sides(part)
                self._add(name, "point", [value])
            case "COMPARE_IN":
                name, *values = part["children"]
                self._add(self._field(name), "point", [_value(value) for value in values])
            case "COMPARE_BETWEEN":
                name = self._field(part["input"])
                self._add(name, "interval", [_value(part["lower"]), _value(part["upper"])])
            case "COMPARE_GREATERTHANOREQUALTO" | "COMPARE_LESSTHANOREQUALTO" as kind:
                name, value, turned = self._sides(part)
                self.ends.setdefault(name, {})[ENDS[kind][turned]] = value
            case "OPERATOR_CAST" if part["cast_type"]["id"] == "BOOLEAN" and _value(part) == "t":
                pass  # TRUE, as DuckDB has it
            case _:
                raise _wrong(part)

    def _sides(self, part: Tree) -> tuple[str, Scalar, bool]:
        turned = part["right"]["class"] == "COLUMN_REF"
        name, value = (part["right"], part["left"]) if turned else (part["left"], part["right"])
        return self._field(name), _value(value), turned

    def _field(self, part: Tree) -> str:
        if part["class"] != "COLUMN_REF":
            raise _wrong(part)
        name = str(part["column_names"][-1])
        small = {each.lower(): each for each in self.fields}
        if not small or name.lower() in small:
            return small.get(name.lower(), name)
        near = get_close_matches(name.lower(), small, 1, 0.5)
        hint = f" Did you mean {small[near[0]]}?" if near else ""
        candidate = small[near[0]] if near else ""
        raise FaultError(Fault("wrong", f"There is no field {name}.{hint}", _at(part), len(name), candidate))

    def _add(self, name: str, kind: str, value: list[Scalar]) -> None:
        self.clauses.append({"source": "", "field": name, "kind": kind, "value": value})


def _parts(where: Tree) -> Iterator[Tree]:
    if where["type"] == "CONJUNCTION_AND":
        for child in where["children"]:
            yield from _parts(child)
    else:
        yield where


def _value(part: Tree) -> Scalar:
    if part["class"] == "CAST":
        return _value(part["child"])
    value = part["value"].get("value") if part["class"] == "CONSTANT" else None
    if isinstance(value, dict) and "upper" in value:  # a number of more than 64 bits
        value = value["upper"] * 2**64 + value["lower"]
    if not isinstance(value, str | int | float):
        raise _wrong(part)
    kind = part["value"]["type"]
    if kind["id"] == "DECIMAL":
        return float(value / 10 ** kind["type_info"]["scale"])
    return value


def _at(part: Tree) -> int | None:
    at = part.get("query_location", NOWHERE)
    return None if at == NOWHERE else int(at)


def _wrong(part: Tree) -> FaultError:
    return FaultError(Fault("wrong", CAN, _at(part), 1))
