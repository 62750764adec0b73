from __future__ import annotations

import pytest

from tests.queries.own.conftest import Look, answers, types


@pytest.mark.parametrize(
    ("cells", "kind", "first"),
    [
        (["1", "-2", "+3"], "BIGINT", 1),
        (["1,234", "5"], "BIGINT", 1234),
        (["1,234.5", "7"], "DOUBLE", 1234.5),
        (["1e-5", ".5"], "DOUBLE", 1e-5),
        (["123456789012345678901", "5"], "HUGEINT", "123456789012345678901"),
        (["005930", "000660"], "VARCHAR", "005930"),
        (["true", "FALSE"], "BOOLEAN", True),
        (["2024-01-05", "2023-12-31"], "DATE", "2024-01-05"),
        (["2024. 1. 5.", "2024. 12. 31."], "DATE", "2024-01-05"),
        (["5.1.2024", "31.12.2023"], "DATE", "2024-01-05"),
        (["2024-01-05 10:11", "2024-01-05"], "TIMESTAMP", "2024-01-05 10:11:00"),
        (["2024-01-05T10:11:12Z", "2024-01-05T10:11:12+09:00"], "TIMESTAMP WITH TIME ZONE", "2024-01-05 10:11:12+00"),
        (["2024-02-30", "2024-01-05"], "VARCHAR", "2024-02-30"),
        (["12%", "13%"], "VARCHAR", "12%"),
        (["NaN", "1.5", "n/a", "-"], "DOUBLE", None),
        (["n/a", "-"], "VARCHAR", "n/a"),
    ],
)
def test_a_column_gets_the_narrowest_type_of_all_its_cells(
    look: Look, cells: list[str], kind: str, first: object
) -> None:
    found = look("x|y\n" + "".join(f"{cell}|z\n" for cell in cells), delimiter="|", decimal=".")
    assert types(found)["x"] == kind
    assert found["sample"][0][0] == first


def test_decimal_commas_are_asked_about(look: Look) -> None:
    text = "wert;zahl\n1,5;1.234\n2,25;5.678\n"
    assert answers(look(text))["decimal"] == ","
    assert look(text)["sample"] == [[1.5, 1234], [2.25, 5678]]
    assert look(text, decimal=".")["sample"] == [["1,5", 1.234], ["2,25", 5.678]]
    assert "decimal" not in answers(look("wert;zahl\n1.5;1\n"))


def test_the_order_of_dates_is_asked_about_where_it_is_open(look: Look) -> None:
    found = look("day\n01/02/2024\n03/04/2024\n")
    assert answers(found)["dates"] == "day first" and found["sample"][0] == ["2024-02-01"]
    assert look("day\n01/02/2024\n03/04/2024\n", dates="month first")["sample"][0] == ["2024-01-02"]
    clear = look("day\n01/13/2024\n03/04/2024\n")
    assert "dates" not in answers(clear) and clear["sample"][0] == ["2024-01-13"]


def test_what_stands_above_the_table_is_left_out(look: Look) -> None:
    found = look("Report of the quarter\n\nname,x\na,1\nb,2\n")
    assert answers(found)["first"] == "3" and found["sample"] == [["a", 1], ["b", 2]]


def test_a_file_without_names_gets_some(look: Look) -> None:
    assert types(look("1,2\n3,4\n")) == {"column_1": "BIGINT", "column_2": "BIGINT"}
    assert types(look("a,b\nc,d\n", header="no")) == {"column_1": "VARCHAR", "column_2": "VARCHAR"}


def test_names_are_made_unique_and_that_is_said(look: Look) -> None:
    found = look("a,A,,a\n1,2,3,4\n")
    assert list(types(found)) == ["a", "A_2", "column_3", "a_3"]
    assert len(found["problems"]) == 3 and "column 3 has no name" in found["problems"][1]


def test_lines_that_do_not_fit_are_named_and_left_out_only_knowingly(look: Look) -> None:
    text = 'title\nname,x,"y\nz"\na,1,2\n\nb,1\n"q\nr",3,4\nc,1,2,3\nd,"un,closed"x,4\n'
    found = look(text)
    assert found["stop"] == "3 lines do not fit: mend them, or have them left out"
    assert [problem.partition(":")[0] for problem in found["problems"]] == ["line 6", "line 9", "line 10"]
    assert "2 cells, not 3" in found["problems"][0] and "'b,1'" in found["problems"][0]
    assert look(text, name="t")["stop"] == found["stop"]
    taken = look(text, misfits="leave out", name="t")
    assert taken["stop"] == "" and taken["rows"] == 2


def test_a_late_cell_makes_a_column_text_and_is_named(look: Look) -> None:
    lines = "".join(f"{number},{number}\n" for number in range(3000))
    found = look(f"id,v\n{lines}x,1.5\n")
    assert types(found) == {"id": "VARCHAR", "v": "DOUBLE"}
    assert found["problems"] == ["column 'id' is text: line 3,002 has 'x', which is no number"]


def test_too_many_columns_are_refused_with_the_way_out(look: Look) -> None:
    found = look(",".join(f"x{number}" for number in range(5000)) + "\n" + ",".join("1" * 5000) + "\n")
    assert found["stop"].startswith("the file has 5,000 columns; a table has at most 1,000: leave some out")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("", "the file is empty (0 bytes)"), ("\n\n", "only empty lines"), ("a\0b,c\n1,2\n", "no text but binary")],
)
def test_what_holds_no_table_says_so(look: Look, content: str, sentence: str) -> None:
    found = look(content)
    assert sentence in found["stop"] and not found["columns"]


def test_an_answer_that_is_none_is_refused(look: Look) -> None:
    assert "is no choice" in look("a,b\n1,2\n", delimiter="#")["stop"]


def test_a_header_alone_is_an_empty_table(look: Look) -> None:
    found = look("a,b\n", name="t")
    assert found["rows"] == 0 and types(found) == {"a": "VARCHAR", "b": "VARCHAR"}
