"""What is wrong with a file that somebody brought, or with what they ask of it."""

from __future__ import annotations


class OwnError(ValueError):
    """One sentence for the reader: what is wrong, and the way out."""


class RoomError(OwnError):
    """There is no room for it: on the disk, or within what one reader may keep."""
