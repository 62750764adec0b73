"""A page is a YAML file: a title, and named views, each a kind of chart of a query. It is checked before serving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.spec import PageError, Spec
from components import KINDS
from components.theme import HEIGHT
from components.view import Column, View
from data.catalog import CatalogError
from data.entitlement import EVERYTHING
from queries.engine import Engine
from queries.query import Query, QueryError, read_all, unknown

FOLDER = Path(__file__).parent / "pages"
KEYS = ("title", "dataset", "my_ccp", "height", "words", "views")
INTERNAL = {"name", "query"}


@dataclass(frozen=True)
class Page:
    """What a YAML file says: views in drawing order, their height in pixels, and the queries that tell in words.

    `pins` are those of the views that readers have put there, each with the reason why it cannot be shown, or nothing.
    """

    name: str
    title: str
    dataset: str
    my_ccp: str
    height: int
    words: tuple[Query, ...]
    views: Mapping[str, View]
    pins: Mapping[str, str] = field(default_factory=dict)


def read(path: Path, engine: Engine, queries: Mapping[str, Query]) -> Page:
    """The page in `path`, every name of it checked; raise PageError with all that is wrong."""
    spec = Spec.read(path)
    spec.only(KEYS)
    title, dataset, my_ccp = spec.text("title"), spec.text("dataset", "krx_case"), spec.text("my_ccp", "")
    height = spec.value("height") if "height" in spec.nodes else HEIGHT
    if type(height) is not int or not 100 <= height <= 1000:
        spec.fault(f"a chart is 100 to 1000 pixels high, not {height!r}", "height")
    known_dataset = spec.choice("dataset", dataset, datasets(engine, queries), "dataset")
    if known_dataset and my_ccp and engine.entitlement == EVERYTHING:
        spec.choice("my_ccp", my_ccp, list(engine.run(queries["ccps"], dataset).frame["ccp"]), "CCP")
    known = [queries[word] for word in listed(spec, "words") if spec.choice("words", word, queries, "query")]
    views: dict[str, View] = {}
    if "views" in spec.nodes:
        blocks = spec.below("views")
        views = {n: v for n in blocks.nodes if (v := view(blocks.below(n), n, engine, queries)) is not None}
    else:
        spec.fault("there is no 'views:' block")
    if spec.problems:
        raise PageError(spec.problems)
    return Page(path.stem, title, dataset, my_ccp, height, tuple(known), views)


def datasets(engine: Engine, queries: Mapping[str, Query]) -> list[str]:
    """The datasets that a page may name: those that are there, and those that queries are written for."""
    written = [name for query in queries.values() for name in query.about.get("dataset", "").split(", ")]
    return [*dict.fromkeys([*engine.datasets()["dataset"], *filter(None, written)])]


def listed(spec: Spec, name: str) -> list[str]:
    """The list of names under `name`, none if it is left out; anything else is noted."""
    said = spec.value(name) if name in spec.nodes else []
    if isinstance(said, list) and all(isinstance(each, str) for each in said):
        return said
    spec.fault(f"expected a list, as [first, second], found {said!r}", name)
    return []


def view(block: Spec, name: str, engine: Engine, queries: Mapping[str, Query]) -> View | None:
    """The view that `block` describes, or None with its faults noted."""
    kinds = [key for key in block.nodes if key in KINDS]
    if not kinds:
        first = next(iter(block.nodes), "")
        block.fault(unknown("kind of chart", first, KINDS), first)
        return None
    kind, query = KINDS[kinds[0]], queries.get(block.text(kinds[0]))
    if query is None:
        block.choice(kinds[0], block.text(kinds[0]), queries, "query")
        return None
    before = len(block.problems)
    settings = {key: block.value(key) for key in block.nodes if key != kinds[0]}
    block.only([*KINDS, *settings_of(kind)])
    columns = columns_of(block, engine, query, settings.get("arguments", {}))
    for key, value in settings.items():
        check_setting(block, kind, key, value, columns)
    for column in kind.needs if columns else ():
        block.choice(kinds[0], column, columns, f"{kinds[0]} of {query.name}: column")
    if len(block.problems) > before:
        return None
    return kind(name=name, query=query, **{"title": query.about["title"], "unit": query.about["unit"], **settings})


def settings_of(kind: type[View]) -> list[str]:
    """What a page may say of a kind of chart."""
    return [name for name in kind.param if name not in INTERNAL and not kind.param[name].constant]


def columns_of(block: Spec, engine: Engine, query: Query, arguments: Any) -> list[str]:
    """The columns of the query's result; none, with the fault noted, if it does not run.

    What a reader wrote is not run for that: its columns are known.
    """
    try:
        if query.own:
            return list(engine.columns(query)) if query.bind(arguments) is not None else []
        return list(engine.answer(query, arguments=arguments).frame.columns)
    except (QueryError, CatalogError) as error:
        block.fault(str(error).splitlines()[0], "arguments" if arguments else "")
        return []


def check_setting(block: Spec, kind: type[View], key: str, value: Any, columns: list[str]) -> None:
    """Note a value that is not of the setting's type, or names a column that the query lacks."""
    if key not in settings_of(kind):
        return
    setting = kind.param[key]
    named = [value] if isinstance(setting, Column) else value if key in ("brush", "columns") else []
    try:
        setting._validate(value)
    except (ValueError, TypeError) as error:
        block.fault(str(error).removeprefix(f"{type(setting).__name__} parameter "), key)
        return
    for column in named if columns else ():
        block.choice(key, str(column), columns, "column")
    for column, shown in value.items() if key == "columns" else ():
        if not isinstance(shown, dict) or set(shown) != {"label", "unit"}:
            block.fault(f"{column}: expected {{label: …, unit: …}}, found {shown!r}", key)


def check(paths: list[Path], engine: Engine) -> list[str]:
    """Every problem of the pages in `paths` (files, or folders of them), one a line."""
    problems = []
    queries = read_all()
    files = [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    for file in files:
        try:
            read(file, engine, queries)
        except PageError as error:
            problems += error.problems
    return problems
