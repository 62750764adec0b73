"""The typeface of everything on paper, Korean included: what it can write, and how wide that is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "fonts"
REGULAR, BOLD = FONTS / "Pretendard-Regular.ttf", FONTS / "Pretendard-Bold.ttf"
NAME = "Pretendard"
INSTEAD = {"◂": "←", "▸": "→", "\t": "    ", "\u2011": "-", "\u00ad": ""}
"""What stands for a character that the typeface lacks."""
STRANGE = "?"
SOFT = frozenset("\u200b\u200c\u200d\ufe0e\ufe0f\ufeff")
"""Characters that are not seen."""


class Face:
    """One weight of the typeface."""

    def __init__(self, path: Path) -> None:
        font = TTFont(path, lazy=True)
        self.known = font.getBestCmap()
        self.advances = font["hmtx"].metrics
        self.em = float(font["head"].unitsPerEm)
        self.widths: dict[str, float] = {}

    def width(self, text: str, size: float) -> float:
        """How wide `text` is, in the unit of `size`."""
        return sum(map(self.wide, text)) * size

    def wide(self, character: str) -> float:
        """The width of a character where the type is 1 high."""
        if character not in self.widths:
            name = self.known.get(ord(character), ".notdef")
            self.widths[character] = self.advances[name][0] / self.em
        return self.widths[character]

    def has(self, character: str) -> bool:
        """Whether the typeface can write a character."""
        return ord(character) in self.known


@cache
def face(bold: bool = False) -> Face:
    """The typeface, read once."""
    return Face(BOLD if bold else REGULAR)


def written(text: str) -> str:
    """`text` with nothing in it that would be a box: a question mark for what the typeface lacks."""
    has = face().has
    return "".join(_instead(each) if not has(each) or each in INSTEAD or each in SOFT else each for each in text)


def _instead(character: str) -> str:
    if character in SOFT or (character < " " and character not in "\n\t"):
        return ""
    return INSTEAD.get(character, character if character == "\n" else STRANGE)


def lines(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """`text` in lines that are at most `width` wide: broken between words, within one only where it is too long."""
    return [line for part in text.split("\n") for line in _broken(part, width, size, face(bold))]


def _broken(text: str, width: float, size: float, used: Face) -> list[str]:
    made, line, taken, blank = [], "", 0.0, used.wide(" ") * size
    for word in text.split(" "):
        wide = used.width(word, size)
        if line and taken + blank + wide > width:
            made.append(line)
            line, taken = "", 0.0
        if wide > width:
            *whole, word = _cut(word, width, size, used)
            made += whole
            wide = used.width(word, size)
        line, taken = (f"{line} {word}", taken + blank + wide) if line else (word, wide)
    return [*made, line]


def _cut(word: str, width: float, size: float, used: Face) -> list[str]:
    parts, taken = [""], 0.0
    for character in word:
        wide = used.wide(character) * size
        if taken + wide > width and parts[-1]:
            parts.append("")
            taken = 0.0
        parts[-1] += character
        taken += wide
    return parts
