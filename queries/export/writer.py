"""The confined process that writes a result, as the server sees it: rows go in, the file's bytes come out."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from queries.export.asked import Asked, ExportError
from queries.own.process import command

PART = 2**18
"""Bytes that are taken from the process at a time."""
FAILED = 3


class Writer:
    """Writes one file. Leave it with `close`, also when nothing more is wanted."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        assert process.stdin and process.stdout and process.stderr
        self.stdin, self.stdout, self.stderr = process.stdin, process.stdout, process.stderr

    @classmethod
    async def begin(cls, asked: Asked) -> Writer:
        """Start the process."""
        line = command("queries.export.__main__")
        process = await asyncio.create_subprocess_exec(*line, env={}, cwd="/", stdin=PIPE, stdout=PIPE, stderr=PIPE)
        writer = cls(process)
        await writer._told(json.dumps(asked.written()) + "\n")
        return writer

    async def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Give it rows; done once it can take more. Raise ExportError if it takes none any more."""
        await self._told("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    async def end(self, rows: int) -> None:
        """Say how many rows there were; only then the file becomes whole."""
        await self._told(json.dumps({"rows": rows}) + "\n")
        self.stdin.close()

    async def parts(self) -> AsyncIterator[bytes]:
        """The file, part after part; raise ExportError, with the reason, if it is not whole."""
        while part := await self.stdout.read(PART):
            yield part
        reason = (await self.stderr.read(2000)).decode(errors="replace").strip()
        code = await self.process.wait()
        if code:
            raise ExportError(reason if code == FAILED and reason else "the file could not be written: try again")

    async def close(self) -> None:
        """End the process, however far it is."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def _told(self, text: str) -> None:
        try:
            self.stdin.write(text.encode(errors="replace"))
            await self.stdin.drain()
        except (ConnectionError, RuntimeError):
            raise ExportError("the file could not be written") from None
