"""Where exported files lie, and how far those are that are being written: folders that all workers see."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from apps.pack.leaf import PackError

OLD = 24 * 3600.0
"""Seconds for which a file is kept."""
BUDGET = 2 * 2**30
"""Bytes of files that are kept; of more, the oldest go."""
SPARE = 500 * 2**20
"""Bytes of the disk that stay free, or a tenth of it where that is less."""
SILENT = 30.0
"""Seconds after which a job that says nothing any more is lost: its worker is gone."""
STATE, STOP = "state.json", "stop"
ID = re.compile(r"[\w-]{16,40}", re.ASCII)
WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"
ENDED = (DONE, FAILED, STOPPED)
FULL = "the server's disk is nearly full: ask its administrator to make room"
LOST = "the part of the server that wrote this file has ended: export the deck again"
State = dict[str, Any]


class Shelf:
    """The exports of an installation."""

    def __init__(self, home: Path) -> None:
        self.root = home / "exports"

    def begin(self, owner: str, **about: Any) -> str:
        """A new job of `owner`; raise PackError if the disk has no room."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sweep()
        usage = shutil.disk_usage(self.root)
        if usage.free < min(SPARE, usage.total // 10):
            raise PackError(FULL)
        id = secrets.token_urlsafe(18)
        self.folder(id).mkdir(mode=0o700)
        self.note(id, {"state": WAITING, "done": 0, "of": 0, "problem": "", **about, "owner": owner})
        return id

    def folder(self, id: str) -> Path:
        """The folder of a job."""
        return self.root / id

    def note(self, id: str, state: Mapping[str, Any]) -> None:
        """Keep how far a job is, whole or not at all."""
        part = self.folder(id) / f"{STATE}.part"
        part.write_text(json.dumps({**state, "at": time.time()}, ensure_ascii=False))
        os.replace(part, self.folder(id) / STATE)

    def find(self, id: str, owner: str) -> State | None:
        """How far a job of `owner` is; None if they have no such job."""
        try:
            state: State = json.loads((self.folder(id) / STATE).read_text()) if ID.fullmatch(id) else {}
        except (OSError, ValueError):
            return None
        if state.get("owner") != owner:
            return None
        lost = state["state"] not in ENDED and time.time() - state["at"] > SILENT
        return {**state, "state": FAILED, "problem": LOST} if lost else state

    def of(self, owner: str) -> list[State]:
        """The jobs of `owner` that have not ended."""
        found = (self.find(path.name, owner) for path in self.root.glob("*"))
        return [state for state in found if state and state["state"] not in ENDED]

    def file(self, id: str, state: Mapping[str, Any]) -> Path:
        """The file of a job that is done."""
        return self.folder(id) / f"whole.{state['format']}"

    def stop(self, id: str) -> None:
        """Let whoever works at a job know that it is not wanted any more."""
        (self.folder(id) / STOP).touch()

    def stopped(self, id: str) -> bool:
        """Whether a job is not wanted any more."""
        return (self.folder(id) / STOP).exists() or not self.folder(id).exists()

    def clear(self, id: str) -> None:
        """Remove all that was written for a job but how it ended."""
        for path in self.folder(id).iterdir():
            if path.name != STATE:
                with suppress(OSError):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def clear_work(self, id: str) -> None:
        """Remove what a file was made with."""
        shutil.rmtree(self.folder(id) / "work", ignore_errors=True)

    def remove(self, id: str) -> None:
        """Remove a job with its file."""
        shutil.rmtree(self.folder(id), ignore_errors=True)

    def sweep(self) -> None:
        """Remove what is too old, and of the rest the oldest where it is too much."""
        held = sorted((when(path), path) for path in self.root.iterdir() if path.is_dir())
        for at, path in held:
            if time.time() - at > OLD:
                self.remove(path.name)
        taken = [(at, path, size(path)) for at, path in held if path.exists()]
        total = sum(each for *_, each in taken)
        for at, path, each in taken:
            if total > BUDGET and time.time() - at > SILENT:
                self.remove(path.name)
                total -= each


def when(path: Path) -> float:
    """When something changed in a folder."""
    try:
        return (path / STATE).stat().st_mtime
    except OSError:
        return path.stat().st_mtime if path.exists() else 0.0


def size(folder: Path) -> int:
    """Bytes that the files of a folder take."""
    sizes = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            sizes += path.stat().st_size
    return sizes
