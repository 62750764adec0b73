"""What a process that writes a file hears and says, and what the server makes of it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from apps.pack.leaf import PackError
from apps.pack.offline.making import MODULE
from apps.pack.offline.order import Order
from apps.pack.packing import Packing
from apps.pack.voice import FULL, HEAVY, SHORT, CutOff, foreseen, heard

SLIDE = {"id": "one", "state": "", "focus": "", "words": {"en": {"title": "One"}}}
STATE = {"page": "benchmark", "dataset": "krx", "my_ccp": "KRX", "version": 99, "arguments": {}, "clauses": []}


def test_slides_are_heard_up_to_their_end_and_no_further() -> None:
    lines = [b'{"title": "One"}\n', b'{"slides": 1}\n', b"never read"]
    assert list(heard(lines)) == [{"title": "One"}]
    with pytest.raises(CutOff):
        list(heard(lines[:1]))


def test_only_what_can_be_foreseen_has_a_sentence_of_its_own() -> None:
    errors = CutOff(), OSError(28, "No space left on device"), MemoryError(), RuntimeError("words of ours")
    assert [foreseen(each) for each in errors] == [SHORT, FULL, HEAVY, ""]


class Given(dict[str, Any]):
    """A slide, whatever is in it."""

    def written(self) -> dict[str, Any]:
        return self


@pytest.mark.parametrize(
    ("slide", "sentence", "logs"),
    [
        pytest.param(
            *(SLIDE | {"state": json.dumps(STATE)}, "catalog version 99 does not exist", False),
            marks=pytest.mark.long,
        ),
        (SLIDE | {"state": "a secret"}, "a slide could not be written (ValueError): leave it out", True),
    ],
)
def test_an_offline_file_fails_in_words_of_ours_and_the_rest_is_in_the_log(
    own_home: Path, tmp_path: Path, slide: dict[str, Any], sentence: str, logs: bool
) -> None:
    about = {"title": {"en": "Review"}, "languages": ["en"], "made": "", "versions": "1", "config_hash": ""}
    order = Order(**about, home=str(own_home), entitlement="everything", actor="kim", work=str(tmp_path))

    async def story() -> str:
        packing = await Packing.begin(order, lambda done: None, MODULE)
        try:
            await packing.add(Given(slide))
            with pytest.raises(PackError) as caught:
                await packing.end()
            return str(caught.value)
        finally:
            await packing.close()

    said = asyncio.run(asyncio.wait_for(story(), 120))
    assert said.startswith(sentence)
    log = own_home / "error.log"
    assert log.exists() == logs
    if logs:
        assert "this link does not hold a state" in log.read_text() and "does not hold" not in said
