"""What the select list of a query computes, once its aggregates are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from queries.tiers.tree import Node, column, constant


@dataclass(frozen=True)
class Key:
    """A group key or a constant: known for a group before anything is summed. `place` is among the select items."""

    place: int


@dataclass(frozen=True)
class Call:
    """An aggregate of columns; `share` is the share of a quantile."""

    name: str
    columns: tuple[str, ...] = ()
    share: float = 0.0


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Arithmetic:
    """An operation on two expressions."""

    operator: str
    left: Expression
    right: Expression


Expression: TypeAlias = Key | Call | Number | Arithmetic
Measure = Callable[[Call], np.ndarray]

OPERATORS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
SAME = {"mean": "avg", "variance": "var_samp", "stddev": "stddev_samp", "quantile": "quantile_disc"}


class OpaqueError(ValueError):
    """The expression cannot be rebuilt from parts. The message names what is in the way."""


def evaluate(expression: Expression, measure: Measure) -> np.ndarray:
    """The expression for each group."""
    if isinstance(expression, Call):
        return measure(expression)
    if isinstance(expression, Arithmetic):
        return OPERATORS[expression.operator](evaluate(expression.left, measure), evaluate(expression.right, measure))
    assert isinstance(expression, Number)
    return np.float64(expression.value)  # type: ignore[return-value]  # broadcast against the groups


def calls(expression: Expression) -> list[Call]:
    """The aggregates of an expression."""
    if isinstance(expression, Arithmetic):
        return calls(expression.left) + calls(expression.right)
    return [expression] if isinstance(expression, Call) else []


def read(node: Node, earlier: dict[str, Expression], aggregates: frozenset[str]) -> Expression:
    """The expression that a select item with an aggregate is; raise OpaqueError if it holds anything else."""
    if (value := constant(node)) is not None and not isinstance(value, str):
        return Number(float(value))
    if (name := column(node)) is not None:
        if not isinstance(earlier.get(name, Key(0)), Key):
            return earlier[name]
        raise OpaqueError(f"{name} stands beside an aggregate")
    if node["class"] != "FUNCTION":
        raise OpaqueError(f"{node['type'].lower()} is computed of aggregates")
    if node["function_name"] in aggregates:
        return _call(node)
    parts = [read(part, earlier, aggregates) for part in node["children"]]
    if node["function_name"] not in OPERATORS or len(parts) != 2:
        raise OpaqueError(f"{node['function_name']} is computed of aggregates")
    return Arithmetic(node["function_name"], *parts)


def _call(node: Node) -> Call:
    name = SAME.get(str(node["function_name"]), str(node["function_name"]))
    if node["distinct"] or node["filter"] or node["order_bys"]["orders"]:
        raise OpaqueError(f"{name} has DISTINCT, FILTER or ORDER BY")
    if name != "quantile_cont":
        names = tuple(_column(child, name) for child in node["children"])
        return Call("quantile_cont", names, 0.5) if name == "median" else Call(name, names)
    share = constant(node["children"][-1])
    if len(node["children"]) != 2 or not isinstance(share, int | float):
        raise OpaqueError(f"{name} has no constant share")
    return Call(name, (_column(node["children"][0], name),), float(share))


def _column(node: Node, name: str) -> str:
    found = column(node)
    if found is None:
        raise OpaqueError(f"{name} is of an expression, not of a column")
    return found
