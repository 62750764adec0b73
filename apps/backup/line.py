"""What `tidemark backup` and `tidemark restore` understand."""

from __future__ import annotations

from pathlib import Path

from apps.trail_line import Commands


def backup(commands: Commands) -> None:
    """Add `backup`."""
    backup = commands.add_parser("backup", help="copy the whole installation into a new folder, while it serves")
    backup.add_argument("folder", type=Path, metavar="FOLDER", help="folder that is made, best on another disk")


def restore(commands: Commands) -> None:
    """Add `restore`."""
    restore = commands.add_parser("restore", help="put a backup back, into a TIDEMARK_HOME that is empty")
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="folder that `tidemark backup` has made")
    restore.add_argument("--check", action="store_true", help="only say whether every file is as it was backed up")
