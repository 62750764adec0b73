"""A YAML file as plain text, lists and mappings, with the line of everything, so that an error can name it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TypeAlias

import yaml

from auth.words import unknown

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
At: TypeAlias = tuple[str, ...]

DEEPEST = 6


class OutlineError(ValueError):
    """The file cannot be read as YAML. The message says the file, the line and what is wrong."""


class Outline:
    """The file at `path`; OutlineError if it is none. What is wrong in it is collected in `problems`."""

    def __init__(self, path: Path) -> None:
        self.file, self.problems = path.name, list[str]()
        self.lines: dict[At, int] = {(): 1}
        self.top = self._plain(composed(path), ())

    def _plain(self, node: yaml.Node | None, at: At) -> Plain:
        if isinstance(node, yaml.MappingNode) and len(at) < DEEPEST:
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode) and len(at) < DEEPEST:
            return [self._item(each, at, n) for n, each in enumerate(node.value)]
        if isinstance(node, yaml.CollectionNode):
            self.fault("nested too deep", *at)
        return str(node.value) if isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":null") else ""

    def _mapping(self, node: yaml.MappingNode, at: At) -> dict[str, Plain]:
        plain: dict[str, Plain] = {}
        for key, value in node.value:
            here = (*at, str(key.value))
            self.lines[here] = key.start_mark.line + 1
            if here[-1] in plain:
                self.fault("this key stands twice; remove one", *here)
            plain[here[-1]] = self._plain(value, here)
        return plain

    def _item(self, node: yaml.Node, at: At, number: int) -> Plain:
        here = (*at, str(number))
        self.lines[here] = node.start_mark.line + 1
        return self._plain(node, here)

    def fault(self, what: str, *at: str, key: str = "") -> None:
        """Note that `what` is wrong with what stands `at`; the line is that of a `key` or item there, if said."""
        line = self.lines[(*at, key) if key else at]
        self.problems.append(f"{self.file}:{line}: {': '.join((*at, what))}")

    def mapping(self, plain: Plain, *at: str) -> dict[str, Plain]:
        """`plain` if it is a mapping; noted if not."""
        if not isinstance(plain, dict):
            self.fault("expected 'name: value' lines", *at)
        return plain if isinstance(plain, dict) else {}

    def text(self, plain: Plain, *at: str) -> str:
        """`plain` if it is text that is not empty; noted if not."""
        if not isinstance(plain, str) or not plain.strip():
            self.fault("expected one text", *at)
        return plain if isinstance(plain, str) else ""

    def texts(self, plain: Plain, *at: str) -> tuple[str, ...]:
        """`plain` if it is a list of texts; noted if not."""
        texts = [each for each in plain if isinstance(each, str) and each.strip()] if isinstance(plain, list) else []
        if not isinstance(plain, list) or len(texts) < len(plain):
            self.fault("expected a list, as [one, two]", *at)
        return tuple(texts)

    def only(self, found: Collection[str], known: Collection[str], *at: str) -> None:
        """Note every key of `found` that is not `known`."""
        for name in found:
            if name not in known:
                self.fault(unknown("key", name, known), *at, key=name)


def composed(path: Path) -> yaml.Node | None:
    """The nodes of a YAML file; raise OutlineError with file and line."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise OutlineError(f"{path.name}:{line}: this is not YAML: {error.problem}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise OutlineError(f"{path}: cannot be read: {why}") from None
