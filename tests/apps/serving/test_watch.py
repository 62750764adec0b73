"""A new version of the data, as a worker notices it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from apps.offer import Offer
from apps.serving import hall as module
from apps.serving.hall import Hall
from apps.serving.ledger import Ledger
from apps.serving.place import Place
from data.entitlement import EVERYTHING
from queries.trail.chain import AuditError
from tests.apps.workspace.sitting import NOTHING
from tests.charts import engine, page


@pytest.mark.parametrize(("fault", "tries"), [(AuditError("the audit is full"), 3), (ValueError("no version"), 1)])
def test_a_version_is_tried_again_once_the_audit_can_be_written(
    fault: Exception, tries: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, logged = list[int](), list[Exception]()

    async def follow(_: Hall, __: Offer, version: int) -> None:
        asked.append(version)
        if len(asked) < 3:
            raise fault

    monkeypatch.setattr(Hall, "follow", follow)
    monkeypatch.setattr(module, "PAUSE", 0.001)
    monkeypatch.setattr(module, "logged", logged.append)
    place = Place(0, (), Ledger(1), tmp_path)
    hall = Hall(place, {EVERYTHING: Offer({"benchmark": page()}, {"benchmark": NOTHING}, engine())}, b"key")

    async def story() -> None:
        watching = asyncio.ensure_future(hall.watch())
        await asyncio.sleep(0.3)
        watching.cancel()

    asyncio.run(story())
    assert (len(asked[:3]), logged) == (tries, [] if tries == 3 else [fault])
