"""What the server tells the workspace in the browser: messages of Panel's own kind to one component.

tests/apps/workspace/test_tell.py holds what is relied on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from components.cells import text
from components.language import ENGLISH
from components.retold import retold

EMPTY: Mapping[str, str] = {}
SENTENCES = frozenset({"message", "note", "missing", "stop", "problems", "comment", "meaning"})
"""Where sentences stand that the server makes; all else is the reader's own, or a name."""


def telling(host: str, tell: str, about: Mapping[str, Any], ready: Mapping[str, str] = EMPTY) -> str:
    """The content of a PATCH-DOC message that tells the component `host` something.

    `about` is plain JSON. `ready` is JSON text of lists of scalars, which Bokeh's protocol leaves as it is.
    """
    entries = {"tell": text(tell), **{name: text(value) for name, value in about.items()}, **ready}
    told = ",".join(f"[{json.dumps(name)},{value}]" for name, value in entries.items())
    values = f'[["model",{{"id":"{host}"}}],["data",{{"type":"map","entries":[{told}]}}]]'
    event = f'{{"type":"event","name":"esm_event","values":{{"type":"map","entries":{values}}}}}'
    return f'{{"events":[{{"kind":"MessageSent","msg_type":"bokeh_event","msg_data":{event}}}]}}'


def spoken(language: str, about: Any, name: str = "") -> Any:
    """What is told, with the sentences that the server has made in the language of the reader."""
    if language == ENGLISH:
        return about
    if isinstance(about, Mapping):
        return {each: spoken(language, value, each) for each, value in about.items()}
    if isinstance(about, list | tuple):
        return [spoken(language, each, name) for each in about]
    return retold(language, about) if name in SENTENCES and isinstance(about, str) else about


def rows_text(rows: list[list[Any]]) -> str:
    """Rows as JSON text; what JSON has no number for is a text."""
    try:
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:
        return json.dumps([[cell(each) for each in row] for row in rows], ensure_ascii=False, separators=(",", ":"))


def joined(parts: Iterable[str]) -> str:
    """Rows whose texts came in parts, as one text; parts without a row add nothing."""
    return f"[{','.join(filter(None, (part[1:-1] for part in parts)))}]"


def cell(value: Any) -> Any:
    """A cell that JSON can hold."""
    return str(value) if isinstance(value, float) and (value != value or abs(value) == float("inf")) else value
