"""What a host does, and when the last follower sees it; beside it, readers who each make the same gesture."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from apps.bench.attendant import Attendant, Screen
from apps.bench.group import Group
from apps.bench.offer import TREND, Choice

PAUSE = 0.1
"""Seconds between two steps."""
RESTS = 4
"""Seconds in which nothing is done, to know what the server uses then."""
SETTLING = 0.5
"""Seconds after the last step that belong to it: what is written down after it was shown."""

Act = Callable[[], None]


@dataclass
class Steps:
    """What steps came to: seconds of each until the last had it, and processor seconds of the server for all of them.

    `idle` is how many it uses in the same time when nothing is done.
    """

    times: list[float] = field(default_factory=list)
    cpu: float = 0.0
    idle: float = 0.0

    @property
    def each(self) -> float:
        """Processor seconds of one step."""
        return max(0.0, self.cpu - self.idle) / len(self.times)


class Audience:
    """A host and who follows, at one server."""

    def __init__(self, group: Group, host: Attendant, followers: Sequence[Attendant]) -> None:
        self.group, self.host, self.followers = group, host, followers
        self.rate = 0.0

    async def rest(self) -> None:
        """Do nothing, to know what the server uses then: the least of some seconds, as something may still go on."""
        rates = []
        for _ in range(RESTS):
            before, begun = self.group.seconds(), time.perf_counter()
            await asyncio.sleep(1)
            rates.append((self.group.seconds() - before) / (time.perf_counter() - begun))
        self.rate = min(rates)

    async def brushed(self, choices: Sequence[Choice]) -> Steps:
        """The host brushes one thing after the other."""
        return await self._stepped([partial(self.host.screen.do, each.event()) for each in choices])

    async def turned(self, slides: Sequence[int]) -> Steps:
        """The host goes from slide to slide."""
        return await self._stepped([partial(self.host.do, "slide", to=to) for to in slides])

    async def _stepped(self, acts: Sequence[Act]) -> Steps:
        screens = [each.screen for each in self.followers]

        async def step(act: Act) -> float:
            for screen in (self.host.screen, *screens):
                screen.skip()
            begun = time.perf_counter()
            act()
            link, last = await self.host.screen.moved()
            return max([last, *[await screen.shows(link) for screen in screens]]) - begun

        return await measured(self.group, self.rate, [partial(step, act) for act in acts])


async def gestures(group: Group, rate: float, readers: Sequence[Screen], choices: Sequence[Choice]) -> Steps:
    """Every reader makes the same gesture at once, and is answered for themselves."""

    async def step(choice: Choice) -> float:
        for reader in readers:
            reader.skip()
        begun = time.perf_counter()
        for reader in readers:
            reader.do(choice.event())
        return max([(await reader.moved())[1] for reader in readers]) - begun

    return await measured(group, rate, [partial(step, each) for each in choices])


async def measured(group: Group, rate: float, steps: Sequence[Callable[[], Awaitable[float]]]) -> Steps:
    """The steps one after the other."""
    made, before, begun = Steps(), group.seconds(), time.perf_counter()
    for step in steps:
        made.times.append(await step())
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(SETTLING)
    made.cpu, made.idle = group.seconds() - before, rate * (time.perf_counter() - begun)
    return made


def intervals(screen: Screen, many: int) -> list[list[Choice]]:
    """Three times so many intervals of quarters, each another state; one behind the other, they differ in both ends."""
    every = screen.offer.choices[TREND]
    if len(every) < 3 * many:
        raise RuntimeError(f"the page has {len(every)} intervals of quarters: take {len(every) // 3} steps at most")
    return [list(every[first : 3 * many : 3]) for first in range(3)]
