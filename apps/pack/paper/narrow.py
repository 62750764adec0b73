"""Words that stand side by side, made as small as they must be not to touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.pack.paper.face import face
from apps.pack.paper.marks import Ground

CHIP = 2.4
"""How wide the colour before a word of the legend is, with the room around it, where the type is 1 high."""
ROOM, LEAST = 0.84, 0.45
"""How much of its place a word may fill, and how small it may become before the words lean."""
LEAN = 50


def fitting(size: float, width: float, names: Sequence[Any]) -> float:
    """The size of type in which a legend fits."""
    taken = sum(face().width(str(name), size) + CHIP * size for name in names)
    return size * min(1.0, width / taken)


def narrow(ground: Ground, width: float) -> bool:
    """Shrink names below the axis and words over or in marks to their places; whether anything has changed."""
    if not ground.x.places:
        return False
    step = ROOM * width / len(ground.x.places)
    labels: list[Any] = [label for label in ground.axes.get_xticklabels() if not label.get_rotation()]
    share = _shrunk(labels, step)
    if share and share < LEAST:
        for label in labels:
            label.set(rotation=LEAN, ha="right", rotation_mode="anchor", fontsize=label.get_fontsize() / share * 0.75)
    texts: list[Any] = list(ground.axes.texts)
    middle = [text for text in texts if text.get_ha() == "center"]
    return share < 1.0 or _shrunk(middle, step) < 1.0


def _shrunk(texts: Sequence[Any], step: float) -> float:
    """Let the widest of these texts be as wide as `step` at most; by how much all were shrunk."""
    widest = max((_wide(text) for text in texts), default=0.0)
    share = min(1.0, step / widest) if widest else 1.0
    for text in texts if share < 1.0 else ():
        text.set_fontsize(text.get_fontsize() * share)
    return share


def _wide(text: Any) -> float:
    bold = text.get_weight() in ("bold", 700)
    return max(face(bold).width(line, text.get_fontsize()) for line in text.get_text().split("\n"))
