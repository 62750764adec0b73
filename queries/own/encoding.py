"""In which encoding a text was written, and the same text in UTF-8."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from queries.own.nature import wide
from queries.own.trouble import OwnError

REPLACED = "utf-8, broken bytes replaced"
CHOICES = {
    "utf-8": "UTF-8",
    REPLACED: "UTF-8, and what is broken as \ufffd",
    "cp949": "Korean (CP949, EUC-KR)",
    "cp1252": "Western (Windows-1252)",
    "latin-1": "Western (ISO 8859-1)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little end first, without a mark",
    "utf-16-be": "UTF-16, big end first, without a mark",
}
PART = 2**20
HANGUL = range(0xAC00, 0xD7A4)


@dataclass(frozen=True)
class Guess:
    """The encoding that a text seems to be in; `asked` if it could be another."""

    name: str
    asked: bool


def guess(path: Path) -> Guess:
    """What the text at `path` seems to be written in."""
    with path.open("rb") as file:
        sample = file.read(4 * PART)
    if sample[:3] == codecs.BOM_UTF8:
        return Guess("utf-8", False)
    if name := wide(sample[:4096]):
        return Guess(name, name != "utf-16")
    if sample.isascii():
        return Guess("utf-8", False)
    broken = _broken(sample)
    if not broken:
        return Guess("utf-8", False)
    whole = sum(byte >= 0xC0 for byte in sample)
    if whole > 4 * broken:
        return Guess("utf-8", True)
    return Guess(_regional(sample), True)


def _broken(sample: bytes) -> int:
    """How many bytes are not UTF-8; a character that the end cuts off counts for none."""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    return sum("\udc80" <= character <= "\udcff" for character in text)


def _regional(sample: bytes) -> str:
    """Korean if it reads as Hangul throughout, else Western."""
    try:
        read = codecs.getincrementaldecoder("cp949")().decode(sample)
        foreign = [character for character in read if not character.isascii()]
        if sum(ord(character) in HANGUL for character in foreign) > 0.7 * len(foreign):
            return "cp949"
    except UnicodeDecodeError:
        pass
    return "latin-1" if any(mark in sample for mark in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")) else "cp1252"


def to_utf8(source: Path, name: str, target: Path) -> int:
    """Write the text at `source` as UTF-8 with `\\n` at the ends of its lines; how many lines it has.

    Raise OwnError with the line, the column and the byte that `name` does not know.
    """
    decoder = Decoder(name)
    with source.open("rb") as file, target.open("w", encoding="utf-8", newline="") as out:
        while part := file.read(PART):
            out.write(decoder.decode(part))
        out.write(decoder.decode(b"", final=True))
    return decoder.lines + (decoder.column > 1)


class Decoder:
    """Decodes part after part, and knows where it is: `lines` are complete, `column` is that of the next character."""

    def __init__(self, name: str) -> None:
        self.name, self.lines, self.column, self.begun = name, 0, 1, False
        errors = "replace" if name == REPLACED else "strict"
        self._inner = codecs.getincrementaldecoder("utf-8" if name == REPLACED else name)(errors)
        self._held = ""

    def decode(self, part: bytes, final: bool = False) -> str:
        """The next part as text."""
        try:
            text = self._inner.decode(part, final)
        except UnicodeDecodeError as error:
            self._move(self._plain(bytes(error.object[: error.start]).decode(error.encoding, "replace"), True))
            raise OwnError(self._said(error)) from None
        if "\0" in text:
            raise OwnError("the file holds binary zeros: it is no text in this encoding; choose another encoding")
        text = self._plain(text, final)
        self._move(text)
        return text

    def _plain(self, text: str, final: bool) -> str:
        """Without a mark at the beginning, and with plain ends of lines; one that may go on is held back."""
        text = self._held + text
        if text and not self.begun:
            text, self.begun = text.removeprefix("\ufeff"), True
        self._held = "\r" if text.endswith("\r") and not final else ""
        text = text[: len(text) - len(self._held)]
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _move(self, text: str) -> None:
        ends = text.count("\n")
        self.lines += ends
        self.column = len(text) - text.rfind("\n") if ends else self.column + len(text)

    def _said(self, error: UnicodeDecodeError) -> str:
        byte = bytes(error.object[error.start : error.start + 1]).hex().upper()
        name = CHOICES.get(self.name, self.name)
        where = f"line {self.lines + 1:,}, column {self.column:,}"
        return f"{where}: the byte {byte} is not {name}; choose another encoding, or have broken bytes replaced"
