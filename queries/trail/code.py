"""Receipt codes: sixty bits of a record's seal, in letters and digits that can be read aloud."""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
DIGITS = 12
ALIKE = str.maketrans("ILO", "110")
WRITTEN = re.compile(rb', "code": "(TM-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})", "mac": "')


def code_of(mac: str) -> str:
    """The code of the record with the seal `mac`, as TM-7K3Q-XM2P-9D4E."""
    number = int(mac[:15], 16)
    return spelled("".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(DIGITS))))


def spelled(digits: str) -> str:
    """Twelve digits in groups of four."""
    return "-".join(("TM", digits[:4], digits[4:8], digits[8:]))


def read(text: str) -> str:
    """The code that `text` means, however it is spaced and in small letters too; empty if it is none."""
    bare = re.sub(r"[\s-]", "", text.upper()).translate(ALIKE)
    digits = bare.removeprefix("TM") if len(bare) > DIGITS else bare
    return spelled(digits) if len(digits) == DIGITS and set(digits) <= set(ALPHABET) else ""


def near(one: str, other: str) -> bool:
    """Whether two codes differ in one digit, or in two neighbours that changed places."""
    differing = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) != 2:
        return len(differing) == 1
    first, second = differing
    return one[first] == other[second] and one[second] == other[first]
