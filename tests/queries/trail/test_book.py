"""Many writers, kills, full disks and replaced files: a record is there whole or not at all, and nothing is hidden."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from queries.trail.audit import Audit
from queries.trail.chain import AuditError
from queries.trail.examine import Examined, examined
from queries.trail.look import Wanted
from tests.shared import ROOT

WRITER = """
import sys
from pathlib import Path
from data.secret import secret
from queries.trail.book import Book
from queries.trail.chain import Chain

home, many, sync, size = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "sync", int(sys.argv[4])
book = Book(home / "audit.jsonl", Chain(secret(home)))
for n in range(many):
    codes = book.append([{"kind": "shown", "actor": str(n), "text": "x" * size}] * (1 + n % 3), sync)
    print(*codes, flush=True)
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from data.secret import secret
from queries.trail import book
from queries.trail.chain import Chain

point, home = sys.argv[1], Path(sys.argv[2])
written = book.Book(home / "audit.jsonl", Chain(secret(home)))
written.append([{"kind": "signed in", "actor": "ann"}], True)
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write = os.write
if point == "before the line":
    os.write = die
if point == "within the line":
    os.write = lambda handle, text: (write(handle, text[: len(text) // 3]), die())
if point == "within the second line":
    os.write = lambda handle, text: (write(handle, text[: len(text) - 9]), die())
if point == "before the head":
    book.anchor.put = die
written.append([{"kind": "denied", "actor": "ben"}, {"kind": "denied", "actor": "cid"}], True)
"""


def look(home: Path) -> Examined:
    audit = Audit(home)
    return examined(audit.path, audit.chain, anchors=[home / "audit.head"])


def writer(home: Path, many: int, sync: str = "", size: int = 10) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", WRITER, str(home), str(many), sync, str(size)]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def actors(home: Path) -> list[str]:
    return [record["actor"] for record in Audit(home).search(Wanted())][::-1]


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    running = [writer(tmp_path, 200) for _ in range(3)]
    codes = [code for each in running for code in each.communicate(timeout=60)[0].split()]
    assert [each.returncode for each in running] == [0] * 3
    found = look(tmp_path)
    assert (found.breaks, found.remarks, found.records) == ([], [], len(codes) + 1)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("size", [10, 60_000])
def test_processes_that_are_killed_leave_an_unbroken_chain_of_all_they_told_of(tmp_path: Path, size: int) -> None:
    """The kills come whenever they come; a code that was told stands for a line that is there."""
    told: list[str] = []
    for round_ in range(3):
        running = [writer(tmp_path, 100_000, "sync" if round_ % 2 else "", size) for _ in range(2)]
        for each in running:
            assert each.stdout is not None
            told += each.stdout.readline().split()
        time.sleep(0.05)
        for each in running:
            each.kill()
        for each in running:
            *lines, _torn = each.communicate()[0].split("\n")
            told += " ".join(lines).split()
        between = look(tmp_path)
        assert between.breaks == [] and len(between.remarks) <= 1
    Audit(tmp_path).event("signed in", "ann")
    found = look(tmp_path)
    assert (found.breaks, found.remarks) == ([], [])
    there = {record["code"] for record in Audit(tmp_path).search(Wanted())}
    assert set(told) <= there and len(told) > 20


@pytest.mark.parametrize(
    ("point", "left", "torn"),
    [
        ("before the line", [], False),
        ("within the line", [], True),
        ("within the second line", ["ben"], True),
        ("before the head", ["ben", "cid"], False),
    ],
)
def test_killed_at(tmp_path: Path, point: str, left: list[str], torn: bool) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, point, str(tmp_path)], cwd=ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL
    found = look(tmp_path)
    assert found.breaks == [] and bool(found.remarks) == torn and found.records == 2 + len(left)
    Audit(tmp_path).event("signed out", "ann")
    assert actors(tmp_path) == ["tidemark", "ann", *left, "ann"]
    found = look(tmp_path)
    assert (found.breaks, found.remarks) == ([], [])


FULL = """
import resource, sys
from pathlib import Path
from data.secret import secret
from queries.trail.book import Book
from queries.trail.chain import AuditError, Chain

home, limit = Path(sys.argv[1]), int(sys.argv[2])
book = Book(home / "audit.jsonl", Chain(secret(home)))
book.append([{"kind": "signed in", "actor": "ann"}], True)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    book.append([{"kind": "denied", "actor": "ben", "text": "x" * 5000}], True)
except AuditError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(*book.append([{"kind": "signed out", "actor": "ann"}], True))
"""


@pytest.mark.parametrize("more", [0, 1, 300])
def test_a_disk_that_takes_only_a_part_gets_none_of_it(tmp_path: Path, more: int) -> None:
    """A limit on the size of a file stands for the disk: it takes what fits, then refuses."""
    Audit(tmp_path).event("configured", "tidemark")
    size = (tmp_path / "audit.jsonl").stat().st_size + 600
    line = [sys.executable, "-c", FULL, str(tmp_path), str(size + more)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)
    sentence, code = done.stdout.splitlines()
    assert sentence.startswith("the audit cannot be written (") and "nothing is shown or done" in sentence
    assert actors(tmp_path) == ["tidemark", "tidemark", "ann", "ann"] and code.startswith("TM-")
    assert (look(tmp_path).breaks, look(tmp_path).remarks) == ([], [])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_file_system(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(home)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets not even root mount a file system")
    try:
        audit, written = Audit(home), 0
        with pytest.raises(AuditError, match=r"cannot be written \(No space left on device\)"):
            while True:
                audit.event("denied", "ann", text="x" * 3000)
                written += 1
        assert (look(home).breaks, look(home).remarks, look(home).records) == ([], [], written + 1)
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


def test_what_cannot_be_opened_refuses(tmp_path: Path) -> None:
    (tmp_path / "audit.head").mkdir()
    with pytest.raises(AuditError, match=r"cannot be written \(Is a directory\)"):
        Audit(tmp_path).event("signed in", "ann")


def test_a_second_head_that_cannot_be_written_refuses_and_takes_the_line_back(tmp_path: Path) -> None:
    away = tmp_path / "away"
    audit = Audit(tmp_path, "", away / "head")
    with pytest.raises(AuditError, match=r"cannot be written \(No such file or directory\)"):
        audit.event("signed in", "ann")
    away.mkdir()
    audit.event("signed in", "ann")
    assert actors(tmp_path) == ["tidemark", "ann"]


def test_the_second_head_of_another_trail_is_not_overwritten(tmp_path: Path) -> None:
    anchor = tmp_path / "anchor"
    Audit(tmp_path / "one", "", anchor).event("signed in", "ann")
    before = anchor.read_bytes()
    with pytest.raises(AuditError, match="is not that of"):
        Audit(tmp_path / "other", "", anchor).event("signed in", "ann")
    assert anchor.read_bytes() == before


def test_only_the_owner_may_read_the_trail_and_its_key(tmp_path: Path) -> None:
    Audit(tmp_path, "", tmp_path / "anchor").event("signed in", "ann")
    for name in ("audit.jsonl", "audit.head", "anchor", "secret"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_trail_without_a_chain_is_kept_and_named_in_the_first_line(tmp_path: Path) -> None:
    old = b'{"timestamp": "2026-01-01T00:00:00+00:00", "actor": "local", "query": "im_ranking"}\n'
    (tmp_path / "audit.jsonl").write_bytes(old)
    audit = Audit(tmp_path)
    audit.event("signed in", "ann")
    (kept,) = tmp_path.glob("audit.before-*.jsonl")
    assert kept.read_bytes() == old and look(tmp_path).breaks == []
    assert list(audit.search(Wanted()))[-1]["kept"][0]["file"] == kept.name
    kept.write_bytes(old.replace(b"im_ranking", b"im_growth"))
    (broken,) = look(tmp_path).breaks
    assert broken.line == 1 and f"{kept.name}, which this trail goes on from, is missing or was changed" in broken.what


def test_a_trail_of_another_key_is_set_aside(tmp_path: Path) -> None:
    Audit(tmp_path).event("signed in", "ann")
    (tmp_path / "secret").unlink()
    Audit(tmp_path).event("signed in", "ben")
    assert actors(tmp_path) == ["tidemark", "ben"] and len(list(tmp_path.glob("audit.before-*"))) == 1
    assert look(tmp_path).breaks == []


def test_a_process_sees_what_another_wrote_and_what_was_cut_off(tmp_path: Path) -> None:
    one, other = Audit(tmp_path), Audit(tmp_path)
    one.event("signed in", "ann")
    other.event("signed in", "ben")
    one.event("signed in", "cid")
    assert actors(tmp_path) == ["tidemark", "ann", "ben", "cid"] and look(tmp_path).breaks == []
    lines = one.path.read_bytes().splitlines(keepends=True)
    one.path.write_bytes(b"".join(lines[:2]) + lines[2][:40])
    one.event("signed in", "dan")
    assert [str(each) for each in look(tmp_path).breaks] == [
        "line 3: this is no record of the trail",
        "line 4: record 5 stands where record 3 should: records 3 to 4 are missing or moved",
    ]


def test_what_a_record_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Printed, for whoever wants to know; the bounds are wide, and catch only what would be felt."""
    audit = Audit(tmp_path)
    record = {"kind": "shown", "actor": "ann", "text": "x" * 700}
    for sync in (False, True):
        taken = []
        for _ in range(400):
            begun = time.perf_counter()
            audit._book.append([record], sync)
            taken.append(1000 * (time.perf_counter() - begun))
        *_, p95 = statistics.quantiles(taken, n=20)
        with capsys.disabled():
            print(f"\na record, sync {sync}: p50 {statistics.median(taken):.3f} ms, p95 {p95:.3f} ms")
        assert statistics.median(taken) < (50 if sync else 5)
    assert look(tmp_path).records == 801 and json.loads(audit.path.read_bytes().splitlines()[-1])["seq"] == 801
