"""The shell of an own board is the one that Panel would lay out."""

from __future__ import annotations

import json
import re
from typing import Any

from apps.grown import front, grown
from apps.page import Page
from apps.pinned import BOARD, standing_in
from apps.shell import Shell, shell
from components.cells import models
from components.theme import HEIGHT
from queries.library.pins import Pin


def board(*titles: str) -> Page:
    views = {f"chart_{number}": Pin(f"chart_{number}", {"title": title}) for number, title in enumerate(titles)}
    return Page(BOARD, "My board", "", "", HEIGHT, (), {name: standing_in(pin, name) for name, pin in views.items()})


def plain(made: Shell) -> tuple[Any, list[dict[str, str]]]:
    """A document and the places of its parts, with models numbered as they stand, and without what Panel counts."""
    content = json.loads(made.document)
    ids = {model["id"]: f"model {number}" for number, model in enumerate(models(content["roots"]))}
    text = re.sub(r'"([\w-]+)"', lambda known: f'"{ids.get(known[1], known[1])}"', json.dumps(content["roots"]))
    text = re.sub(r'"(__ref:|Spacer|Column)\w+"', r'"\1"', text)
    named = [{name: ids[each] for name, each in sorted(part.items())} for part in (made.models, made.hosts)]
    return json.loads(text), named


def test_a_board_grows_as_it_would_be_laid_out() -> None:
    page = board("First", '증거금 <b> & "more"', "Third")
    made, drawn = grown(page), shell(page, {})
    assert plain(made) == plain(drawn)
    assert {each["name"] for each in json.loads(made.document)["defs"]} == {
        each["name"] for each in json.loads(drawn.document)["defs"]
    }


def test_models_of_a_board_have_ids_of_their_own() -> None:
    content = json.loads(grown(board("First", "Second")).document)
    ids = [model["id"] for model in models(content["roots"])]
    assert len(ids) == len(set(ids))


def test_boards_share_the_html() -> None:
    assert grown(board("First")).html is front().html
