from __future__ import annotations

import io
import zipfile

import pytest

from tests.queries.own.conftest import Look


def packed(**members: str) -> bytes:
    """A zip with these files; `__` stands for a slash."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old workbook (.xls) or one with a password"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x1f\x8b\x08\x00", "packed with gzip"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"<!DOCTYPE html>\n<table><tr><td>1</td></tr></table>", "a page of HTML or XML"),
        (b"SQLite format 3\x00", "a SQLite database"),
        (b"PAR1" + bytes(100), "a Parquet file that was cut off"),
        (b"PK\x03\x04 and no more", "is broken, perhaps cut off"),
        (packed(**{"figures.csv": "a,b\n1,2\n"}), "a zip archive: unpack it first"),
        (packed(xl__workbook="", **{"xl/workbook.bin": "x"}), "a binary workbook (.xlsb)"),
        (packed(**{"content.xml": "<x/>"}), "an OpenDocument file"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(look: Look, content: bytes, sentence: str) -> None:
    assert sentence in look(content)["stop"]
