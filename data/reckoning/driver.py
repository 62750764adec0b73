"""Speaks to Spark: a program of its own, which imports nothing of Tidemark and runs with another interpreter.

Reads one order a line from standard input and answers each with one line, both JSON. The first order opens the session.
"""

from __future__ import annotations

import contextlib
import datetime
import decimal
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

Order = dict[str, Any]
ANSI = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.statisticalAggregate": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
WORKERS, LOST, LOOK = 60.0, 20.0, 1.0
"""Seconds: until a worker must have taken the work, without any until it is given up, between two looks."""


def cell(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, datetime.datetime):
        return {"timestamp": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def said(error: Exception) -> str:
    """The sentence of an error of Spark."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    causes = [line for line in lines if line.startswith("Caused by: ")]
    return " ".join([lines[0], *causes[-1:]])[:500]


class Spark:
    """A session on a cluster, and the relations that were named."""

    def __init__(self, order: Order, answer: Callable[[Order], None]) -> None:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder
        for name, value in {**ANSI, **order["settings"]}.items():
            if not order["remote"] or name.startswith("spark.sql."):
                builder = builder.config(name, value)
        self._answer, self.busy = answer, False
        if order["remote"]:
            self.session = builder.remote(order["remote"]).getOrCreate()
            for name, value in ANSI.items():
                if name.startswith("spark.sql."):
                    self.session.conf.set(name, value)
        else:
            self.session = builder.appName("tidemark").master(order["master"]).getOrCreate()
            if not order["master"].startswith("local"):
                self._wait()
                threading.Thread(target=self._watch, daemon=True).start()
        for name, paths in order["relations"].items():
            self.session.read.parquet(*paths).createOrReplaceTempView(name)

    def rows(self, order: Order) -> Order:
        """The rows of a statement."""
        frame = self.session.sql(order["sql"])
        found = [[cell(value) for value in row] for row in frame.collect()]
        return {"columns": self._columns(frame), "rows": found}

    def write(self, order: Order) -> Order:
        """Write the rows of a statement; how many there are."""
        self.session.sql(order["sql"]).write.parquet(order["to"])
        return {"rows": self.session.read.parquet(order["to"]).count()}

    def columns(self, order: Order) -> Order:
        """The columns of a statement, which is not run."""
        return {"columns": self._columns(self.session.sql(order["sql"]))}

    def _columns(self, frame: Any) -> list[list[str]]:
        kinds = [[field.name, field.dataType.typeName()] for field in frame.schema.fields]
        return [[n, frame.schema[n].dataType.simpleString() if k == "decimal" else k] for n, k in kinds]

    def _workers(self) -> int:
        """How many executors the cluster has given, the driver not counted."""
        return int(self.session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1

    def _wait(self) -> None:
        end = time.monotonic() + WORKERS
        while self._workers() < 1:
            if time.monotonic() > end:
                raise TimeoutError(f"no worker of the cluster has taken the work within {WORKERS:.0f} s")
            time.sleep(LOOK)

    def _watch(self) -> None:
        """End the program if the cluster takes no work any more: Spark itself would wait for ever."""
        since = time.monotonic()
        while True:
            time.sleep(LOOK)
            with contextlib.suppress(Exception):
                if not self.busy or self._workers() > 0:
                    since = time.monotonic()
            if time.monotonic() - since > LOST:
                self._answer({"error": f"the cluster has had no worker for {LOST:.0f} s"})
                os._exit(3)


def main() -> None:
    """Answer orders until there are no more."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def answer(what: Order) -> None:
        with lock:
            print(json.dumps(what), file=out, flush=True)

    for name in [name for name in os.environ if name.startswith("TIDEMARK_")]:
        del os.environ[name]
    spark: Spark | None = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if spark is None:
                spark = Spark(order, answer)
                answer({"version": spark.session.version})
            else:
                spark.busy = True
                answer(getattr(spark, order["do"])(order))
        except Exception as error:
            answer({"error": said(error)})
        finally:
            if spark is not None:
                spark.busy = False
    if spark is not None:
        spark.session.stop()


if __name__ == "__main__":
    main()
