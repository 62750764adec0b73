"""What a Spark cluster rolls up is committed to a lake, and served from there by DuckDB."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.bench.postgres import Postgres
from data.ingest import Ingest
from data.reckoning.cluster import Cluster
from data.reckoning.reckoner import Reckoner, Relations
from tests.lake.test_rolled import served
from tests.laked import made
from tests.spark.running import LocalCluster
from tests.storage.running import Bucket

pytestmark = pytest.mark.spark


def test_what_a_cluster_rolls_up(
    local_cluster: LocalCluster, postgres: Postgres, bucket: Bucket, tmp_path: Path
) -> None:
    lake = made(postgres, bucket, "rolled_up")

    def cluster(relations: Relations, memory: int, spill: Path) -> Reckoner:
        return Cluster(local_cluster.way, relations, memory, spill)

    served(Ingest(tmp_path / "one", sets=tuple, lake=lake, patience=60), lake, tmp_path, cluster)
