from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from queries.own.process import ROOT, read
from queries.own.task import MADE, Task
from queries.own.trouble import OwnError

TRIES = """
import os, socket, subprocess, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from queries.own.confine import confine
work, readable, other = map(Path, sys.argv[1:])
confine(work, [readable], 2**31, 5, 2**20)
def tried(what, act):
    try:
        act()
        print(what, "done")
    except (OSError, MemoryError) as error:
        print(what, type(error).__name__)
tried("read", lambda: readable.read_bytes())
tried("write", lambda: (work / "new").write_text("x"))
tried("large", lambda: (work / "new").write_bytes(bytes(2**21)))
tried("other", lambda: other.read_bytes())
tried("folder", lambda: os.listdir(other.parent))
tried("beside", lambda: (other.parent / "new").write_text("x"))
tried("over", lambda: readable.write_text("x"))
tried("link", lambda: os.symlink("/etc", work / "link"))
tried("passwd", lambda: open("/etc/passwd").read())
tried("program", lambda: subprocess.run(["/bin/true"]))
tried("network", lambda: socket.create_connection(("127.0.0.1", {port}), 1))
tried("memory", lambda: bytearray(2**31))
print("environment", len([name for name in os.environ if name != "LC_CTYPE"]))
"""


@pytest.fixture
def brought(tmp_path: Path) -> Callable[[bytes], Task]:
    """A task over a content."""

    def made(content: bytes, name: str = "t") -> Task:
        path, work = tmp_path / "file", tmp_path / "work"
        work.mkdir(exist_ok=True)
        path.write_bytes(content)
        return Task(path, work, {}, name)

    return made


def test_a_table_is_made_by_another_process(brought: Callable[[bytes], Task]) -> None:
    task = brought(b"a,b\n1,x\n")
    found = read(task)
    assert found["rows"] == 1 and found["stop"] == "" and (task.work / MADE).stat().st_size


def test_who_reads_a_file_reaches_nothing_else(tmp_path: Path) -> None:
    work, other = tmp_path / "work", tmp_path / "other"
    work.mkdir()
    other.mkdir()
    (tmp_path / "file").write_text("mine")
    (other / "secret").write_text("not mine")
    with socket.create_server(("127.0.0.1", 0)) as server:
        program = TRIES.format(root=str(ROOT), port=server.getsockname()[1])
        line = [sys.executable, "-I", "-c", program, work, tmp_path / "file", other / "secret"]
        told = subprocess.run(line, env={}, cwd="/", capture_output=True, text=True, timeout=30)
    said = dict(line.split() for line in told.stdout.splitlines())
    done = {what for what, outcome in said.items() if outcome == "done"}
    assert done == {"read", "write"}, told
    assert said["environment"] == "0" and len(said) == 13
    assert sorted(os.listdir(other)) == ["secret"] and (tmp_path / "file").read_text() == "mine"


def test_a_bomb_is_refused_or_bounded(brought: Callable[[bytes], Task], workbook: Callable[..., bytes]) -> None:
    zeros, book = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook(A=[["x"], [1]])))
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        for name in book.namelist():
            if "sheet1" not in name:
                bomb.writestr(name, book.read(name))
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(40):
                file.write(bytes(2**24))
    assert "unpacks to 640 MB" in read(brought(zeros.getvalue()))["stop"]


def test_a_sheet_as_large_as_its_corner_says_is_too_much(
    brought: Callable[[bytes], Task], workbook: Callable[..., bytes]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(A=[["x"], [1]])))
    book.active["XFD1048576"] = 1
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(OwnError, match="more memory than one may"):
        read(brought(content.getvalue()))


def test_what_takes_too_long_is_ended(brought: Callable[[bytes], Task]) -> None:
    begun = time.monotonic()
    with pytest.raises(OwnError, match="longer than"):
        read(brought(b"a,b\n" + b"1,2\n" * 100_000), patience=0.05)
    assert time.monotonic() - begun < 5
