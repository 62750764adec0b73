"""The S3 server as a process: what tests ask of it goes to its standard input, line by line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.lake.storage import Storage
from scripts import storage as programs
from tests.proxy import free_port

KEY = "S3RVER"
"""What s3rver takes as the key's id and as the secret."""


class Bucket:
    """s3rver with one bucket, `lake`, whose objects lie below `folder`."""

    def __init__(self, program: str, modules: Path, folder: Path) -> None:
        self.folder = folder
        shipped = str(Path(__file__).with_name("storage.mjs"))
        command = [program, shipped, str(modules), str(folder), str(free_port())]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self._answer()["port"])

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def storage(self, prefix: str) -> Storage:
        """A place in the bucket. The server knows keys by their id alone: it takes any secret."""
        return Storage(f"s3://lake/{prefix}", self.endpoint, "", KEY, KEY)

    def objects(self, prefix: str) -> list[str]:
        """The objects below `prefix`, by name."""
        place, end = self.folder / "lake", "._S3rver_object"
        found = ((path.relative_to(place).as_posix()) for path in (place / prefix).rglob(f"*{end}"))
        return sorted(name.removesuffix(end) for name in found)

    def say(self, what: str) -> dict[str, Any]:
        """Let it `refuse` all, be full (`fill`), `serve`, or only `count`; what it has counted."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": what}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the S3 server does not answer"
        return dict(json.loads(line))


@contextmanager
def running(folder: Path) -> Iterator[Bucket]:
    """A server whose objects lie in `folder`."""
    found = programs.find()
    assert found, programs.NONE
    made = Bucket(*found, folder)
    try:
        yield made
    finally:
        made.stop()
