"""Arrays in files: shared, bounded, and rebuilt when damaged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import numpy as np
import pytest

from queries.selection import Clause
from queries.tiers.dense import TooLargeError
from queries.tiers.shelf import Shelf
from queries.tiers.source import Source
from queries.tiers.tiers import Tiers
from tests.queries.tiers.records import DAYS, ask
from tests.shared import ROOT

MAKER = """
import sys, time
from pathlib import Path
import numpy as np
from queries.tiers.shelf import Shelf
def make():
    print("made", flush=True)
    time.sleep(float(sys.argv[2]))
    return {"a": np.arange(1000.0)}
print(Shelf(Path(sys.argv[1]), 2**20).take("name", "key", make)["a"].sum(), flush=True)
"""


def maker(folder: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MAKER, str(folder), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def arrays(start: float = 0.0) -> dict[str, np.ndarray]:
    days = np.array(["2021-01-01", "NaT"], dtype="M8[us]")
    return {"a": np.arange(start, start + 1000).reshape(10, 100), "b": np.array(["x", None], dtype=object), "c": days}


def test_arrays_come_back_as_they_were_and_cannot_be_written_to(tmp_path: Path) -> None:
    found = Shelf(tmp_path, 2**20).take("name", "key", arrays)
    for name, array in arrays().items():
        assert found[name].dtype == array.dtype
        assert found[name].tolist() == array.tolist()
    assert not found["a"].flags.writeable


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "other key"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str) -> None:
    shelf = Shelf(tmp_path, 2**20)
    shelf.take("name", "other" if damage == "other key" else "key", arrays)
    path = tmp_path / "name.arrays"
    whole = bytearray(path.read_bytes())
    whole[-200] ^= 1
    spoilt = {"cut": whole[:-9], "flipped": whole, "foreign": b"PNG" + bytes(5000)}
    path.write_bytes(spoilt.get(damage, path.read_bytes()))
    assert shelf.take("name", "key", lambda: arrays(5.0))["a"][0, 0] == 5.0
    assert shelf.take("name", "key", lambda: pytest.fail("made twice"))["a"][0, 0] == 5.0


def test_two_processes_make_it_once(tmp_path: Path) -> None:
    told = [process.communicate(timeout=30)[0] for process in [maker(tmp_path, 0.5), maker(tmp_path, 0.5)]]
    assert sorted(told, key=len) == ["499500.0\n", "made\n499500.0\n"]


def test_a_kill_in_the_middle_leaves_nothing_that_harms(tmp_path: Path) -> None:
    process = maker(tmp_path, 60)
    assert process.stdout is not None
    assert process.stdout.readline() == "made\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    assert Shelf(tmp_path, 2**20).take("name", "key", arrays)["a"].sum() == arrays()["a"].sum()
    assert not list(tmp_path.glob("*.part"))


def test_the_least_recently_used_is_let_go(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 45_000)
    for place, name in enumerate("abc"):
        shelf.take(name, name, arrays)
        os.utime(tmp_path / f"{name}.arrays", (place, place))
    shelf.touch("a")
    shelf.take("d", "d", arrays)
    assert shelf.names == {"a", "c", "d"}
    assert shelf.bytes <= 45_000
    with pytest.raises(TooLargeError):
        shelf.take("e", "e", lambda: {"a": np.zeros(10_000)})
    assert shelf.names == {"a", "c", "d"}


def test_a_thousand_random_brushes_stay_within_the_budget(tmp_path: Path, source: Source) -> None:
    tiers, random, quick = Tiers(tmp_path / "cubes", 60_000), Random(5), 0
    for count in range(1000):
        layers = tuple(random.sample(["sitg", "default_fund", "assessments"], random.choice([1, 2])))
        clauses = [Clause("b", "layer", "point", layers)] if random.random() < 0.5 else []
        clauses.append(Clause("a", "date", "interval", (random.choice(DAYS), random.choice(DAYS))))
        question = ask(random.choice(["margin_daily", "margin_waterfall", "margin_members"]), *clauses)
        if tiers.quick(question, source) is None and count % 10 == 0:
            tiers.build(question, source)
            assert tiers.bytes <= 60_000
        quick += tiers.quick(question, source) is not None
    assert quick > 200


def test_what_is_wanted_is_soon_quick_in_every_process(tmp_path: Path, source: Source) -> None:
    one, other = Tiers(tmp_path, 2**26), Tiers(tmp_path, 2**26)
    question = ask("margin_cover2", Clause("a", "date", "interval", (DAYS[3], DAYS[30])))
    for tiers in (one, other):
        assert tiers.quick(question, source) is None
        assert tiers.want(question, source)
        deadline = time.monotonic() + 20
        while tiers.quick(question, source) is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert tiers.quick(question, source) is not None
        tiers.close()
    assert len(list(tmp_path.glob("*.arrays"))) == 1


def test_a_build_that_fails_is_logged_once_and_not_tried_again(
    tmp_path: Path, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cubes").write_text("a file where the folder should be")
    tiers = Tiers(tmp_path / "cubes", 2**26)
    question = ask("margin_daily", Clause("a", "date", "interval", (DAYS[3], DAYS[30])))
    assert [tiers.build(question, source) for _ in range(3)] == [False] * 3
    assert len(caplog.records) == 1
