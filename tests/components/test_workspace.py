"""The script of the workspace is one module, whole and made of parts that can be told apart."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from components.workspace import BUNDLED, FOLDER, SERVED, Workspace, addresses, script

NODE = shutil.which("node")


def parts() -> list[Path]:
    return sorted(FOLDER.glob("*.js"))


def test_what_panel_ships_is_there() -> None:
    for address in addresses().values():
        assert (BUNDLED / address.removeprefix(f"{SERVED}/")).exists()


def test_each_part_is_in_the_script_once() -> None:
    text = script()
    for path in parts():
        assert text.count(path.read_text()) == 1
    assert text.rstrip().endswith("export { render };")


def test_each_part_gives_what_it_is_called() -> None:
    for path in parts():
        name = "render" if path.stem == "frame" else path.stem
        assert re.search(rf"^(?:function|const) {name}\b", path.read_text(), re.MULTILINE), path.name


@pytest.mark.skipif(NODE is None, reason="node is not installed: the browser tests load the script all the same")
def test_the_script_is_a_module(tmp_path: Path) -> None:
    module = tmp_path / "workspace.mjs"
    module.write_text(script())
    checked = subprocess.run([str(NODE), "--check", str(module)], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_no_part_makes_markup_or_code_of_text_or_names_a_host() -> None:
    text = script()
    for sink in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "://",
        "docHTML",
    ):
        assert sink not in text


def test_another_chart_does_not_draw_the_workspace_again() -> None:
    assert Workspace()._render_policy == "manual"
