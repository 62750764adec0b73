"""Exports as a browser asks for them: begun, followed, fetched, stopped, and what goes wrong said."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from apps.pack.packing import BROKEN
from apps.pack.shelf import LOST, OLD, SILENT, STATE, Shelf
from tests.apps.pack.decks import deck, of
from tests.apps.pack.door import Door, door
from tests.apps.serving.running import children


def kept(here: Door, *slides: Any) -> str:
    """The id of a deck of whoever uses this machine."""
    return here.decks.save(None, deck(*slides).plain(), "local")[0]


def folders(here: Door) -> list[str]:
    return [path.name for path in here.jobs.shelf.root.glob("*/*")]


def line(pid: int) -> bytes:
    """What a process was begun with."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


async def whole(here: Door) -> None:
    job = await here.begun(deck=kept(here, of(1, "im_ranking"), of(2, "im_trend")), format="xlsx", language="ko")
    state = await here.ended(job)
    assert (state["state"], state["done"], state["of"]) == ("done", 2, 2), state
    answer = await here.ask(f"{job}/file")
    assert hashlib.sha256(answer.body).hexdigest() == state["sha256"] and len(answer.body) == state["bytes"]
    assert answer.headers["X-Tidemark-Receipt"] == state["code"]
    assert (
        "attachment" in answer.headers["Content-Disposition"]
        and "%EB%B6%84%EA%B8%B0" in answer.headers["Content-Disposition"]
    )
    record = here.audit.find(state["code"])
    assert record and (record["kind"], record["sha256"], record["format"]) == ("exported", state["sha256"], "xlsx")
    assert [(here.audit.find(code) or {})["view"] for code in record["receipts"]] == ["im_ranking", "im_trend"]
    assert (await here.ask(job, "DELETE")).code == 200
    assert (await here.ask(f"{job}/file")).code == 404 and folders(here) == []


async def refused(here: Door) -> None:
    known = kept(here, of(1, "im_ranking"))
    for said, reason in (
        ({"deck": known, "format": "pdg", "language": "en"}, "pdf"),
        ({"deck": known, "format": "pdf", "language": "kr"}, "ko"),
        ({"deck": "nothing", "format": "pdf", "language": "en"}, "deck"),
        ([1], "JSON"),
    ):
        answer = await here.ask("/present/export", "POST", said)
        assert answer.code == 400 and reason in answer.body.decode(), answer.body
    foreign = await here.ask("/present/export", "POST", {"deck": known}, origin="http://elsewhere")
    assert foreign.code == 403
    for path in ("/present/export/" + "a" * 24, "/present/export/..%2f..%2fsecret-of-all-of-them"):
        assert (await here.ask(path)).code == 404


async def stopped(here: Door) -> None:
    job = await here.begun(deck=kept(here, *(of(n, "im_trend") for n in range(40))), format="pdf", language="en")
    while json.loads((await here.ask(job)).body)["state"] == "waiting":
        await asyncio.sleep(0.02)
    assert (await here.ask(job, "DELETE")).code == 200
    assert (await here.ended(job))["state"] == "stopped"
    assert folders(here) == [STATE], "nothing is left of the file"


def test_a_deck_is_exported_and_stopped_and_what_is_wrong_is_said(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))

    async def story() -> None:
        async with door(own_home) as here:
            await whole(here)
            await refused(here)
            await stopped(here)

    asyncio.run(asyncio.wait_for(story(), 240))


def test_an_export_that_fails_halfway_names_the_slide_and_leaves_no_file(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))

    async def story() -> None:
        async with door(own_home) as here:
            id = kept(here, *(of(n, "im_trend") for n in range(30)))
            job = await here.begun(deck=id, format="xlsx", language="en")
            while json.loads((await here.ask(job)).body)["done"] < 1:
                await asyncio.sleep(0.02)
            (own_home / "audit.jsonl").rename(own_home / "audit.jsonl.away")
            (own_home / "audit.jsonl").mkdir()
            state = await here.ended(job)
            assert state["state"] == "failed" and state["problem"].startswith("slide "), state
            assert folders(here) == [STATE]

    asyncio.run(asyncio.wait_for(story(), 240))


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_file_that_does_not_fit_on_the_disk_is_said_and_leaves_nothing(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    exports = own_home / "exports"
    exports.mkdir(mode=0o700)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(exports)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets not even root mount a file system")

    async def story() -> None:
        async with door(own_home) as here:
            id = kept(here, *(of(n, "im_trend") for n in range(3)))
            (exports / "ballast").write_bytes(bytes(shutil.disk_usage(exports).free - 160_000))
            state = await here.ended(await here.begun(deck=id, format="pptx", language="en"))
            assert state["state"] == "failed" and "does not fit on the server's disk" in state["problem"], state
            assert folders(here) == [STATE]
            (exports / "ballast").unlink()
            assert (await here.ended(await here.begun(deck=id, format="pptx", language="en")))["state"] == "done"

    try:
        asyncio.run(asyncio.wait_for(story(), 120))
    finally:
        subprocess.run(["umount", "-l", str(exports)], check=True)


def test_a_writing_process_that_dies_is_said_and_leaves_nothing(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))

    async def story() -> None:
        async with door(own_home) as here:
            job = await here.begun(
                deck=kept(here, *(of(n, "im_trend") for n in range(40))), format="pdf", language="en"
            )
            while json.loads((await here.ask(job)).body)["done"] < 1:
                await asyncio.sleep(0.02)
            (writing,) = (each for each in children(os.getpid()) if b"apps.pack.__main__" in line(each))
            os.kill(writing, signal.SIGKILL)
            state = await here.ended(job)
            assert (state["state"], state["problem"]) == ("failed", BROKEN), state
            assert folders(here) == [STATE]

    asyncio.run(asyncio.wait_for(story(), 120))


def test_only_its_owner_has_a_job_and_it_is_gone_after_a_day(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    id = shelf.begin("kim", of=3)
    assert (shelf.find(id, "kim") or {})["state"] == "waiting" and shelf.find(id, "lee") is None
    assert shelf.find("../" + id, "kim") is None and shelf.find("", "kim") is None
    state = json.loads((shelf.folder(id) / STATE).read_text())
    (shelf.folder(id) / STATE).write_text(json.dumps({**state, "at": time.time() - SILENT - 1}))
    assert (shelf.find(id, "kim") or {})["problem"] == LOST
    old = time.time() - OLD - 1
    os.utime(shelf.folder(id) / STATE, (old, old))
    shelf.sweep()
    assert not shelf.folder(id).exists()
