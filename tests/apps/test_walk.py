"""Whatever a reader does, the browser then has what a reader gets who opens the page in that state."""

from __future__ import annotations

import json
import random

import pytest

from apps.reader import Reader
from components.cells import Cell, message, text
from tests.apps.sitting import HIDDEN, PERSONAL, Sitting
from tests.charts import CHARTS, RIGHTS, board, box, local, stage, tap
from tests.components.screen import Screen

DATASETS = ("Six CCPs, 2023 Q1 to 2025 Q4", "Default waterfalls of 17 CCPs, 2009", "ASX Clear (Futures), June 2017")
ARGUMENTS = (
    ("spikes", "threshold", ("1.8", "2.5")),
    ("spikes", "mode", ("absolute", "own_history")),
    ("waterfall", "recipe", ("prefunded", "rec")),
)
STEPS = 30


class Walk(Sitting):
    """A reader who does what comes to mind. Not every state is shown: a later wish may overtake it."""

    def __init__(self, seed: int) -> None:
        super().__init__(stage())
        self.way = random.Random(seed)

    def step(self) -> str:
        """Do something, and say what kind of thing it was."""
        others = [self.dataset, self.dataset, self.argument, self.mine, self.legend, self.sentence]
        act = self.way.choice([self.brush] * 5 + others + [self.back, self.clear])
        act()
        return str(act.__name__)

    def show(self) -> str:
        """Now and then the reader is faster."""
        return "" if self.way.random() < 0.15 else super().show()

    def arrive(self) -> None:
        """In the end the latest state is shown."""
        super().show()

    def brush(self) -> None:
        name = self.way.choice(CHARTS)
        if self.part(f"card {name}", "empty"):
            return
        x, y = (2023 if name == "im_trend" else 0) + self.way.uniform(0, 5), self.way.uniform(0, 6)
        made = tap(self.figure(name), x, y)
        self.hear(made if self.way.random() < 0.5 else box(self.figure(name), x, x + self.way.uniform(0, 3), y, y + 3))

    def dataset(self) -> None:
        self.choose("dataset", self.way.choice(DATASETS))

    def argument(self) -> None:
        name, setting, values = self.way.choice(ARGUMENTS)
        self.say(f"card {name}", set=setting, value=self.way.choice(values))

    def mine(self) -> None:
        if self.part("mine", "options"):
            self.choose("mine", self.way.choice(self.part("mine", "options")))

    def legend(self) -> None:
        colours = self.part("card waterfall", "legend")
        if colours:
            colour = self.way.choice(colours)
            self.say("card waterfall", pick=colour["field"], value=colour["value"])

    def sentence(self) -> None:
        self.say("words", show=self.way.randrange(8))

    def back(self) -> None:
        self.say("strip", **{self.way.choice(("undo", "redo")): True})

    def clear(self) -> None:
        chips = self.part("strip", "chips")
        self.say("strip", clear=self.way.choice([each["source"] for each in chips] + [""]))


@pytest.mark.parametrize("seed", range(3))
def test_the_browser_has_what_opening_the_page_would_give(seed: int) -> None:
    walk, done = Walk(seed), set()
    for step in range(STEPS):
        done.add(walk.step())
        if step % 3 == 2:
            walk.arrive()
            assert walk.fresh() == [], (step, walk.reader.state)
    assert len(done) >= 5


def test_the_walks_do_everything_and_meet_every_dataset() -> None:
    seen, done = set(), set()
    for walk in map(Walk, range(3)):
        for _ in range(STEPS):
            done.add(walk.step())
            seen.add(walk.reader.state.dataset)
        assert walk.part("strip", "message") == ""
    assert len(done) == 8 and len(seen) == len(DATASETS)


class Watched(Walk):
    """A walk of which Bokeh's own document takes every message."""

    def __init__(self, seed: int) -> None:
        self.screen = Screen(json.loads(stage().document(stage().opening, RIGHTS))["doc"])
        super().__init__(seed)

    def take(self, message: str) -> str:
        self.screen.take(message)
        return super().take(message)

    def pick(self, field: str, title: str) -> None:
        self.screen.take(message({Cell(self.stage.shell.models[field], "value"): text(title)}))
        super().pick(field, title)


@pytest.mark.long
def test_bokeh_makes_of_the_messages_what_it_reads_in_the_document() -> None:
    """The same with Bokeh's own documents, which validate every value: nothing is said that is not of its protocol."""
    walk = Watched(seed=7)
    for step in range(STEPS):
        walk.step()
        if step % 5 == 4:
            walk.arrive()
            other = Reader(stage(), local())
            other.open(walk.reader.state.text())
            found = walk.screen.differs(Screen(json.loads(other.document())["doc"]))
            assert [each for each in found if not excused(each, walk)] == [], (step, walk.reader.state)


def excused(difference: str, walk: Walk) -> bool:
    """Whether a difference is of what only one reader sees, or of what is not seen at all."""
    where, _, _ = difference.partition(":")
    model, _, name = where.partition(".")
    ids = walk.stage.shell.models
    own = {(ids[part], each) for part, names in PERSONAL.items() for each in names}
    lacking = [part for part in board().page.views if walk.part(f"card {part}", "empty")]
    hidden = (model, name) in {(ids[f"card {part}"], "chart") for part in lacking} or name in HIDDEN
    return (model, name) in own or hidden or (bool(lacking) and where.endswith("on one alone"))
