"""A whole meeting: five who are there, on two workers."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from apps.meeting.meeting import window_of
from tests.apps.meeting.hall import NOTES, Guest, Hall
from tests.apps.serving.running import alive, children
from tests.ui.served import program

Story = Callable[[], Awaitable[None]]


def play(story: Story) -> None:
    asyncio.run(asyncio.wait_for(story(), 120))  # type: ignore[arg-type]


async def met(hall: Hall, meeting: str, followers: int, page: str = "good") -> tuple[Guest, list[Guest]]:
    """A host and so many followers, who see the first slide."""
    host = await hall.guest(meeting, "host", "kim").join()
    await host.until(lambda: host.now["slide"]["page"] == page)
    guests = [await hall.guest(meeting, "viewer", f"viewer {n}").join() for n in range(followers)]
    for each in (host, *guests):
        await each.open(page)
    await host.until(lambda: len(host.members) == followers + 1)
    return host, guests


async def left(*guests: Guest) -> None:
    await asyncio.gather(*(each.close() for each in guests))


async def alike(host: Guest, *guests: Guest) -> None:
    """Wait until all show what the host does, mark by mark."""
    for each in guests:
        with suppress(TimeoutError):
            await each.until(lambda each=each: each.state == host.state and each.shown() == host.shown())
        other = set(each.shown().items()) ^ set(host.shown().items())
        assert each.state == host.state and not other, sorted(other)[:6]


def of(hall: Hall, kind: str, meeting: str) -> list[dict[str, Any]]:
    return [line for line in hall.records(kind) if line.get("meeting") == meeting]


def test_all_that_the_host_does_reaches_every_follower_and_nothing_that_is_not_for_them(hall: Hall) -> None:
    meeting = hall.begin(hall.deck(hall.opening("good"), hall.opening("other")))

    async def story() -> None:
        host, guests = await met(hall, meeting, 4)
        await host.brush("trend", 2023.6, 2024.3, final=False)
        await host.until(lambda: bool(host.state.selection.clauses))
        await alike(host, *guests)
        assert of(hall, "followed", meeting)[-1]["step"] == 2  # a gesture is recorded where it ends
        await host.brush("trend", 2023.6, 2024.6)
        await host.until(lambda: "2024Q3" in str(host.state.selection.clauses))
        await alike(host, *guests)
        await host.do("point", view="trend", x=0.5, y=0.25, shape="dot")
        await host.do("focus", view="trend")
        await host.do("blank", on="black")
        for each in guests:
            await each.until(lambda each=each: each.now["blank"] == "black" and each.now["slide"]["focus"] == "trend")
            assert each.told["point"] == [
                {"tell": "point", "name": "Host", "x": 0.5, "y": 0.25, "view": "trend", "shape": "dot"}
            ]
        await host.do("next")
        for each in (host, *guests):
            await each.until(lambda each=each: each.now["slide"]["page"] == "other" and not each.now["blank"])
            assert each.now["slide"]["title"] == "Slide 1" and each.now["slide"]["index"] == 1
            await each.open("other")
        await alike(host, *guests)
        assert NOTES in "".join(host.raw) and host.now["notes"] == NOTES and host.now["next"] is None
        assert not any("notes" in each.now or NOTES in "".join(each.raw) for each in guests)
        await guests[0].do("next")
        await guests[0].until(lambda: "said" in guests[0].told)
        assert guests[0].told["said"][0]["message"] == "only the host does this; Host leads"
        await left(host, *guests)

    play(story)
    shown, followed = of_minutes(hall, meeting, "shown"), of(hall, "followed", meeting)
    names = sorted(f"viewer {n}" for n in range(4))
    for line in shown[1:2]:
        lines = [each for each in followed if each["codes"] == line["codes"]]
        assert len(lines) == 2, "one line a worker"
        assert sorted(name for each in lines for name in each["shown_to"]) == names
        assert all(hall.found(code)["actor"] == "kim" for code in line["codes"])


def of_minutes(hall: Hall, meeting: str, kind: str) -> list[dict[str, Any]]:
    told = hall.house.ask(f"/meeting/{meeting}/minutes.json", hall.cookie("host", "kim"))
    assert told.status == 200, told.body
    return [entry for entry in json.loads(told.body)["entries"] if entry["kind"] == kind]


def test_minutes_and_audit_agree_line_by_line(hall: Hall) -> None:
    meeting = hall.begin(hall.deck(hall.opening("good"), hall.opening("other")))

    async def story() -> None:
        host, guests = await met(hall, meeting, 2)
        await host.brush("trend", 2023.6, 2024.3)
        await host.until(lambda: bool(host.state.selection.clauses))
        await alike(host, *guests)
        await guests[0].do("note", kind="decision", text="<b>Raise</b> the fund")
        for each in (host, *guests):
            await each.until(lambda each=each: "noted" in each.told)
            assert each.told["noted"][0] | {"at": 0} == {
                "tell": "noted",
                "kind": "decision",
                "text": "<b>Raise</b> the fund",
                "who": "Viewer",
                "at": 0,
                "slide": 0,
            }
        await host.do("end")
        for each in (host, *guests):
            await each.until(
                lambda each=each: each.told.get("over") == [{"tell": "over", "minutes": f"./{meeting}/minutes"}]
            )
        await host.do("next")
        await host.until(lambda: "said" in host.told)
        assert host.told["said"][-1]["message"] == "the meeting is over"
        await left(host, *guests)

    play(story)
    followed = of(hall, "followed", meeting)
    noted = of_minutes(hall, meeting, "followed")
    assert [line["code"] for line in noted] and {line["code"] for line in noted} == {each["code"] for each in followed}
    for line in noted:
        (record,) = [each for each in followed if each["code"] == line["code"]]
        assert line["codes"] == record["codes"] and len(line["shown_to"]) == len(record["shown_to"])
        assert all(hall.found(code) for code in line["codes"])
    (decision,) = of_minutes(hall, meeting, "decision")
    assert decision["text"] == "<b>Raise</b> the fund" and '"clauses":[{' in decision["state"]
    assert [len(of_minutes(hall, meeting, kind)) for kind in ("began", "joined", "shown", "ended")] == [1, 3, 2, 1]
    stranger = hall.house.ask(f"/meeting/{meeting}/minutes.json", hall.cookie("viewer", "a stranger"))
    assert stranger.status == 404 and "only those who were at a meeting" in stranger.body


def test_who_touches_something_is_on_their_own_until_they_come_back(hall: Hall) -> None:
    meeting = hall.begin(hall.deck(hall.opening("good"), hall.opening("other")))

    async def story() -> None:
        host, (near, wanderer) = await met(hall, meeting, 2)
        await host.brush("trend", 2023.6, 2024.3)
        await host.until(lambda: bool(host.state.selection.clauses))
        await alike(host, near, wanderer)
        await wanderer.brush("trend", 2023.1, 2023.3)
        await wanderer.until(lambda: "2023Q2" in str(wanderer.state.selection.clauses))
        await wanderer.until(lambda: not wanderer.now["you"]["following"])
        await host.until(lambda: [each["following"] for each in host.members] == [True, True, False])
        own = wanderer.state
        await host.brush("trend", 2023.6, 2024.6)
        await host.until(lambda: "2024Q3" in str(host.state.selection.clauses))
        await alike(host, near)
        assert wanderer.state == own and near.now["you"]["following"]
        await wanderer.do("back")
        await wanderer.until(lambda: wanderer.now["you"]["following"])
        await alike(host, wanderer)
        late = await hall.guest(meeting, "viewer", "late").join()
        assert late.now["slide"]["page"] == "good" or await late.until(lambda: late.now["slide"]["page"] == "good")
        await late.open("good")
        assert late.state == host.state, "the page opens in the present state"
        await alike(host, late)
        await left(host, near, wanderer, late)

    play(story)


def test_the_host_may_reload_hand_over_and_be_missed(hall: Hall) -> None:
    meeting = hall.begin(hall.deck(hall.opening("good"), hall.opening("other")))

    async def story() -> None:
        host, (guest,) = await met(hall, meeting, 1)
        second = await hall.guest(meeting, "host", "lee").join()
        secret = host.secret
        await left(host)
        await guest.until(lambda: not guest.now["host"]["here"])
        await second.do("take")
        await second.until(lambda: "said" in second.told)
        assert second.told["said"][-1]["message"] == "Host leads; ask for it"
        host = hall.guest(meeting, "host", "kim")
        host.secret = secret
        await host.join()
        await guest.until(lambda: guest.now["host"]["here"])
        assert host.now["you"]["host"] and not second.now["you"]["host"] and not guest.now["you"]["may_present"]
        await host.do("hand", to=window_of(guest.secret))
        await host.until(lambda: "said" in host.told)
        assert host.told["said"][-1]["message"] == "Viewer may not lead: that takes the role host"
        thief = hall.guest(meeting, "host", "lee")
        thief.secret = window_of(secret)  # all that others know of the window
        await thief.join()
        assert not thief.now["you"]["host"]
        await host.do("hand", to=window_of(second.secret))
        await second.until(lambda: second.now["you"]["host"])
        await host.until(lambda: not host.now["you"]["host"] and "notes" not in host.now)
        await host.do("next")
        await second.do("next")
        await guest.until(lambda: guest.now["slide"]["index"] == 1)
        remote = await hall.guest(meeting, "host", "lee").join(remote=True)
        assert remote.now["notes"] == NOTES and remote.now["you"]["host"]
        await remote.do("previous")
        await guest.until(lambda: guest.now["slide"]["index"] == 0)
        await left(host, second, thief, remote, guest)

    play(story)


def test_roles_see_what_they_may_and_are_told_so(hall: Hall) -> None:
    opening = hall.opening("good")
    europe = hall.opening("good", "guest")
    meeting = hall.begin(hall.deck(opening, europe))

    async def story() -> None:
        host, (viewer,) = await met(hall, meeting, 1)
        one = await hall.guest(meeting, "reader of one", "one").join()
        part = await hall.guest(meeting, "guest", "visitor").join()
        for each in (one, part):
            await each.until(lambda each=each: bool(each.now["masked"]))
            assert each.now["slide"]["page"] == "" and each.now["slide"]["points"] == "", each.now
            assert each.now["masked"].startswith("You do not see this slide: ")
        assert "krx_case" not in "".join(part.raw)
        await host.do("next")
        await part.until(lambda: part.now["slide"]["page"] == "good")
        assert part.now["masked"] == "You see the part of the figures that your role sees; the host sees another"
        await part.open("good")
        await host.until(lambda: host.state == europe)
        await host.brush("trend", 2016, 2018.3)
        await asyncio.sleep(0.1)
        await part.until(lambda: part.state == host.state)
        await alike(host, viewer)
        await left(host, viewer, one, part)

    play(story)
    part = [line for line in of(hall, "followed", meeting) if line["shown_to"] == ["visitor"]]
    assert part and all(hall.found(code)["entitlement"] == "europe" for line in part for code in line["codes"])


def test_a_worker_that_is_killed_takes_nothing_along(hall: Hall) -> None:
    meeting = hall.begin(hall.deck(hall.opening("good"), hall.opening("other")))

    async def story() -> None:
        host, guests = await met(hall, meeting, 3)
        await guests[0].do("note", kind="question", text="Why?")
        await host.brush("trend", 2023.6, 2024.3)
        await host.until(lambda: bool(host.state.selection.clauses))
        await alike(host, *guests)
        shown, before = host.state, workers(hall)
        os.kill(before[0], signal.SIGKILL)
        await host.until(lambda: len({*workers(hall)} - {*before}) == 1 and not alive(before[0]), 20)
        await host.until(lambda: any(each.cut for each in (host, *guests)))
        for each in (host, *guests):
            await each.come_back("good")
            assert each.state == shown
        assert host.now["you"]["host"] and host.now["noted"][0]["text"] == "Why?"
        await host.until(lambda: len(host.members) == 4)
        await host.brush("trend", 2023.6, 2024.6)
        await host.until(lambda: "2024Q3" in str(host.state.selection.clauses))
        await alike(host, *guests)
        await left(host, *guests)

    play(story)


def test_only_pages_that_are_presented_may_stand_within_others_of_this_server(hall: Hall) -> None:
    cookie = hall.cookie("viewer", "framed")
    known = {
        path: hall.house.ask(path, cookie).headers
        for path in ("/good", "/good?presented=meeting", "/account?presented=x")
    }
    framed = {path: each["X-Frame-Options"] for path, each in known.items()}
    assert list(framed.values()) == ["DENY", "SAMEORIGIN", "DENY"]
    said = ["frame-ancestors 'self'" in str(each["Content-Security-Policy"]) for each in known.values()]
    assert said == [False, True, False]


def workers(hall: Hall) -> list[int]:
    return [each for each in children(hall.house.pid) if b"queries.sandbox" not in program(each)]


def test_workers_stay_well(hall: Hall) -> None:
    assert len(children(hall.house.pid)) >= 2
    log = hall.house.home / "error.log"
    assert not log.exists(), log.read_text()
