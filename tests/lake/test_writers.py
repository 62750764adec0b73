"""Hosts that write and read at once, one of them killed again and again: nothing is lost, nothing is torn."""

import signal
import time
from pathlib import Path

import pytest

from data.ingest import Ingest
from data.lake.clean import cleaned
from data.lake.lake import Lake
from tests.lake.conftest import Host, objects
from tests.lake.hosts import write
from tests.lake.test_records import held, lines, rows
from tests.program import Program, coded
from tests.storage.running import Bucket

WRITER = """
import sys, time
from pathlib import Path
from tests.lake.hosts import read
from tests.lake.test_records import lines

home, mark, number, end = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), time.time() + float(sys.argv[4])
host = read(home)
while time.time() < end or number == int(sys.argv[3]):
    number += 1
    days = [f"{1980 + number // 336}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}"]
    summary = host.ingest([lines(home.parent / f"{mark}{number}.csv", *days, ccps=(mark, mark + "2"))])
    print("acknowledged", summary.version, mark, number, flush=True)
"""
READER = """
import sys, time
from pathlib import Path
from data import facts
from tests.lake.hosts import read

FILES = "SELECT coalesce(sum(present), 0) FROM file WHERE source = 'margin records'"
PAIRS = "SELECT count(*), count(DISTINCT (date, left(ccp, 1))) FROM margin"
home, end = Path(sys.argv[1]), time.time() + float(sys.argv[2])
host, reads, seen = read(home), 0, set()
host.first()
while time.time() < end or not reads:
    host.follow()
    version = host.catalog.current()
    with host.catalog.connect(version) as connection:
        held = facts.held(host.catalog, connection).get("margin")
        files = connection.execute(FILES).fetchall()
    if held:
        with held.connect() as connection:
            rows, pairs = connection.execute(PAIRS).fetchall()[0]
        assert rows == held.rows == files[0][0] == 2 * pairs, (version, rows, held.rows, files, pairs)
    reads += 1
    seen.add(version.number)
print("read", reads, len(seen), flush=True)
"""


def run(hosts: list[Ingest], folder: Path, seconds: float, kills: int) -> tuple[list[tuple[int, str, int]], list[str]]:
    """What was acknowledged, and what the readers say, where the first of the writers is killed `kills` times."""
    for each in hosts:
        write(each)
    first, *others = hosts[:3]
    steady = [coded(WRITER, folder, each.home, mark, 0, seconds) for each, mark in zip(others, "BC", strict=True)]
    readers = [coded(READER, folder, each.home, seconds) for each in hosts[3:]]
    killed: list[Program] = []
    for number in range(kills):
        killed.append(coded(WRITER, folder, first.home, "A", 100 * number, 3600))
        time.sleep(max(1.0, seconds / kills))
        killed[-1].kill()
        assert killed[-1].wait(20) == -signal.SIGKILL
    said = [each.said(600) for each in [*steady, *readers, *killed]]
    assert [each.returncode for each in [*steady, *readers]] == [0] * (len(steady) + len(readers)), said
    found = [line.split() for text in said for line in text.splitlines() if line.startswith("acknowledged")]
    return [(int(version), mark, int(number)) for _, version, mark, number in found], said


def settled(hosts: list[Ingest], lake: Lake, bucket: Bucket, known: list[tuple[int, str, int]]) -> None:
    """Every acknowledged load is in the lake once, every version differs, and cleaning leaves all as it was."""
    for each in hosts:
        each.first()
    assert len({version for version, _, _ in known}) == len(known)
    last = held(hosts[-1], "margin")
    marks = {ccp: count for ccp, count in rows(last, "SELECT ccp, count(*) FROM margin GROUP BY ALL")}
    for mark in "ABC":
        assert marks.get(mark, 0) >= sum(1 for _, other, _ in known if other == mark)
    before = rows(last)
    assert len(before) == last.rows
    done = cleaned(hosts[0])["everything"]
    assert cleaned(hosts[0])["everything"].orphans == 0
    assert rows(held(hosts[-1], "margin")) == before and last.intact(), done
    late = hosts[-1].catalog
    for number in late.numbers():
        late.version(number)


@pytest.mark.long
def test_two_writers_a_killed_one_and_a_reader(host: Host, lake: Lake, bucket: Bucket, tmp_path: Path) -> None:
    hosts = [host(name) for name in ("killed", "two", "three", "reader")]
    hosts[0].first()
    known, _ = run(hosts, tmp_path, 4, 2)
    assert {mark for _, mark, _ in known} >= {"B", "C"}
    settled(hosts, lake, bucket, known)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_for_a_minute(host: Host, lake: Lake, bucket: Bucket, tmp_path: Path) -> None:
    hosts = [host(name) for name in ("killed", "two", "three", *(f"reader{n}" for n in range(4)))]
    hosts[0].first()
    known, said = run(hosts, tmp_path, 60, 10)
    print("\n".join(line for text in said for line in text.splitlines() if line.startswith("read")), len(known))
    settled(hosts, lake, bucket, known)


@pytest.mark.long
def test_what_a_killed_writer_left_is_removed(host: Host, lake: Lake, bucket: Bucket, tmp_path: Path) -> None:
    one = host("one")
    one.ingest([lines(tmp_path / "a.csv", "2024-01-02"), lines(tmp_path / "b.csv", "2024-01-03", figure=2)])
    before = objects(bucket, lake)
    with lake.attached(tmp_path) as connection:
        connection.execute(f"COPY (SELECT 1 AS a) TO '{lake.storage.path}main/margin/stray.parquet'")
    assert len(objects(bucket, lake)) == len(before) + 1
    assert cleaned(one)["everything"].orphans == 1
    assert objects(bucket, lake) == before and held(one, "margin").intact()
