"""A page is checked before it is served: what is wrong is said with its file, line, key and the nearest right name."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.page import FOLDER, check, read
from apps.spec import PageError
from components.line import Line
from queries.query import read_all
from tests.charts import CHARTS, engine, page

GOOD = """\
title: A page
dataset: krx_case
my_ccp: KRX
words: [standing]
views:
  trend:
    line: im_growth
    unit: $ bn
    y: initial_margin_usd_bn
  spikes:
    grid: spike_grid
    x: quarter
    y: ccp
    value: peak_ratio
    arguments: {threshold: 2.0}
    brush: [ccp]
"""

FAULTS = [
    ("words: [standing]", "words:", "page.yaml:4: words: expected a list, as [first, second], found None"),
    ("words: [standing]", "words: all", "page.yaml:4: words: expected a list, as [first, second], found 'all'"),
    ("my_ccp: KRX", "my_ccp: KRW", "page.yaml:3: my_ccp: CCP: unknown 'KRW'; did you mean 'KRX'?"),
    ("my_ccp: KRX", "height: tall", "page.yaml:3: height: a chart is 100 to 1000 pixels high, not 'tall'"),
    ("title: A page\n", "title: A page\ntitle: Again\n", "page.yaml:2: title: this key stands twice; remove one"),
    ("title: A page\n", "", "page.yaml:1: there is no 'title: …' line"),
    ("title: A page", "titel: A page", "page.yaml:1: titel: key: unknown 'titel'; did you mean 'title'?"),
    ("krx_case", "krx_cas", "page.yaml:2: dataset: dataset: unknown 'krx_cas'; did you mean 'krx_case'?"),
    ("[standing]", "[standin]", "page.yaml:4: words: query: unknown 'standin'; did you mean 'standing'?"),
    (
        "line: im_growth", "lin: im_growth",
        "page.yaml:7: views.trend.lin: kind of chart: unknown 'lin'; did you mean 'line'?",
    ),
    ("im_growth", "im_grwth", "page.yaml:7: views.trend.line: query: unknown 'im_grwth'; did you mean 'im_growth'?"),
    (
        "y: initial_margin_usd_bn",
        "y: initial_margin_usd",
        "page.yaml:9: views.trend.y: column: unknown 'initial_margin_usd'; did you mean 'initial_margin_usd_bn'?",
    ),
    ("    unit: $ bn", "    units: $ bn", "page.yaml:8: views.trend.units: key: unknown 'units'; did you mean 'unit'?"),
    ("value: peak_ratio", "value: 3", "page.yaml:14: views.spikes.value: "),
    ("{threshold: 2.0}", "{treshold: 2.0}", "page.yaml:15: views.spikes.arguments: spike_grid: argument: unknown "),
    (
        "{threshold: 2.0}", "{threshold: high}",
        "page.yaml:15: views.spikes.arguments: spike_grid.threshold: 'high' is not",
    ),
    (
        "{threshold: 2.0}", "{mode: own}",
        "page.yaml:15: views.spikes.arguments: spike_grid.mode: unknown 'own'; choose ",
    ),
    ("brush: [ccp]", "brush: [cpp]", "page.yaml:16: views.spikes.brush: column: unknown 'cpp'; did you mean 'ccp'?"),
    ("brush: [ccp]", "brush: ccp", "page.yaml:16: views.spikes.brush: "),
    ("    value: peak_ratio\n", "    value: peak_ratio\n    scale: divergent\n", "page.yaml:15: views.spikes.scale: "),
    (
        "grid: spike_grid", "stack: spike_grid",
        "page.yaml:11: views.spikes.stack: stack of spike_grid: column: unknown 'layer'",
    ),
    (GOOD, "", "page.yaml:1: the file is empty; a page has a title and views"),
    (GOOD, "title: [\n", "page.yaml:2: this is not YAML: "),
    (GOOD, "- a\n- b\n", "page.yaml:1: expected 'name: value' lines, found"),
    (GOOD, "title: No charts\n", "page.yaml:1: there is no 'views:' block"),
]  # fmt: skip


def written(folder: Path, text: str) -> Path:
    path = folder / "page.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(PageError) as error:
        read(written(folder, text), engine(), read_all())
    assert str(error.value) == "\n".join(error.value.problems)
    return error.value.problems


def test_a_good_page_is_read_in_its_own_order(tmp_path: Path) -> None:
    good = read(written(tmp_path, GOOD), engine(), read_all())
    assert (good.name, good.title, good.dataset, good.my_ccp) == ("page", "A page", "krx_case", "KRX")
    assert list(good.views) == ["trend", "spikes"]
    assert isinstance(good.views["trend"], Line)
    assert good.views["spikes"].arguments == {"threshold": 2.0}
    assert [query.name for query in good.words] == ["standing"]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=[said.split(": ", 1)[1][:50] for *_, said in FAULTS])
def test_a_fault_is_said_with_its_place(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in GOOD
    found = problems(tmp_path, GOOD.replace(right, wrong, 1))
    assert any(each.startswith(said) for each in found), found
    assert not any("Traceback" in each or "\n" in each for each in found)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    faults = [each for each in FAULTS[7:14] if each[1] != "im_grwth" and each[1] != "lin: im_growth"]
    text = GOOD
    for right, wrong, _ in faults:
        text = text.replace(right, wrong, 1)
    found = problems(tmp_path, text)
    assert all(any(each.startswith(said) for each in found) for *_, said in faults)
    assert len(found) == len(faults)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"none.yaml: cannot be read"):
        read(tmp_path / "none.yaml", engine(), read_all())
    (tmp_path / "page.yaml").write_bytes(b"title: \xff\xfe")
    with pytest.raises(PageError, match=r"page.yaml: cannot be read"):
        read(tmp_path / "page.yaml", engine(), read_all())


def test_the_faults_of_every_page_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("titel: A\n")
    (tmp_path / "b.yaml").write_text(GOOD)
    (tmp_path / "c.yaml").write_text("")
    assert {each.split(":")[0] for each in check([tmp_path], engine())} == {"a.yaml", "c.yaml"}
    assert check([tmp_path / "b.yaml"], engine()) == []


def test_the_shipped_pages_have_no_fault() -> None:
    assert check([FOLDER], engine()) == []


def test_the_benchmark_has_the_eight_charts() -> None:
    assert tuple(page().views) == CHARTS


@pytest.mark.parametrize("shown", ["Growth", "{label: Growth}", "{label: Growth, unit: pct, units: pct}"])
def test_a_column_of_a_matrix_needs_a_label_and_a_unit(tmp_path: Path, shown: str) -> None:
    text = f"title: T\nviews:\n  all:\n    matrix: summary\n    columns:\n      growth_pct: {shown}\n"
    (said,) = problems(tmp_path, text)
    assert said.startswith("page.yaml:5: views.all.columns: growth_pct: expected {label: …, unit: …}, found ")
