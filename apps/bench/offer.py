"""What a reader can brush on the benchmark page, found in its document as a browser gets it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

Model = dict[str, Any]
Values = tuple[str, ...]
TREND, RANKING = "im_trend", "im_ranking"


def message(event: Model) -> Model:
    """A browser event as a part of a patch."""
    return {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}


@dataclass(frozen=True)
class Choice:
    """A box over a figure, or a tap if both ends are one, and the values of the clause that it makes."""

    view: str
    figure: str
    values: Values
    low: float
    high: float

    def event(self) -> Model:
        """The gesture as BokehJS sends it."""
        if self.low == self.high:
            return self._told("tap", [["sx", 10], ["sy", 20], ["x", self.low], ["y", 0.5]])
        ends = [["type", "rect"], ["x0", self.low], ["x1", self.high], ["y0", 0], ["y1", 1]]
        return self._told("selectiongeometry", [["geometry", {"type": "map", "entries": ends}], ["final", True]])

    def _told(self, name: str, entries: list[list[Any]]) -> Model:
        values = {"type": "map", "entries": [["model", {"id": self.figure}], *entries]}
        return message({"type": "event", "name": name, "values": values})


@dataclass(frozen=True)
class Offer:
    """The choices on each view, and the model of the strip, whose link says what is brushed."""

    strip: str
    choices: Mapping[str, tuple[Choice, ...]]

    def choice(self, chance: Random, now: Mapping[str, Values]) -> Choice:
        """Quarters or CCPs with equal chance, and not those that are brushed `now`."""
        view = chance.choice(sorted(self.choices))
        return chance.choice([each for each in self.choices[view] if each.values != now.get(view)])


@functools.lru_cache(maxsize=4)
def offered(document: str) -> Offer:
    """What can be brushed in the document that a pull is answered with; kept, since readers get the same text.

    Raise LookupError naming what the document lacks.
    """
    models = [each for each in walk(json.loads(document)) if each.get("type") == "object"]
    named = {each["attributes"].get("name"): each for each in models if "attributes" in each}
    cards = {view: figure(named, f"card {view}") for view in (TREND, RANKING)}
    choices = {TREND: tuple(intervals(cards[TREND])), RANKING: tuple(ccps(cards[RANKING]))}
    return Offer(model(named, "strip")["id"], choices)


def model(named: Mapping[Any, Model], name: str) -> Model:
    """The model of that name."""
    if name not in named:
        raise LookupError(f"the page has no model named {name!r}")
    return named[name]


def figure(named: Mapping[Any, Model], name: str) -> Model:
    """The figure within the card of that name."""
    found = next((each for each in walk(model(named, name)) if each.get("name") == "Figure"), None)
    if found is None:
        raise LookupError(f"the model {name!r} holds no figure")
    return found


def intervals(trend: Model) -> Iterator[Choice]:
    """A box over each two or more quarters that follow one another."""
    columns = (each["attributes"]["data"]["entries"] for each in walk(trend) if each.get("name") == "ColumnDataSource")
    moments = sorted({x for entries in columns for name, values in entries if name == "x" for x in values})
    for low, high in combinations(moments, 2):
        yield Choice(TREND, trend["id"], (quarter(low), quarter(high)), low - 0.05, high + 0.05)


def quarter(moment: float) -> str:
    """The quarter that stands at `moment` on the axis, in years."""
    return f"{int(moment)}Q{round(moment % 1 * 4) + 1}"


def ccps(ranking: Model) -> Iterator[Choice]:
    """A tap on each CCP, and a box over each region of several; an axis label is a CCP above its region."""
    labels = next(each["attributes"]["factors"] for each in walk(ranking) if each.get("name") == "FactorRange")
    split = [label.split("\n") for label in labels]
    for place, (short, _) in enumerate(split):
        yield Choice(RANKING, ranking["id"], (short,), place + 0.5, place + 0.5)
    for name in dict.fromkeys(region for _, region in split):
        places = [place for place, (_, region) in enumerate(split) if region == name]
        if len(places) > 1:
            shorts = tuple(split[place][0] for place in places)
            yield Choice(RANKING, ranking["id"], shorts, places[0] + 0.1, places[-1] + 0.9)


def walk(value: Any) -> Iterator[Model]:
    """Every mapping within a value of JSON."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from walk(each)
