"""A standalone Spark cluster of one's own on this machine: a master, two workers, and ended for sure."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from data.reckoning.cluster import Way
from tests.shared import ROOT

PYTHON = ROOT / "build" / "spark" / "bin" / "python"
HERE = "127.0.0.1"
SETTINGS = {
    "spark.driver.host": HERE,
    "spark.driver.bindAddress": HERE,
    "spark.driver.memory": "800m",
    "spark.executor.memory": "900m",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "4",
}
STARTING, LOOK = 60.0, 0.2
WITH_US = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
"""What has a process end with the tests, even if those are killed."""


@dataclass
class LocalCluster:
    """The processes of a cluster, each in a group of its own, and what they say."""

    folder: Path
    port: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def way(self) -> Way:
        """How it is reached."""
        return Way(PYTHON, f"spark://{HERE}:{self.port}", settings=SETTINGS)

    @property
    def workers(self) -> list[subprocess.Popen[bytes]]:
        """The workers; the master is the first process."""
        return self.processes[1:]

    def start(self) -> None:
        """Start the master, then two workers of one processor and 1 GB each."""
        self.port = free_port()
        self._run("master", "Master", "--host", HERE, "--port", str(self.port))
        answering(self.port)
        for number in (1, 2):
            about = ("--host", HERE, "--cores", "1", "--memory", "1g", "-d", str(self.folder / f"work{number}"))
            self._run(f"worker{number}", "Worker", *about, f"spark://{HERE}:{self.port}")

    def end(self, *processes: subprocess.Popen[bytes]) -> None:
        """End processes and what they have started."""
        for process in processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, name: str, kind: str, *words: str) -> None:
        home, variables = environment()
        program = f"org.apache.spark.deploy.{kind.lower()}.{kind}"
        with (self.folder / f"{name}.log").open("wb") as said:
            process = subprocess.Popen(
                [*WITH_US, home / "bin" / "spark-class", program, *words, "--webui-port", "0"],
                env=variables, cwd=self.folder, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)


@contextmanager
def running(folder: Path) -> Iterator[LocalCluster]:
    """A cluster that answers; whatever happens, its processes end."""
    cluster = LocalCluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.end(*cluster.processes)


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def environment() -> tuple[Path, dict[str, str]]:
    """Where Spark lies, and the variables that its programs start with."""
    home = next((PYTHON.parents[1] / "lib").glob("python3*/site-packages/pyspark"))
    own = {"SPARK_DAEMON_MEMORY": "300m", "SPARK_LOCAL_IP": HERE, "SPARK_HOME": str(home)}
    return home, {**os.environ, **own}


def answering(port: int, seconds: float = STARTING, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something listens at `port`; raise RuntimeError if nothing does, or `process` has ended."""
    end = time.monotonic() + seconds
    while True:
        with suppress(OSError), socket.create_connection((HERE, port), 1):
            return
        if time.monotonic() > end or (process and process.poll() is not None):
            raise RuntimeError(f"nothing of Spark answers at port {port}")
        time.sleep(LOOK)
