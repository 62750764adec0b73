"""What a row stands for in files that do not say it: the CCP, a clearing service or a default fund."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache

from data.item import REFERENCE


def level(ccp: str, service: str) -> str:
    """ccp, clearing_service or default_fund.

    What reference/levels.csv says of this CCP's service; for a service it does not list: the CCP if there is no
    service, or it has the CCP's name or ends in 'All'; a default fund if its name says 'fund'; else a clearing
    service. A default fund that is named after its service (BMEC_Power) stands at the level of the service, because
    the row holds the service's margin as well.
    """
    listed = levels().get((ccp, service))
    if listed:
        return listed
    if _fold(service) in ("", _fold(ccp)) or re.search(r"(?:^|[\W_])All$", service):
        return "ccp"
    return "default_fund" if "fund" in service.lower() else "clearing_service"


@cache
def levels() -> Mapping[tuple[str, str], str]:
    """Levels by CCP and service. Source: reference/levels.csv, with the basis of each."""
    with (REFERENCE / "levels.csv").open(encoding="utf-8", newline="") as file:
        return {(row["ccp"], row["service"]): row["level"] for row in csv.DictReader(file)}


def _fold(words: str) -> str:
    return re.sub(r"[\W_]", "", words).lower()
