"""Where a brush stands while it is dragged."""

from datetime import date
from itertools import islice

import pytest

from apps.bench.windows import spread, sweeps, windows

FIRST, LAST = date(2020, 1, 1), date(2025, 12, 29)


def length(window: tuple[str, str]) -> int:
    low, high = map(date.fromisoformat, window)
    return (high - low).days + 1


def test_a_year_is_dragged_from_the_first_day_to_the_last() -> None:
    made = windows(FIRST, LAST, 100)
    assert len(set(made)) == 100
    assert {length(window) for window in made} == {365}
    assert (made[0][0], made[-1][1]) == ("2020-01-01", "2025-12-29")
    assert made == sorted(made)


@pytest.mark.parametrize("steps", [2, 1825])
def test_the_fewest_and_the_most_steps_differ_all(steps: int) -> None:
    assert len(set(windows(FIRST, LAST, steps))) == steps


@pytest.mark.parametrize("steps", [1, 1826])
def test_more_steps_than_days_are_refused(steps: int) -> None:
    with pytest.raises(ValueError, match=rf"^{steps} steps: a brush of a year over these days has 2 to 1825 steps$"):
        windows(FIRST, LAST, steps)


def test_fewer_windows_keep_both_ends() -> None:
    made = windows(FIRST, LAST, 100)
    few = spread(made, 5)
    assert (len(few), few[0], few[-1]) == (5, made[0], made[-1])
    assert spread(made, 1000) == made


def test_no_two_readers_have_the_same_window_nor_the_drag_of_one() -> None:
    sweeping = [list(islice(sweeps(FIRST, LAST, reader, 8), 1000)) for reader in range(8)]
    every = [window for sweep in sweeping for window in sweep]
    assert len(set(every)) == 8000
    assert not set(every) & set(windows(FIRST, LAST, 1825))
    assert all("2020-01-01" <= low <= high <= "2025-12-29" for low, high in every)
