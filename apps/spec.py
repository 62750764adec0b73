"""A YAML file whose every value knows its line, so that an error can name it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from queries.query import unknown


class PageError(ValueError):
    """A page file is wrong. `problems` has a line for each fault: file, line, key, what, and the nearest right name."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Spec:
    """A mapping of a YAML file, with the line of each key, collecting what is wrong with it."""

    def __init__(self, file: str, node: yaml.Node, key: str, problems: list[str]) -> None:
        self.file, self.key, self.problems = file, key, problems
        self.line = node.start_mark.line + 1
        self.nodes: dict[str, yaml.Node] = {}
        self.lines: dict[str, int] = {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(f"expected 'name: value' lines, found {scalar(node)!r}")
            return
        for name, value in node.value:
            if str(name.value) in self.nodes:
                self.fault("this key stands twice; remove one", str(name.value), name.start_mark.line + 1)
            self.nodes[str(name.value)] = value
            self.lines[str(name.value)] = name.start_mark.line + 1

    @classmethod
    def read(cls, path: Path) -> Spec:
        """The top of the file; raise PageError if it is not YAML or cannot be read."""
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PageError([f"{path.name}:{line}: this is not YAML: {error.problem}"]) from None
        except (OSError, UnicodeDecodeError) as error:
            raise PageError([f"{path.name}: cannot be read: {error}"]) from None
        if node is None:
            raise PageError([f"{path.name}:1: the file is empty; a page has a title and views"])
        return cls(path.name, node, "", [])

    @classmethod
    def of(cls, name: str, said: Mapping[str, Any], problems: list[str]) -> Spec:
        """What `said` would be in a file of that name; PageError for what no file can say."""
        try:
            node = yaml.compose(yaml.safe_dump(dict(said), sort_keys=False), yaml.SafeLoader)
            return cls(name, node or yaml.MappingNode("", []), "", problems)
        except yaml.YAMLError as error:
            raise PageError([f"{name}: cannot stand in a page: {str(error).splitlines()[0]}"]) from None

    def fault(self, what: str, name: str = "", line: int | None = None) -> None:
        """Note that `what` is wrong with the key `name`."""
        key = ".".join(filter(None, (self.key, name)))
        self.problems.append(
            f"{self.file}:{line or self.lines.get(name, self.line)}: {key + ': ' if key else ''}{what}"
        )

    def only(self, known: Collection[str]) -> None:
        """Note every key that is not `known`."""
        for name in self.nodes:
            if name not in known:
                self.fault(unknown("key", name, known), name)

    def choice(self, name: str, word: str, known: Collection[str], what: str) -> bool:
        """Whether `word` is one of `known`; noted if not."""
        if word not in known:
            self.fault(unknown(what, word, known), name)
        return word in known

    def text(self, name: str, default: str | None = None) -> str:
        """The text under `name`; its absence is noted if there is no default."""
        if name not in self.nodes and default is None:
            self.fault(f"there is no '{name}: …' line")
        return str(self.value(name)) if name in self.nodes else default or ""

    def value(self, name: str) -> Any:
        """The value under `name` as plain data."""
        return construct(self.nodes[name])

    def below(self, name: str) -> Spec:
        """The mapping under `name`."""
        return Spec(self.file, self.nodes[name], ".".join(filter(None, (self.key, name))), self.problems)


def construct(node: yaml.Node) -> Any:
    """What a node says, as plain data."""
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def scalar(node: yaml.Node) -> str:
    """A short form of what stands there."""
    return str(construct(node))[:40]
