"""The ids of a figure's models: what they are of, so that every process that draws the same figure names it alike."""

from __future__ import annotations

import json
import re
from hashlib import sha256

from bokeh.plotting import figure as Figure

from components.cells import encode

MADE = re.compile(r'"p(\d+)"')
"""An id as Bokeh makes it, which counts the models of its process."""


def name(figure: Figure, of: str) -> None:
    """Let the ids of the figure's models depend on `of`, which tells the figure from all others, and on what it is.

    Models of two processes have the same ids only if both have drawn the same.
    """
    models = sorted(figure.references(), key=lambda model: int(model.id[1:]))
    places = {model.id[1:]: place for place, model in enumerate(models)}
    said = json.dumps(encode(figure), sort_keys=True)
    told = MADE.sub(lambda made: f'"#{places.get(made[1], made[1])}"', said)
    digest = sha256(f"{of}\n{told}".encode()).hexdigest()[:12]
    for place, model in enumerate(models):
        model._id = f"{digest}-{place}"
