"""The part of the font that a file needs: its Korean letters, for machines that have none."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

FONTS = Path(__file__).parents[1] / "fonts"
NAME = "Pretendard"
WEIGHTS = {"Regular": "100 500", "Bold": "501 900"}
LAYOUT = frozenset(("GSUB", "GPOS", "GDEF"))
"""How letters change beside others: Korean ones do not."""
KOREAN = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7A3))
"""The letters of Korean, from the first to the last of each block."""
RANGE = ", ".join(f"U+{low:X}-{high:X}" for low, high in KOREAN)


def face(text: str) -> str:
    """The style rules that give `text` its Korean letters; empty where it has none."""
    letters = sorted({each for each in text if any(low <= ord(each) <= high for low, high in KOREAN)})
    if not letters:
        return ""
    return "".join(rule(name, weights, "".join(letters)) for name, weights in WEIGHTS.items())


def rule(name: str, weights: str, letters: str) -> str:
    """The style rule of one weight."""
    held = b64encode(part(FONTS / f"{NAME}-{name}.ttf", letters)).decode()
    return (
        f'@font-face {{ font-family: "{NAME}"; unicode-range: {RANGE}; font-weight: {weights}; '
        f'src: url("data:font/woff;base64,{held}") format("woff"); }}\n'
    )


def part(path: Path, letters: str) -> bytes:
    """A font with these letters alone, as WOFF."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        for table in LAYOUT.intersection(font.keys()):
            del font[table]
        taken = Subsetter(Options(notdef_outline=True, hinting=False, name_IDs=[0, 1, 2, 13, 14]))
        taken.populate(text=letters)
        taken.subset(font)
        font.flavor = "woff"
        written = BytesIO()
        font.save(written)
    return written.getvalue()
