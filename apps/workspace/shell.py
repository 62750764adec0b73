"""The page of the workspace, drawn once."""

from __future__ import annotations

from functools import cache

import panel_material_ui as pmui

from apps.shell import Shell, drawn, framed
from components.workspace import Workspace

HEIGHT = 720
"""Pixels of what is seen until the workspace stands."""


@cache
def workspace() -> Shell:
    """The shell, drawn once a process: one component, empty; what it opens with depends on the reader."""
    return drawn(_laid_out, "SQL", [HEIGHT], {})


def _laid_out() -> pmui.Page:
    return framed(Workspace(name="workspace", sizing_mode="stretch_width"))
