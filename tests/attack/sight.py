"""What no refusal may show: names, titles, figures and models of the shipped data, sessions, secrets, traces."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from data.catalog import Catalog
from tests.attack.thief import Answer

TRACES = ("Traceback", 'File "', "tornado", "sqlalchemy", "duckdb")
SESSION = re.compile(r"(__Host-tidemark|tidemark-dev)$")
NUMBER = re.compile(r"-?\d+\.\d{4,}")
MODEL = re.compile(r'"id":"(p\d{4,}|[\w-]{36})"')
SHORTEST = 5
"""Letters of a word that does not stand in what is random."""


def names(home: Path) -> set[str]:
    """CCPs, datasets and their titles."""
    catalog = Catalog(home)
    version = catalog.current()
    assert version
    with duckdb.connect(str(catalog.path(version)), read_only=True) as connection:
        rows = connection.execute(
            "SELECT ccp FROM ccp UNION SELECT short FROM ccp UNION SELECT dataset FROM dataset "
            "UNION SELECT title FROM dataset"
        ).fetchall()
    return {str(name) for (name,) in rows if name and len(str(name)) >= SHORTEST}


def figures(rows: str) -> set[str]:
    """The figures of a file of rows."""
    return {cell for row in csv.reader(io.StringIO(rows)) for cell in row if NUMBER.fullmatch(cell)}


def models(page: str) -> set[str]:
    """The models of a page."""
    return set(MODEL.findall(page))


def shown(answer: Answer | str, words: Iterable[str]) -> list[str]:
    """Which of `words` an answer holds, and what else no refusal may hold."""
    if isinstance(answer, str):
        return [word for word in (*words, *TRACES) if word in answer]
    text = answer.body + "".join(value for key, value in answer.headers if key.lower() != "content-security-policy")
    cookies = [name for name, value in answer.cookies().items() if SESSION.match(name) and value]
    return [word for word in (*words, *TRACES) if word in text] + cookies


def records(home: Path, address: str) -> list[dict[str, Any]]:
    """What the audit says of an address."""
    lines = (home / "audit.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines if f'"{address}"' in line]
