"""A file is one noun: under 300 lines, and most of them under 100."""

from pathlib import Path
from statistics import median

from tests.shared import ROOT

LONGEST, MEDIAN = 300, 100
PACKAGES = ("apps", "auth", "components", "data", "queries", "scripts", "tests")


def lengths(kinds: tuple[str, ...] = ("py", "js", "sql")) -> dict[str, int]:
    files = [path for package in PACKAGES for kind in kinds for path in (ROOT / package).rglob(f"*.{kind}")]
    return {str(path.relative_to(ROOT)): lines(path) for path in files}


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_long() -> None:
    assert {name: length for name, length in lengths().items() if length > LONGEST} == {}


def test_most_files_are_short() -> None:
    source = [n for name, n in lengths(("py",)).items() if n > 5 and not name.startswith("tests/")]
    assert len(source) > 10
    assert median(source) < MEDIAN
