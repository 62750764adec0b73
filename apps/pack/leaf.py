"""What is written of a deck, all of it plain: the order, and a leaf for each slide. It goes to the writing process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


class PackError(ValueError):
    """One sentence for the reader: why there is no file, and the way out."""


@dataclass(frozen=True)
class Column:
    """A column of figures: its name, what it means, and its type: `number`, `date` or `text`."""

    name: str
    meaning: str
    type: str


@dataclass(frozen=True)
class Drawing:
    """A chart of a slide. `figure` is what a browser gets of it, None where there is none: `note` then says why.

    `rows` are those of its query, `native` is whether it is a table, `table` being what stands in its cells.
    """

    name: str
    title: str
    unit: str
    note: str = ""
    code: str = ""
    query: str = ""
    items: str = ""
    asked: str = ""
    figure: Mapping[str, Any] | None = None
    legend: Sequence[Mapping[str, str]] = ()
    native: bool = False
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Any]] = ()

    @classmethod
    def plain(cls, said: Mapping[str, Any]) -> Drawing:
        """From JSON."""
        return cls(**{**said, "columns": [Column(**each) for each in said.get("columns", ())]})


@dataclass(frozen=True)
class Leaf:
    """One slide: its words in one language, its charts, what they stand on, and the codes of the figures in words.

    `points` stand one a line. `notes` are empty unless whoever asks may present and asked for them.
    """

    title: str
    about: str = ""
    narrative: str = ""
    points: str = ""
    notes: str = ""
    drawings: Sequence[Drawing] = ()
    codes: Sequence[str] = ()

    @classmethod
    def plain(cls, said: Mapping[str, Any]) -> Leaf:
        """From JSON."""
        return cls(**{**said, "drawings": [Drawing.plain(each) for each in said.get("drawings", ())]})

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Order:
    """A file of a kind: of which deck, when, in which language, and words of ours in that language.

    `work` is the folder that it is made in. `minutes` are an appendix: headings with their lines.
    """

    format: str
    title: str
    language: str
    made: str
    work: str
    words: Mapping[str, str] = field(default_factory=dict)
    minutes: Sequence[tuple[str, Sequence[str]]] = ()

    @classmethod
    def plain(cls, said: Mapping[str, Any]) -> Order:
        """From JSON."""
        return cls(**{**said, "minutes": [(head, lines) for head, lines in said.get("minutes", ())]})

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    def say(self, text: str, **values: Any) -> str:
        """A word of ours in the order's language; English where it has none."""
        return self.words.get(text, text).format(**values)
