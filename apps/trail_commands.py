"""What `tidemark audit` and `tidemark verify` do."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from apps import setup
from apps.rows import as_csv, written
from data.entitlement import EVERYTHING
from data.store import Store, StoreError
from panel_config import Settings
from queries.engine import Engine
from queries.own.tables import Tables
from queries.sandbox.client import running
from queries.trail.again import Verdict, verified
from queries.trail.audit import Audit
from queries.trail.examine import Examined, Known, examined
from queries.trail.heads import Heads, Noted
from queries.trail.look import Wanted
from queries.trail.written import Library, by_reader

COLUMNS = ("seq", "timestamp", "kind", "actor", "page", "view", "query", "dataset", "rows", "code")
"""Fields that have a column of their own; all others stand in the last, but for those that only JSON has."""
LONG = ("mac", "figures", "parts", "config_hash", "query_hash", "data_hash")


def audit(given: Namespace, settings: Settings) -> int:
    """Check the trail, or search it."""
    trail = setup.audit(settings)
    return _checked(given, settings, trail) if given.what == "verify" else _searched(given, settings, trail)


def _checked(given: Namespace, settings: Settings, trail: Audit) -> int:
    path: Path = given.file or trail.path
    own, others, unknown = (None, [], "") if given.file else _heads(settings)
    if not path.exists() and own is None:
        raise FileNotFoundError(2, "there is no audit trail", str(path))
    known = [Known.read(text) for text in given.head]
    known += [Known("the store", own.seq, own.mac)] if own else []
    beside = path.with_suffix(".head")
    anchors = [] if given.file and known and not beside.exists() else [beside]
    if not given.file and settings.audit_anchor:
        anchors.append(settings.audit_anchor)
    found = examined(path, trail.chain, known, anchors)
    found.remarks += [f"another host: {each}" for each in others]
    found.remarks += [unknown] if unknown else []
    print(_said(found))
    return 1 if found.breaks else 0


def _heads(settings: Settings) -> tuple[Noted | None, list[Noted], str]:
    """What the store knows of the ends of trails, of this host's and of others'; and why it does not know."""
    store = Store(settings.home, settings.store)
    try:
        own, others = Heads(store).all()
    except StoreError as error:
        return None, [], f"not compared with what the store knows: {error}"
    finally:
        store.close()
    unknown = "the store knows nothing of this trail yet: a server notes where it ends"
    return own, others, unknown if store.shared and own is None else ""


def _elsewhere(settings: Settings) -> str:
    """Where else a record may be."""
    names = "; ".join(each.name for each in _heads(settings)[1])
    return f"; another host may have it, ask there: {names}" if names else ""


def _said(found: Examined) -> str:
    breaks = f"{len(found.breaks):,} break{'s' * (len(found.breaks) != 1)}"
    last = f"head {found.head.seq}:{found.head.mac}" if found.records else "no record"
    lines = [*map(str, found.breaks), *found.remarks]
    return "\n".join([*lines, f"{found.records:,} records that fit, {breaks if found.breaks else 'unbroken'}; {last}"])


def _searched(given: Namespace, settings: Settings, trail: Audit) -> int:
    wanted = Wanted(tuple(given.words), given.actor, given.kind, given.since, given.until)
    records = (record for record in trail.search(wanted) if _seen(record, settings))
    found = list(islice(records, given.most + 1))
    print(_printed(found[: given.most], given.format))
    if len(found) > given.most:
        print(f"there are more; --most {2 * given.most} prints twice as many", file=sys.stderr)
    return 0


def _seen(record: Mapping[str, Any], settings: Settings) -> bool:
    """Whether the part of the catalog that may be seen is all, or that of the record."""
    return settings.entitlement in (EVERYTHING, record.get("entitlement"))


def _printed(records: Iterable[Mapping[str, Any]], form: str) -> str:
    if form == "json":
        return json.dumps(list(records), ensure_ascii=False, indent=1)
    frame = pd.DataFrame([_row(record) for record in records], columns=[*COLUMNS, "about"], dtype=object)
    if form == "csv":
        return as_csv(frame).rstrip("\n")
    return written(frame, form)


def _row(record: Mapping[str, Any]) -> list[Any]:
    about = {name: value for name, value in record.items() if value and name not in (*COLUMNS, *LONG)}
    told = (f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in about.items())
    return [*(record.get(name, "") for name in COLUMNS), ", ".join(told)[:300]]


def verify(given: Namespace, settings: Settings) -> int:
    """Draw again what a receipt stands for, and print what came of it."""
    trail, code = setup.audit(settings), " ".join(given.code)
    record = trail.find(code)
    if record is None or not _seen(record, settings):
        near = trail.nearest(code)
        known = near and _seen(trail.find(near) or {}, settings)
        hint = f"; did you mean {near}?" if known else ""
        elsewhere = "" if known else _elsewhere(settings)
        print(f"tidemark: no record has the receipt code {code!r}{hint}{elsewhere}", file=sys.stderr)
        return 1
    trail.event("verified", "local", of=record["code"])
    verdict = _again(settings, record, trail.config_hash)
    print(f"{record['code']}: {verdict}\n{_of(record)}")
    return 0 if verdict.identical else 1


def _again(settings: Settings, record: Mapping[str, Any], config_hash: str) -> Verdict:
    """What comes of asking again; what a reader wrote is asked in a sandbox of its own."""
    if not by_reader(record):
        return verified(lambda name: setup.engine(settings, name), record, config_hash)
    store = Store(settings.home, settings.store)
    with running(1) as sandbox:

        def engine_of(name: str) -> Engine:
            engine = setup.engine(settings, name)
            engine.sandbox, engine.tables = sandbox, Tables(settings.home, store).files
            return engine

        return verified(engine_of, record, config_hash, Library.of(store))


def _of(record: Mapping[str, Any]) -> str:
    where = "/".join(filter(None, (record.get("page"), record.get("view"))))
    what = " ".join(filter(None, (record["kind"], where, record.get("query"), record.get("dataset"))))
    version = f", data version {record['data_version']}" if record.get("data_version") else ""
    return f"record {record['seq']}: {what}{version}, {record['timestamp']}, {record['actor']}"
