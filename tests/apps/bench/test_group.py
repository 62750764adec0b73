import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path

import pytest

from apps.bench.group import KNOWN, Group, proportional

pytestmark = pytest.mark.skipif(not KNOWN, reason="/proc tells neither memory nor processor time here")
BUSY = """import subprocess, sys, time
child = subprocess.Popen([sys.argv[1], "60"])
end = time.process_time() + 0.3
while time.process_time() < end:
    pass
print("done", flush=True)
sys.stdin.read()
child.kill()"""


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Group]:
    """A session of two processes that has used 0.3 s; the name of the second looks like fields of /proc."""
    strange = tmp_path / "a) S 1 (b"
    strange.symlink_to("/bin/sleep")
    line = [sys.executable, "-c", BUSY, str(strange)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout and process.stdout.readline() == b"done\n"
        yield Group(process.pid)
        process.communicate()


def test_a_group_is_the_session(busy: Group) -> None:
    assert busy.leader in busy.members()
    assert len(busy.members()) == 2


def test_processor_time_is_that_of_all(busy: Group) -> None:
    assert 0.25 < busy.seconds() < 3


def test_memory_is_that_of_all(busy: Group) -> None:
    assert 2 < busy.megabytes() < 50


def test_who_has_ended_uses_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"], start_new_session=True)
    process.wait()
    time.sleep(0.01)
    assert (Group(process.pid).members(), Group(process.pid).megabytes()) == ([], 0)


def test_what_may_not_be_read_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tmp_path / "7" / "smaps_rollup"
    hidden.parent.mkdir()
    hidden.touch(0o000)
    monkeypatch.setattr("apps.bench.group.PROC", tmp_path)
    with as_nobody():
        assert isnan(proportional(7))


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user without rights, should this one have them all."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)
