"""What kind of file somebody brought. Its content says so; its name may be wrong."""

from __future__ import annotations

import zipfile
from pathlib import Path

from queries.own.trouble import OwnError

HEAD = 4096
"""Bytes that tell."""
AS_XLSX = "open it in a spreadsheet and save it as .xlsx"
FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"an old workbook (.xls) or one with a password: {AS_XLSX}, without one"),
    (b"%PDF", "a PDF: export the table behind it as CSV or .xlsx"),
    (b"\x1f\x8b", "packed with gzip: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"BZh", "packed with bzip2: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a SQLite database: export its table as CSV"),
    (b"ARROW1", "an Arrow file: write it as Parquet"),
    (b"PAR1", "a Parquet file that was cut off: fetch it again"),
)
MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<table")
OFFICE = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": f"a binary workbook (.xlsb): {AS_XLSX}",
    "content.xml": f"an OpenDocument file: {AS_XLSX}",
    "word/document.xml": "a Word document: copy its table into a spreadsheet and save that as .xlsx",
}


def nature(path: Path) -> str:
    """`csv`, `xlsx` or `parquet`; raise OwnError that says what the file is instead."""
    size = path.stat().st_size
    if not size:
        raise OwnError("the file is empty (0 bytes): save it again, or choose another")
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, size - 4))
        tail = file.read()
    if head[:4] == b"PAR1" and tail == b"PAR1":
        return "parquet"
    if head[:2] == b"PK":
        return _office(path)
    _check(head)
    return "csv"


def _check(head: bytes) -> None:
    """Raise OwnError where the beginning is that of no text."""
    is_what = next((what for mark, what in FOREIGN if head.startswith(mark)), "")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(MARKUP):
        is_what = f"a page of HTML or XML, whatever its name says: {AS_XLSX}"
    if head[8:12] == b"DUCK":
        is_what = "a DuckDB database: write its table as Parquet"
    if not is_what and not wide(head) and b"\0" in head:
        is_what = "no text but binary: a CSV, .xlsx or Parquet file can be read"
    if is_what:
        raise OwnError(f"this is {is_what}")


def wide(head: bytes) -> str:
    """The name of the UTF-16 that a text begins in; empty if it is none."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > 0.3 * half and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and not odd else ""


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise OwnError(f"this workbook or zip is broken, perhaps cut off: fetch it again, or {AS_XLSX}") from None
    found = next((what for name, what in OFFICE.items() if name in names), "a zip archive: unpack it first")
    if found != "xlsx":
        raise OwnError(f"this is {found}")
    return found
