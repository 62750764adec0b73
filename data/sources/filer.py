"""Whose figures a template file holds, where no column says it."""

from __future__ import annotations

import re
from collections.abc import Mapping

NOBODY = re.compile(r"(?:CCP[A-Z0-9]?|DataFile|Data|Sheet\d*|)", re.IGNORECASE)
SUFFIX = re.compile(r"\.(?:xls[xmb]?|ods|csv|txt|zip)$", re.IGNORECASE)
NOT_A_NAME = re.compile(
    r"(?:20\d\d[-_ ]?Q[1-4]|Q[1-4][-_ ]?20\d\d|[1-4]Q\d\d|20\d\d[-_ ]?\d\d(?:[-_ ]?\d\d)?|20\d\d|\d{6,8}"
    r"|aggregated?[-_ ]?data[-_ ]?file|data[-_ ]?file[-_ \d.]*[ab]?|CPMI|IOSCO|PQD|quantitative|public|disclosures?)",
    re.IGNORECASE,
)


def filers(file: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The CCP of each sheet, by the sheet's name; '' if nothing names it.

    `prefixes` are what stands before AggregatedDataFile or DataFile_x in the names of the sheets. A prefix is the
    CCP's name unless it is one that the template's own examples use (CCP, CCPA, CCP1, nothing): then it is the one
    name that the file's other sheets give, else the file's name without quarter, date and the words of the template.
    """
    names = {prefix for prefix in prefixes.values() if not NOBODY.fullmatch(prefix)}
    other = names.pop() if len(names) == 1 else _from_file(file)
    return {sheet: other if NOBODY.fullmatch(prefix) else prefix for sheet, prefix in prefixes.items()}


def _from_file(file: str) -> str:
    name = re.sub(r"[\s_-]+", " ", NOT_A_NAME.sub(" ", SUFFIX.sub("", file))).strip()
    return "" if NOBODY.fullmatch(name) else name
