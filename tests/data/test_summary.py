"""The words of a summary."""

import pandas as pd

from data.sources.filing import Filing, Refusal
from data.summary import SHOWN, Summary, loaded


def filing(refused: int = 0) -> Filing:
    rows = pd.DataFrame(
        [("A", "2016Q2", "4.1.1", 5.0, "5", "S", "F2"), ("A", "2016Q3", "4.1.4", float("nan"), "see rule", "S", "G3")],
        columns=pd.Index(["ccp", "quarter", "item", "value", "raw_text", "sheet", "cell"]),
    )
    cells = [Refusal("S", f"H{n}", str(n), "column 'x' is no item") for n in range(2, 2 + refused)]
    return Filing("wide", {"disclosure": rows}, cells, 2 + refused)


def test_figures_of_one_file() -> None:
    words = str(Summary(3, [loaded("a.xlsx", filing(1), 2)])).splitlines()
    assert words[0].split() == ["file", "present", "loaded", "unchanged", "refused", "CCPs", "quarters", "items"]
    assert words[1].split() == ["a.xlsx", "3", "2", "0", "1", "1", "2", "2"]
    assert words[-1] == "Published as version 3."


def test_several_files_are_added_up_and_ccps_counted_once() -> None:
    files = [loaded("a.xlsx", filing(), 2), loaded("b.xlsx", filing(), 0)]
    line = next(line for line in str(Summary(3, files)).splitlines() if line.startswith("all"))
    assert line.split() == ["all", "4", "2", "2", "0", "1", "2", "2"]


def test_values_that_are_no_figure_are_listed_with_their_place() -> None:
    words = str(Summary(3, [loaded("a.xlsx", filing(), 2)]))
    assert "kept as text, without a value: 1\n  a.xlsx, S, G3: 'see rule' for 4.1.4 (amount)" in words
    assert "refused" not in words.split("\n", 1)[1]


def test_the_first_refusals_are_shown_by_reason_and_the_rest_counted() -> None:
    words = str(Summary(3, [loaded("a.xlsx", filing(1000), 2)]))
    assert "column 'x' is no item: 1,000" in words
    assert words.count("a.xlsx, S, H") == SHOWN
    assert "SELECT sheet, cell, raw_text, reason FROM refusal" in words


def test_a_name_may_contradict_the_dates() -> None:
    assert loaded("A_2016Q2.xlsx", filing(), 2).notes == ()
    assert loaded("A_2017Q1.xlsx", filing(), 2).notes == (
        "its name says 2017Q1, its rows are dated 2016Q2, 2016Q3: loaded as dated",
    )
