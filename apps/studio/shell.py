"""The page of the studio, drawn once."""

from __future__ import annotations

from functools import cache

import panel_material_ui as pmui

from apps.shell import Shell, drawn, framed
from components.studio import Studio

HEIGHT = 720
"""Pixels of what is seen until the studio stands."""


@cache
def studio() -> Shell:
    """The shell, drawn once a process: one component, empty; what it opens with depends on the reader."""
    return drawn(_laid_out, "Present", [HEIGHT], {})


def _laid_out() -> pmui.Page:
    return framed(Studio(name="studio", sizing_mode="stretch_width"))
