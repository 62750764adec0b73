from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from queries.once import Once
from queries.wish import LASTING, Shared, Superseded, Wish


def test_what_follows_is_done_once_the_wish_is_dropped() -> None:
    wish, done = Wish(), []
    wish.then(lambda: done.append("first"))
    assert done == []
    wish.drop()
    wish.drop()
    wish.then(lambda: done.append("late"))
    assert done == ["first", "late"]
    with pytest.raises(Superseded):
        wish.check()


def test_a_shared_wish_lasts_until_all_have_dropped_theirs() -> None:
    shared, first, second = Shared(), Wish(), Wish()
    assert shared.join(first) and shared.join(second)
    first.drop()
    assert not shared.over
    second.drop()
    assert shared.over and not shared.join(Wish())


class Slow:
    """A value whose making ends when it may, or when nobody wishes for it any more."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.times = threading.Event(), threading.Event(), 0

    def make(self, wish: Wish) -> str:
        self.times += 1
        wish.then(self.may_end.set)
        self.begun.set()
        assert self.may_end.wait(5)
        wish.check()
        return "value"


def test_a_value_that_nobody_wishes_for_any_more_is_not_made() -> None:
    once, slow, wish = Once(100, len), Slow(), Wish()
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(once.wished, "key", slow.make, wish)
        assert slow.begun.wait(5)
        wish.drop()
        assert isinstance(asked.exception(5), Superseded)
    assert not once.has("key")


def test_whoever_still_waits_gets_the_value() -> None:
    once, slow, gone = Once(100, len), Slow(), Wish()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(once.wished, "key", slow.make, gone)
        assert slow.begun.wait(5)
        second = threads.submit(once.wished, "key", slow.make, LASTING)
        threading.Event().wait(0.05)
        gone.drop()
        slow.may_end.set()
        assert (first.result(5), second.result(5), slow.times) == ("value", "value", 1)


def test_who_comes_after_the_end_has_it_made_anew() -> None:
    once, ended, wish = Once(100, len), Slow(), Wish()
    fresh = Slow()
    fresh.may_end.set()
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(once.wished, "key", ended.make, wish)
        assert ended.begun.wait(5)
        wish.drop()
        assert once.wished("key", fresh.make, LASTING) == "value"
        assert isinstance(first.exception(5), Superseded)


def test_a_wish_that_is_over_starts_nothing() -> None:
    once, slow, wish = Once(100, len), Slow(), Wish()
    wish.drop()
    with pytest.raises(Superseded):
        once.wished("key", slow.make, wish)
    assert slow.times == 0


def test_inner_work_lasts_as_long_as_anyone_waits_for_the_outer() -> None:
    inner, outer, slow, gone = Once(100, len), Once(100, len), Slow(), Wish()

    def make(wish: Wish) -> str:
        return inner.wished("inner", slow.make, wish)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(outer.wished, "outer", make, gone)
        assert slow.begun.wait(5)
        second = threads.submit(outer.wished, "outer", make, LASTING)
        threading.Event().wait(0.05)
        gone.drop()
        assert not slow.may_end.is_set()
        slow.may_end.set()
        assert (first.result(5), second.result(5)) == ("value", "value")
