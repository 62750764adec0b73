"""How often sign-in may fail, counted by several processes at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from auth.rate import GRACE, LIMITS, WINDOW, Rate
from data.store import Store
from data.store.tables import attempt
from tests.auth.clock import Clock
from tests.shared import ROOT

KIM, PARK = "name kim", "name park"
HERE, THERE = "address 192.0.2.1", "address 192.0.2.2"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rate(store: Store, clock: Clock) -> Rate:
    return Rate(store, clock)


def fail(rate: Rate, times: int, *keys: str) -> None:
    for _ in range(times):
        assert rate.allow(*keys) == 0
        rate.failed(*keys)


def test_the_sixth_failure_of_a_name_waits_until_the_first_is_forgotten(rate: Rate, clock: Clock) -> None:
    fail(rate, 1, HERE, KIM)
    clock.now += 100
    fail(rate, 4, THERE, KIM)
    assert rate.allow(HERE, KIM) == WINDOW - 100
    clock.now += WINDOW - 100
    assert rate.allow(HERE, KIM) == 0


def test_another_name_is_not_held_up(rate: Rate) -> None:
    fail(rate, 5, HERE, KIM)
    assert rate.allow(HERE, KIM) > 0 and rate.allow(HERE, PARK) == 0


def test_an_address_may_fail_more_often_but_not_for_ever(rate: Rate) -> None:
    for number in range(LIMITS["address"]):
        fail(rate, 1, HERE, f"name {number}")
    assert rate.allow(HERE, KIM) == WINDOW and rate.allow(THERE, KIM) == 0


def test_a_success_forgets_failures_of_the_name_and_not_of_the_address(rate: Rate, store: Store) -> None:
    fail(rate, 4, HERE, KIM)
    assert rate.allow(HERE, KIM) == 0
    rate.clear(HERE, KIM)
    assert counted(store) == 4
    fail(rate, 5, THERE, KIM)


def test_who_succeeds_often_is_not_held_up(rate: Rate) -> None:
    for _ in range(2 * LIMITS["address"]):
        assert rate.allow(HERE, KIM) == 0
        rate.clear(HERE, KIM)


def test_tries_at_once_count_before_they_have_failed(rate: Rate, clock: Clock) -> None:
    assert [rate.allow(HERE, KIM) for _ in range(5)] == [0] * 5
    assert rate.allow(HERE, KIM) == GRACE
    clock.now += GRACE
    assert rate.allow(HERE, KIM) == 0


def test_what_was_typed_is_not_kept(rate: Rate, store: Store) -> None:
    fail(rate, 1, HERE, "name my password by mistake")
    with store.reading() as connection:
        kept = connection.execute(select(attempt.c.key)).scalars().all()
    assert [len(key) for key in kept] == [64, 64] and not any("password" in key for key in kept)


def test_the_store_does_not_grow(rate: Rate, store: Store, clock: Clock) -> None:
    for number in range(40):
        fail(rate, 1, f"address {number}", f"name {number}")
        clock.now += WINDOW / 10
    assert counted(store) <= 22


def test_processes_count_together(store: Store) -> None:
    """Of 20 tries at once by two processes, five are let through."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom auth.rate import Rate\nfrom data.store import Store\n"
        f"rate = Rate(Store(Path({str(store.home)!r}), {store.address!r}))\nsys.stdin.readline()\n"
        f"print(sum(rate.allow({HERE!r}, {KIM!r}) == 0 for _ in range(10)))"
    )
    ends = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    each = [subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, text=True, **ends) for _ in range(2)]  # type: ignore[call-overload]
    assert sum(int(one.communicate("\n", timeout=60)[0]) for one in each) == LIMITS["name"]


def counted(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(attempt)).scalar_one()
