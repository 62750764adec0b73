from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from queries.once import PLACE, Once


def texts(budget: int) -> Once[str]:
    return Once(budget, len)


def test_a_value_is_made_once_however_many_ask_at_the_same_time() -> None:
    once, made, begun = texts(100), [], threading.Barrier(8)
    slow = threading.Event()

    def make() -> str:
        made.append(1)
        slow.wait(5)
        return "value"

    def ask() -> str:
        begun.wait(5)
        return once.get("key", make)

    with ThreadPoolExecutor(8) as readers:
        asked = [readers.submit(ask) for _ in range(8)]
        slow.set()
        assert {each.result(5) for each in asked} == {"value"}
    assert made == [1] and once.has("key")


def test_the_values_not_asked_for_the_longest_are_let_go() -> None:
    once = texts(2 * PLACE + 6)
    for key in ("a", "b", "a", "c"):
        once.get(key, lambda key=key: key * 3)  # type: ignore[misc]
    assert (once.has("a"), once.has("b"), once.has("c"), once.bytes) == (True, False, True, 2 * PLACE + 6)


def test_a_value_over_the_budget_is_given_and_is_the_only_one_kept() -> None:
    once = texts(4)
    once.get("a", lambda: "aa")
    assert once.get("b", lambda: "bbbbbbbb") == "bbbbbbbb"
    assert not once.has("a") and len(once) == 1


def test_an_error_goes_to_who_asks_and_is_not_kept() -> None:
    once = texts(4)

    def fail() -> str:
        raise ValueError("no rows")

    for _ in range(2):
        with pytest.raises(ValueError, match="no rows"):
            once.get("a", fail)
    assert len(once) == 0 and once.get("a", lambda: "a") == "a"
