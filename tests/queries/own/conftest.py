"""Files that somebody might bring, read as the confined process reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from queries.own.reading import connected, done
from queries.own.task import Task

Found = dict[str, Any]
Look = Callable[..., Found]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """What is found in a content, read in this process."""

    def looked(content: bytes | str, name: str = "", **options: str) -> Found:
        path, work = tmp_path / "file", tmp_path / "work"
        work.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        task = Task(path, work, options, name)
        return done(task, connected(task))

    return looked


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., bytes]:
    """The content of a workbook with these sheets."""

    def made(**sheets: list[list[Any]]) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "made.xlsx"
        book.save(path)
        return path.read_bytes()

    return made


def types(found: Found) -> dict[str, str]:
    """The columns that were found."""
    return {column["name"]: column["type"] for column in found["columns"]}


def answers(found: Found) -> dict[str, str]:
    """The questions that a file leaves open, and what was taken for an answer."""
    return {question["name"]: question["value"] for question in found["questions"]}
