import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from apps.meeting import roll
from apps.meeting.keeping import Keeping
from apps.meeting.meeting import Host, Meeting, Member, window_of
from apps.meeting.roll import Roll
from data.store import Store
from queries.library.meetings import Meetings, Minute
from queries.library.sound import LibraryError
from tests.stored import locked

VALUE = Meeting("m", "krx", 1, {"en": "A", "ko": "가"}, Host("a", "Kim", "kim", "everything"), 1.0)


def kept(home: Path) -> Keeping:
    store = Store(home)
    store.upgrade()
    return Keeping(Meetings(store))


def test_a_value_is_the_same_after_it_was_told() -> None:
    moved = VALUE.moved(state='{"page":"good"}').moved(blank="black")
    assert Meeting.read(json.loads(json.dumps(moved.plain()))) == moved
    assert (moved.at, moved.step, moved.page) == ((1, 1), 2, "good")


def test_of_two_hosts_all_choose_the_same() -> None:
    one, other = VALUE.led(Host("b", "Lee", "lee")), VALUE.led(Host("c", "Han", "han"))
    assert one.epoch == other.epoch and one.rank < other.rank
    assert VALUE.moved().moved().moved().rank < one.rank < one.moved().rank
    assert other.rank < one.led(VALUE.host).rank


def test_what_others_know_of_a_window_does_not_open_it() -> None:
    secret = "0123456789abcdef"
    assert window_of(secret) not in ("", secret) and window_of(window_of(secret)) != window_of(secret)
    assert window_of("short") == window_of("x" * 101) == ""


def test_who_is_there_is_known_from_all_workers_until_they_are_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = Roll(), Roll()
    here.enter(Member("a", "", "local", 2.0, here.guest("a")))
    there.hear("one", here.plain())
    assert there.guest("b") == 2 and there.guest("a") == 1, "a window keeps its number"
    there.enter(Member("b", "", "local", 1.0, 2))
    assert here.follow("a", False) and not here.follow("a", False)
    there.hear("one", here.plain())
    assert [(each.window, each.following) for each in there.members.values()] == [("b", True), ("a", False)]
    monkeypatch.setattr(roll, "LOST", -1.0)
    assert there.sweep() and not there.here("a") and there.here("b")


def test_only_what_is_later_is_kept_and_minutes_in_their_order(tmp_path: Path) -> None:
    keeping = kept(tmp_path)
    later = VALUE.moved().moved()

    async def story() -> None:
        keeping.keep(later)
        for number in range(3):
            keeping.note("m", Minute("question", "kim", float(number), about={"text": str(number)}))
        await keeping.settled()
        keeping.keep(VALUE.moved())
        await keeping.settled()

    asyncio.run(story())
    assert Meeting.read(keeping.library.take("m")) == later
    assert [line.about["text"] for line in keeping.library.minutes("m")] == ["0", "1", "2"]
    with pytest.raises(LibraryError, match="there is no such meeting"):
        keeping.library.take("n")


def test_a_store_that_is_locked_loses_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(tmp_path))
    monkeypatch.setattr("data.store.store.PATIENCE", 0.1)
    keeping = kept(tmp_path)

    async def story() -> None:
        with locked(tmp_path):
            keeping.keep(replace(VALUE, step=7))
            keeping.note("m", Minute("decision", "kim", 1.0))
            assert not await keeping.written()
            keeping.note("m", Minute("action", "kim", 2.0))
        await keeping.settled()

    asyncio.run(story())
    assert [line.kind for line in keeping.library.minutes("m")] == ["decision", "action"]
    assert keeping.library.take("m")["step"] == 7


def test_meetings_of_a_deck_are_listed_for_those_whom_the_minutes_name(tmp_path: Path) -> None:
    keeping = kept(tmp_path)
    other = replace(VALUE, id="n", deck="other")
    latest = replace(VALUE, id="o", began=2.0)
    lines = [
        ("m", Minute("began", "kim", 1.0)),
        ("o", Minute("joined", "lee", 2.0)),
        ("n", Minute("began", "kim", 1.0)),
    ]
    keeping.library.keep([each.plain() for each in (VALUE, other, latest)], lines)
    assert [each["id"] for each in keeping.library.of("krx")] == ["o", "m"]
    assert [each["id"] for each in keeping.library.of("krx", "kim")] == ["m"]
    assert keeping.library.of("krx", "nobody") == []
