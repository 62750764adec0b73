"""What the processes of a session use: processor time and memory. Known where /proc tells it, which is on Linux."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import nan
from pathlib import Path

PROC = Path("/proc")
KNOWN = (PROC / "self/smaps_rollup").exists()
SESSION, USER, SYSTEM = 3, 11, 12
"""Places of the fields of /proc/PID/stat behind the command's name."""


@dataclass(frozen=True)
class Group:
    """The processes of the session that the process `leader` began."""

    leader: int

    def members(self) -> list[int]:
        """Ids of the processes that live, the leader's too."""
        return [pid for pid, fields in stats() if int(fields[SESSION]) == self.leader]

    def seconds(self) -> float:
        """Processor time that the living have used; NaN where that cannot be known."""
        own = [fields for _, fields in stats() if int(fields[SESSION]) == self.leader]
        ticks = sum(int(fields[USER]) + int(fields[SYSTEM]) for fields in own)
        return ticks / os.sysconf("SC_CLK_TCK") if KNOWN else nan

    def megabytes(self) -> float:
        """Memory in MB, what several share counted once (PSS); NaN where that cannot be known."""
        return sum(proportional(pid) for pid in self.members()) / 1e6 if KNOWN else nan


def stats() -> Iterator[tuple[int, list[str]]]:
    """Every process that lives: its id, and the fields of its stat behind the name, which may hold anything."""
    for folder in PROC.glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            yield int(folder.name), (folder / "stat").read_text().rpartition(")")[2].split()


def proportional(pid: int) -> float:
    """Bytes of a process's memory, each page divided by how many share it; 0 once it has ended, NaN if not told."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except PermissionError:
        return nan
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
