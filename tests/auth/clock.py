import time
from dataclasses import dataclass


@dataclass
class Clock:
    """A clock that stands until a test moves it."""

    now: float = 1_800_000_000

    def __call__(self) -> float:
        return self.now


class Machine(Clock):
    """The clock of this machine, `ahead` seconds before it."""

    ahead: float = 0

    def __call__(self) -> float:
        return time.time() + self.ahead
