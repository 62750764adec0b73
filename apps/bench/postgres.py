"""A PostgreSQL of one's own: in a private folder, at a free port of this machine, and ended for sure."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

OWNER = "tidemark"
NOBODY = 65534
"""Whom root lets it run as, for as root it does not."""
STARTING, ENDING = 30.0, 10.0
LOOK = 0.02
"""Seconds: until it must answer, until it must have ended, and between two looks."""
QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=4MB", "max_connections=200", "autovacuum=off")
OPEN = ("listen_addresses=127.0.0.1", "unix_socket_directories=")


@dataclass
class Postgres:
    """A server over the database that lies in `folder`; it answers between `start` and `stop`."""

    programs: Path
    folder: Path
    environment: Mapping[str, str]
    port: int = 0
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What clients say."""
        return f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Make the database; raise RuntimeError with what is said if that fails."""
        self.port = free_port()
        word = self.folder / "password"
        word.write_text(self.password)
        own(self.folder, word)
        line = ["initdb", "-D", "data", "--no-sync", "--no-locale", "--encoding=UTF8", f"--username={OWNER}"]
        made = self._run([*line, f"--pwfile={word}", "--auth=scram-sha-256"], stdout=subprocess.PIPE)
        if made.wait(STARTING):
            raise RuntimeError(f"no database can be made: {made.stdout.read().decode() if made.stdout else ''}")

    def start(self) -> None:
        """Let it answer; raise RuntimeError with its log if it does not."""
        settings = [word for each in (*QUICK, *OPEN, f"port={self.port}") for word in ("-c", each)]
        log = self.folder / "log"
        with log.open("ab") as said:
            self.process = self._run(["postgres", "-D", "data", *settings], stdout=said)
        end = time.monotonic() + STARTING
        while not answers(self.address):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL does not answer: {log.read_text().strip()}")
            time.sleep(LOOK)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """End it, and every connection with it; by SIGQUIT at once, where nobody needs the database again."""
        if self.process is None:
            return
        self.process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(ENDING)
        self.process.kill()
        self.process.wait()
        self.process = None

    def _run(self, line: list[str], **output: Any) -> subprocess.Popen[bytes]:
        line = [str(self.programs / line[0]), *line[1:]]
        who: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.Popen(
            line,
            cwd=self.folder,
            env=self.environment,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **who,
            **output,
        )


@contextmanager
def running(programs: Path, environment: Mapping[str, str] = os.environ) -> Iterator[Postgres]:
    """A new database that answers. `programs` is the folder of its initdb and its postgres."""
    with TemporaryDirectory(prefix="tidemark-postgres-") as folder:
        made = Postgres(programs, Path(folder), environment)
        try:
            made.make()
            made.start()
            yield made
        finally:
            made.stop(signal.SIGQUIT)


def found() -> Path | None:
    """The folder of the programs on the PATH, or where Debian puts them; None if there is none."""
    debians = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, debians)])
    initdb = shutil.which("initdb", path=path)
    return Path(initdb).parent if initdb and shutil.which("postgres", path=path) else None


def own(*paths: Path) -> None:
    """Give files to whom it runs as."""
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, NOBODY, NOBODY)


def answers(address: str) -> bool:
    """Whether a connection can be made now."""
    try:
        psycopg.connect(address, connect_timeout=2).close()
        return True
    except psycopg.OperationalError:
        return False


def free_port() -> int:
    """A port below those that the system gives to connections, so that it is still free after a restart."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
