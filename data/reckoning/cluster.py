"""Spark as reckoner: another process with its own interpreter, which holds the session on a cluster."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from types import TracebackType
from typing import IO, Any

from data.portable.translation import spark
from data.reckoning.machine import connection
from data.reckoning.reckoner import ReckonerError, Relations, Rows, described, kind

DRIVER = Path(__file__).with_name("driver.py")
ADDRESS = re.compile(r"(spark|sc)://(?P<host>\[[0-9a-fA-F:]+\]|[^:/,;@]+):(?P<port>\d+)")
NEAR, OPENING, ENDING = 5.0, 300.0, 10.0
"""Seconds: until the cluster answers a knock, until a session stands, until its driver has ended."""
READ: Mapping[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "decimal": Decimal,
}


@dataclass(frozen=True)
class Way:
    """How a cluster is reached: by the `master` of a standalone one, or by the `remote` address of Spark Connect.

    `python` is the interpreter of the environment that has pyspark, `settings` are further settings of Spark.
    """

    python: Path
    master: str = ""
    remote: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the cluster is."""
        return self.remote or self.master

    def check(self) -> None:
        """Raise ReckonerError if there is no interpreter, or nothing answers at the address."""
        if not self.python.exists():
            raise ReckonerError(f"{self.python} does not exist: make build/spark/.ready installs Spark's environment")
        if self.address.startswith("local"):
            return
        found = ADDRESS.match(self.address)
        if found is None:
            raise ReckonerError(
                f"{self.address.partition(';')[0]!r} is no address of a cluster: write spark://host:7077 or sc://host:15002"
            )
        try:
            socket.create_connection((found["host"].strip("[]"), int(found["port"])), NEAR).close()
        except (OSError, OverflowError) as error:
            raise ReckonerError(f"no Spark cluster answers at {found[0]} ({error}); nothing was changed") from None


class Cluster:
    """Works statements out on a cluster, whose workers read the files of the relations by the same paths.

    `spill` is where DuckDB, which is asked for the types of columns, may put files.
    """

    name = "spark"

    def __init__(self, way: Way, relations: Relations, memory: int, spill: Path) -> None:
        self._way, self._relations = way, relations
        self._types = connection(relations, memory, spill)
        self.version = ""

    def __enter__(self) -> Cluster:
        self._way.check()
        self._log: IO[bytes] = TemporaryFile()
        self._process = subprocess.Popen(
            [str(self._way.python), "-I", str(DRIVER)], text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
        )  # fmt: skip
        slow = Timer(OPENING, self._process.kill)
        slow.start()
        try:
            paths = {name: [str(path.absolute()) for path in paths] for name, paths in self._relations.items()}
            about = {"master": self._way.master, "remote": self._way.remote, "settings": dict(self._way.settings)}
            self.version = str(self._ask({**about, "relations": paths})["version"])
        except BaseException:
            self._end()
            raise
        finally:
            slow.cancel()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def read(self, sql: str, where: str = "") -> Rows:
        """The rows of a statement; raise PortabilityError before the cluster is asked, or ReckonerError."""
        said, kinds = self._said(sql, where)
        found = self._ask({"do": "rows", "sql": said}, where)
        return Rows(tuple(kinds), tuple(kinds.values()), [tuple(map(_value, row)) for row in found["rows"]])

    def write(self, sql: str, folder: Path, where: str = "") -> int:
        """Write the rows of a statement into `folder`; raises the same."""
        said, _ = self._said(sql, where)
        return int(self._ask({"do": "write", "sql": said, "to": str(folder.absolute())}, where)["rows"])

    def _said(self, sql: str, where: str) -> tuple[str, dict[str, str]]:
        """The statement as Spark writes it, and its columns, which must be of one kind here and there."""
        said, wanted = spark(sql, where or "statement"), described(self._types, sql)
        given = {name: kind(called) for name, called in self._ask({"do": "columns", "sql": said}, where)["columns"]}
        if given != wanted:
            differ = next((n for n in wanted if given.get(n) != wanted[n]), next(iter(given), ""))
            was, now = wanted.get(differ, "no column"), given.get(differ, "no column")
            raise ReckonerError(f"{where}: column {differ!r} is {was} in DuckDB and {now} in Spark: cast it")
        return said, wanted

    def _ask(self, order: Mapping[str, Any], where: str = "") -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        line = ""
        with suppress(BrokenPipeError):
            print(json.dumps(order), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line.endswith("\n") else {"error": self._last()}
        if "error" in answer:
            at = f"{where}: " if where else ""
            raise ReckonerError(f"{at}the Spark cluster did not get through: {answer['error']}; nothing was changed")
        return answer

    def _last(self) -> str:
        """What the driver said last, once it has ended without an answer."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING)
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return f"its driver ended with {self._process.returncode}" + (f" ({lines[-1][:200]})" if lines else "")

    def _end(self) -> None:
        """End the driver and the Java that it has started."""
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()
        self._types.close()


def _value(given: Any) -> Any:
    """A value as the driver has written it."""
    if isinstance(given, dict):
        ((called, text),) = given.items()
        return READ[called](text)
    return given
