"""The script of the studio is one module, whole and made of parts that can be told apart."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from components.studio import FOLDER, LAST, NAMES, script

NODE = shutil.which("node")
SINKS = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "://", "srcdoc")


def test_each_part_is_in_the_script_once_and_gives_what_it_is_called() -> None:
    text = script()
    for path in sorted(FOLDER.glob("*.js")):
        part = path.read_text()
        name = "render" if path.stem == LAST else NAMES.get(path.stem, path.stem)
        assert text.count(part) == 1
        assert re.search(rf"^(?:function|const) {name}\b", part, re.MULTILINE), path.name
    assert text.rstrip().endswith("export { render };")


@pytest.mark.skipif(NODE is None, reason="node is not installed: the browser tests load the script all the same")
def test_the_script_is_a_module(tmp_path: Path) -> None:
    module = tmp_path / "studio.mjs"
    module.write_text(script())
    checked = subprocess.run([str(NODE), "--check", str(module)], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_no_part_makes_markup_or_code_of_text_or_names_a_host() -> None:
    assert [sink for sink in SINKS if sink in script()] == []
