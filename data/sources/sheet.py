"""A sheet of cells, from a workbook, a CSV, or a folder or zip of CSVs."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine

from data.cell import blank
from data.sources.filing import SourceError

UNPACKED_BYTES = 512 * 2**20
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DELIMITERS = ";\t,"


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` of raw cells, '' where empty, and the line on which each row begins.

    `decimal` is the decimal mark if the file's delimiter tells it, else ''.
    """

    file: str
    name: str
    rows: list[list[Any]]
    lines: list[int] = field(default_factory=list)
    decimal: str = ""

    def cell(self, row: int, column: int) -> str:
        """The cell's name, as F12; for a CSV too, with the line for the number."""
        return f"{letters(column)}{self.lines[row] if self.lines else row + 1}"


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook, a CSV, or a folder or zip of CSVs; raise SourceError if it is none that can be read."""
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise SourceError(f"{path.name}: there is no such file at {path}")
    if path.stat().st_size == 0:
        raise SourceError(f"{path.name}: the file is empty (0 bytes); fetch it again")
    if path.suffix.lower() in WORKBOOKS:
        return _workbook(path)
    if zipfile.is_zipfile(path):
        return _zip(path)
    if path.suffix.lower() in (".csv", ".txt"):
        return [_csv(path.name, path.stem, path.read_bytes())]
    raise SourceError(
        f"{path.name}: not a workbook ({', '.join(WORKBOOKS)}), a .csv, or a folder or .zip of .csv files"
    )


def _folder(path: Path) -> list[Sheet]:
    files = sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv")
    if not files:
        raise SourceError(f"{path.name}: the folder holds no .csv file")
    return [_csv(path.name, file.stem, file.read_bytes()) for file in files]


def _workbook(path: Path) -> list[Sheet]:
    try:
        if zipfile.is_zipfile(path):
            check_size(path)
        with python_calamine.CalamineWorkbook.from_path(path) as workbook:
            return [
                Sheet(path.name, name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in workbook.sheet_names
            ]
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(
            f"{path.name}: not a readable workbook ({str(error).strip() or type(error).__name__}); "
            "it may have been cut off: fetch it again, or open it and save it anew"
        ) from None


def check_size(path: Path) -> None:
    """Raise SourceError if the zip at `path` unpacks to more than UNPACKED_BYTES."""
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > UNPACKED_BYTES:
        raise SourceError(
            f"{path.name}: unpacks to {size / 2**20:,.0f} MB; "
            f"no disclosure is larger than {UNPACKED_BYTES / 2**20:,.0f} MB"
        )


def _zip(path: Path) -> list[Sheet]:
    check_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(n for n in archive.namelist() if n.lower().endswith(".csv") and "__MACOSX" not in n)
            if not names:
                found = ", ".join(archive.namelist()[:5]) or "nothing"
                raise SourceError(f"{path.name}: the zip holds no .csv file, but {found}; unpack workbooks first")
            if len({Path(name).stem for name in names}) < len(names):
                raise SourceError(f"{path.name}: two of its files have the same name: {', '.join(names)}")
            return [_csv(path.name, Path(name).stem, archive.read(name)) for name in names]
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError) as error:
        raise SourceError(f"{path.name}: not a readable zip ({error}); fetch it again") from None


def _csv(file: str, name: str, content: bytes) -> Sheet:
    words = _decoded(file, content)
    delimiter = _delimiter(words)
    rows: list[list[Any]] = []
    lines: list[int] = []
    try:
        for line, row in _records(words, delimiter):
            rows.append(row)
            lines.append(line)
    except csv.Error as error:
        raise SourceError(f"{file}: {name}, line {len(lines) + 1}: not a CSV ({error})") from None
    return Sheet(file, name, rows, lines, "," if delimiter == ";" else "")


def _records(words: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _decoded(file: str, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    if b"\0" in content:
        raise SourceError(f"{file}: not a CSV: it holds binary content")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _delimiter(words: str) -> str:
    heading = next((line for line in words.splitlines() if "date" in line.lower()), words[:2000])
    return max(DELIMITERS, key=heading.count)


def filled(row: list[Any]) -> int:
    """How many cells of `row` hold something."""
    return sum(not blank(value) for value in row)
