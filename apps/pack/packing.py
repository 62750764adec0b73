"""The process that writes a file, as the server sees it: slides go in, how far it is comes out."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from apps.pack.leaf import PackError
from apps.pack.voice import FAILED
from queries.own.process import command

MODULE = "apps.pack.__main__"
BROKEN = "the file could not be written: try again"
Told = Callable[[int], None]


class Ordered(Protocol):
    """What is asked of the process: a file of a kind, made in a folder."""

    @property
    def format(self) -> str:
        """Its kind."""
        ...

    @property
    def work(self) -> str:
        """The folder."""
        ...

    def written(self) -> dict[str, Any]:
        """As JSON."""
        ...


class Given(Protocol):
    """A slide as the process reads it."""

    def written(self) -> dict[str, Any]:
        """As JSON."""
        ...


@dataclass(frozen=True)
class Packed:
    """A whole file, and what it is known by."""

    path: Path
    bytes: int
    sha256: str


class Packing:
    """Writes one file. Leave it with `close`, also when it is not wanted any more.

    `codes` are the receipts of what the process itself has asked for.
    """

    def __init__(self, order: Ordered, process: asyncio.subprocess.Process, told: Told) -> None:
        self.order, self.process, self.told = order, process, told
        assert process.stdin and process.stdout and process.stderr
        self.stdin, self.stdout, self.stderr = process.stdin, process.stdout, process.stderr
        self.slides = 0
        self.codes: list[str] = []
        self.hearing = asyncio.ensure_future(self._heard())

    @classmethod
    async def begin(cls, order: Ordered, told: Told, module: str = MODULE) -> Packing:
        """Start the process, the `main` of `module`; `told` hears how many slides are written."""
        line = command(module)
        process = await asyncio.create_subprocess_exec(
            *line, env={"OPENBLAS_NUM_THREADS": "1"}, cwd="/", stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        packing = cls(order, process, told)
        await packing._said(order.written())
        return packing

    async def add(self, leaf: Given) -> None:
        """Give it a slide; done once it can take another. Raise PackError if it takes none any more."""
        self.slides += 1
        await self._said(leaf.written())

    async def end(self) -> Packed:
        """Say that these were all; the file, once it is whole. Raise PackError, with the reason, if it is not."""
        await self._said({"slides": self.slides})
        self.stdin.close()
        told = await self.hearing
        if told is None:
            raise PackError(await self._reason())
        path = Path(self.order.work) / f"whole.{self.order.format}"
        return Packed(path, int(told["bytes"]), str(told["sha256"]))

    async def close(self) -> None:
        """End the process, however far it is."""
        with suppress(ProcessLookupError):
            self.process.kill()
        self.hearing.cancel()
        await self.process.wait()

    async def _said(self, what: Mapping[str, Any]) -> None:
        try:
            self.stdin.write((json.dumps(what, ensure_ascii=False) + "\n").encode(errors="replace"))
            await self.stdin.drain()
        except (ConnectionError, RuntimeError):
            raise PackError(await self._reason()) from None

    async def _heard(self) -> dict[str, Any] | None:
        """Hear how far it is, up to the end; None if it ends before the file is whole."""
        while line := await self.stdout.readline():
            said = json.loads(line)
            if "sha256" in said:
                return dict(said)
            self.codes += said.get("codes", [])
            if "done" in said:
                self.told(int(said["done"]))
        return None

    async def _reason(self) -> str:
        reason = (await self.stderr.read(2000)).decode(errors="replace").strip()
        code = await self.process.wait()
        return reason.splitlines()[-1] if code == FAILED and reason else BROKEN
