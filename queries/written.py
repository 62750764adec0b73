"""Queries that readers wrote, as plain data and as the text of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from queries.brushed import headless
from queries.literal import NAMED
from queries.query import Argument, Query, QueryError, argument

SELECTION = "selection"
SCHEMA = r'(?:main|pqd|"main"|"pqd")'
FULL = re.compile(rf'(?<![\w."]){SCHEMA}\s*\.\s*(?:{SCHEMA}\s*\.\s*)?"?(\w+)"?', re.IGNORECASE)
"""A relation that is named with its schema or its catalog, which nothing can stand in front of."""
HEADED = re.compile(r"^-- \$(\w+): +(\S.*?)\s*$", re.MULTILINE)
KINDS: dict[type[Any], str] = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE"}
ORDER = ("title", "unit", "grain", "source", "items", "filters", "dataset")


def ran(
    name: str,
    text: str,
    columns: Mapping[str, str],
    tables: Iterable[str],
    values: Mapping[str, Any],
    relation: str = "",
) -> Query:
    """The query that a run of `text` was, of which the sandbox told the `columns` of its rows and the `tables` read.

    The `values` of the run are what its arguments are unless somebody sets them. `relation` is what `selection` was of.
    """
    read = list(tables)
    fixed = {each.lower() for each in FULL.findall(bare(text))}
    free = [each for each in read if "." not in each and each != SELECTION and each not in fixed]
    about = {"filters": ", ".join(free), "reads": ", ".join(each for each in read if each != SELECTION)}
    about |= {SELECTION: relation} if SELECTION in read and relation else {}
    query = Query.written(name, text, about, {}, columns)
    return replace(query, arguments=_arguments(text, {n: v for n, v in values.items() if n in names(text)}))


def unreached(query: Query) -> list[str]:
    """The relations that an own query reads and that no clause filters."""
    return [each for each in query.about.get("reads", "").split(", ") if each and each not in query.relations]


def names(text: str) -> set[str]:
    """The `$names` of a statement."""
    return {found["name"] for found in NAMED.finditer(text) if found["name"]}


def bare(text: str) -> str:
    """A statement without its texts and comments; quoted names stay."""
    return NAMED.sub(lambda found: found[0] if found[0][0] == '"' else " ", text)


def _arguments(text: str, values: Mapping[str, Any]) -> dict[str, Argument]:
    """The arguments of a statement: as lines at its head say, else of the type of the value that it ran with."""
    said = {}
    for name, line in HEADED.findall(text):
        try:
            said[name] = argument(name, f"${name}", line)
        except QueryError:
            continue
    known = {name: _valued(said.get(name), value) for name, value in values.items() if value is not None}
    return {**{name: each for name, each in said.items() if name in names(text)}, **known}


def _valued(said: Argument | None, value: Any) -> Argument:
    kind = KINDS.get(type(value), "VARCHAR")
    default = str(value).lower() if isinstance(value, bool) else str(value)
    return replace(said, default=default) if said else Argument(kind, default, (), "Value of the run")


def plain(query: Query) -> dict[str, Any]:
    """An own query as JSON holds it, without its owner."""
    arguments = {name: {**asdict(each), "choices": list(each.choices)} for name, each in query.arguments.items()}
    about, columns = dict(query.about), dict(query.columns)
    return {"name": query.name, "text": query.sql, "about": about, "arguments": arguments, "columns": columns}


def own_query(said: Mapping[str, Any], owner: str = "") -> Query:
    """The own query that `plain` made, with the own tables of `owner`; raise ValueError if it is none."""
    try:
        arguments = {name: _argument(each) for name, each in said["arguments"].items()}
        about, columns = ({str(k): str(v) for k, v in said[part].items()} for part in ("about", "columns"))
        return Query.written(str(said["name"]), str(said["text"]), about, arguments, columns, owner)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no query: {error}") from None


def _argument(said: Mapping[str, Any]) -> Argument:
    choices = tuple(map(str, said["choices"]))
    return Argument(str(said["type"]), str(said["default"]), choices, str(said["doc"]))


def file(query: Query) -> str:
    """The text of the query's file: what it is about and its arguments in the lines of a header, then its SQL."""
    about = {**{name: query.about.get(name, "") for name in ORDER}, **query.about}
    lines = [f"-- {name}: {_line(said) or 'none'}" for name, said in about.items()]
    lines += [f"-- ${name}: {_said(each)}" for name, each in query.arguments.items()]
    return "\n".join([*lines, headless(query.sql)]) + "\n"


def _said(argument: Argument) -> str:
    doc = _line(argument.doc) or "Value"
    if argument.choices:
        return f"{' | '.join(argument.choices)}  {doc}"
    return f"{argument.type} = {_line(argument.default)}  {doc}"


def _line(text: str) -> str:
    """`text` in one line."""
    return " ".join(text.split())
