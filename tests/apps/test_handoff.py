"""docs/handoff.md, followed to the letter on a copy of the page that ships."""

import re
from pathlib import Path

import pytest

from apps.page import FOLDER, check, read
from queries.engine import Engine
from queries.query import read_all
from tests.shared import ROOT

TEXT = (ROOT / "docs" / "handoff.md").read_text()
BLOCKS = dict(zip(("chart", "title", "arguments"), re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL), strict=True))
VIEW = re.compile(r"^  \w+:\n(?:    .*\n)+", re.MULTILINE)


class Editor:
    """Someone with a text editor and `tidemark check`."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path, self.engine = path, engine

    @property
    def text(self) -> str:
        return self.path.read_text().rstrip() + "\n"

    def replace(self, old: str, new: str) -> None:
        assert self.text.count(old) == 1, f"{old!r} does not stand once on the page"
        self.path.write_text(self.text.replace(old, new))

    def paste(self, block: str) -> None:
        self.path.write_text(self.text + block)

    def block(self, name: str) -> str:
        return next(block for block in VIEW.findall(self.text) if block.startswith(f"  {name}:"))

    def check(self) -> list[str]:
        return check([self.path], self.engine)

    def views(self) -> dict[str, object]:
        assert self.check() == []
        return dict(read(self.path, self.engine, read_all()).views)


@pytest.fixture
def editor(tmp_path: Path, engine: Engine) -> Editor:
    path = tmp_path / "benchmark.yaml"
    path.write_text((FOLDER / "benchmark.yaml").read_text())
    return Editor(path, engine)


def test_the_page_that_ships_has_no_problem(editor: Editor) -> None:
    assert len(editor.views()) >= 8


def test_add_change_and_remove_a_chart(editor: Editor) -> None:
    before = list(editor.views())
    editor.paste(BLOCKS["chart"])
    assert list(editor.views()) == [*before, "ranking"]
    (old,) = re.findall(r"    title:.*\n", BLOCKS["chart"])
    editor.replace(BLOCKS["chart"], BLOCKS["chart"].replace(old, BLOCKS["title"]))
    assert editor.views()["ranking"].title == "Who holds most margin"  # type: ignore[attr-defined]
    editor.replace(editor.block("ranking"), "")
    assert list(editor.views()) == before


def test_pass_a_value_to_a_query(editor: Editor) -> None:
    (name,) = (name for name, view in editor.views().items() if view.query.name == "spike_grid")  # type: ignore[attr-defined]
    block = re.sub(r"    arguments:.*\n", "", editor.block(name))
    editor.replace(editor.block(name), block + BLOCKS["arguments"])
    assert editor.views()[name].arguments == {"threshold": 2}  # type: ignore[attr-defined]


def test_reorder_charts(editor: Editor) -> None:
    first, second, *rest = editor.views()
    one, two = editor.block(first), editor.block(second)
    editor.replace(one, "")
    editor.replace(two, two + one)
    assert list(editor.views()) == [second, first, *rest]


def test_read_an_error(editor: Editor) -> None:
    printed = re.search(r"^    (benchmark\.yaml):\d+(: .*)$", TEXT, re.MULTILINE)
    assert printed is not None
    editor.paste(BLOCKS["chart"].replace("initial_margin_usd_bn", "initial_margin_usd"))
    assert editor.check() == [f"{printed[1]}:{len(editor.text.splitlines())}{printed[2]}"]


def test_a_name_used_twice_is_told(editor: Editor) -> None:
    editor.paste(BLOCKS["chart"] + BLOCKS["chart"])
    (problem,) = editor.check()
    assert "this key stands twice" in problem
