"""The workers of a cluster die while they work: one sentence, and nothing half-done."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from data.reckoning.cluster import Cluster
from data.reckoning.reckoner import ReckonerError
from tests.spark.running import LocalCluster

pytestmark = pytest.mark.spark
LONG = "SELECT sum(a.stress_loss * b.stress_loss) AS s FROM margin AS a JOIN margin AS b ON a.ccp = b.ccp"


def test_dead_workers_are_one_sentence(local_cluster: LocalCluster, cluster: Cluster, tmp_path: Path) -> None:
    killer = threading.Timer(5, lambda: local_cluster.end(*local_cluster.workers))
    killer.start()
    with pytest.raises(ReckonerError) as told:
        cluster.write(LONG, tmp_path / "to", "long.sql")
    killer.join()
    assert str(told.value).startswith("long.sql: the Spark cluster did not get through: ")
    assert str(told.value).endswith("; nothing was changed") and "\n" not in str(told.value)
