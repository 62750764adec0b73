"""What the documentation says is so: its examples run, its links lead somewhere, its tables are current."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from apps.__main__ import main
from apps.command_line import COMMANDS
from panel_config import READERS
from queries.engine import Engine
from queries.query import read_all
from scripts import queries_page, rollups_page
from tests.shared import ROOT

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAID = re.compile(r"\w+ is synthetic|receipt TM(-\w{4}){3}")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)")


def blocks(path: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(path.read_text()) if kind == language]


def examples() -> list[str]:
    lines = [line for block in blocks(ROOT / "README.md", "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("tidemark ") and not line.startswith("tidemark serve")]


def disclosure(path: Path) -> None:
    """A small workbook in the CCP12 template."""
    book = Workbook()
    single, described = book.worksheets[0], book.create_sheet("MYCCP_DataFile_6_1")
    single.title = "AggregatedDataFile"
    single.append(
        ["ReportDate", "ReportLevel", "ReportLevelIdentifier", "Currency", "4.1.1", "4.1.4", "6.6.1", "6.7.1"]
    )
    single.append(["2025-12-31", "CCP", "My CCP", "EUR", 25000000, 400000000, 90000000, 210000000])
    described.append(["ReportDate", "ReportLevel", "ReportLevelIdentifier", "Description", "Currency", "6.1.1"])
    described.append(["2025-12-31", "CCP", "My CCP", "Total", "EUR", 6000000000])
    book.save(path)


@pytest.fixture
def stranger(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone who reads the README, with a file of their own CCP in the folder where they work."""
    disclosure(tmp_path / "my_ccp_2025Q4.xlsx")
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("benches", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str], benches: bool) -> None:
    lines = [line for line in examples() if line.startswith("tidemark bench ") == benches]
    assert len(lines) > 10 or benches
    for line in lines:
        code = main(shlex.split(line)[1:])
        printed = capsys.readouterr()
        told = [each for each in printed.err.splitlines() if not SAID.fullmatch(each)]
        assert (code, told) == (0, []), line
        assert len(printed.out.splitlines()) > (line.split()[1] == "run"), f"{line} printed no row"


def test_every_command_stands_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert [command for command in COMMANDS if f"tidemark {command}" not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    assert [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"`(?:\.venv/bin/)?tidemark ([a-z-]+)", path.read_text())
    assert set(named) <= set(COMMANDS)


def test_every_setting_stands_in_the_table_of_settings() -> None:
    rows = re.findall(r"^\| `TIDEMARK_(\w+)` \|", (ROOT / "docs" / "deploy.md").read_text(), re.MULTILINE)
    assert [name.lower() for name in rows] == list(READERS)


@pytest.mark.parametrize("block", blocks(ROOT / "docs" / "handoff.md", "yaml"))
def test_every_page_block_is_yaml(block: str) -> None:
    assert isinstance(yaml.safe_load(block), dict)


def test_every_column_of_every_query_has_a_meaning_and_no_meaning_is_left_over(engine: Engine) -> None:
    used = {column for query in read_all().values() for column in engine.columns(query)}
    assert used == queries_page.meanings().keys(), "mend queries/columns.csv"


def test_the_table_of_queries_is_current(engine: Engine) -> None:
    assert queries_page.page(engine) == queries_page.PATH.read_text(), "run make docs"


def test_the_tables_of_what_is_portable_are_current() -> None:
    assert rollups_page.page() == rollups_page.PATH.read_text(), "run make docs"
