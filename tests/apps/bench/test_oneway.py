import asyncio
from pathlib import Path

from apps.bench.oneway import figures, oneway, table


def test_every_message_is_timed_and_nothing_is_left(tmp_path: Path) -> None:
    times = asyncio.run(asyncio.wait_for(oneway("", tmp_path, 60_000, 5), 60))
    assert len(times) == 5 and all(0 < seconds < 5 for seconds in times)
    assert [*tmp_path.iterdir()] == []


def test_the_table_has_a_row_for_each_transport_and_size() -> None:
    rows = table({"one": [0.001, 0.002], "other": [0.25]}).splitlines()
    assert rows[1].split()[-3:] == ["2", "1.0", "2.0"] and rows[2].split()[-3:] == ["1", "250.0", "250.0"]


def test_figures_are_as_large_as_they_are_said_to_be() -> None:
    assert len(figures(4_000, 1)) == 4_000 and figures(4_000, 1) != figures(4_000, 2)
