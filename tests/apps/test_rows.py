import json

import duckdb
import pandas as pd
import pytest

from apps.rows import written

SQL = """FROM (VALUES
    ('KRX', 1234567.25::DOUBLE, 3::INTEGER, DATE '2025-03-31', [1, 2], true),
    ('한국', NULL, NULL, NULL, NULL, false)
) t(ccp, "value", n, day, parts, synthetic)"""


@pytest.fixture
def frame() -> pd.DataFrame:
    return duckdb.sql(SQL).df()


def test_json_is_a_list_of_objects_with_null_and_iso_dates(frame: pd.DataFrame) -> None:
    first, second = json.loads(written(frame, "json"))
    assert first == {
        "ccp": "KRX", "value": 1234567.25, "n": 3, "day": "2025-03-31", "parts": [1, 2], "synthetic": True
    }  # fmt: skip
    assert second == {"ccp": "한국", "value": None, "n": None, "day": None, "parts": None, "synthetic": False}


def test_json_has_no_infinity() -> None:
    assert json.loads(written(pd.DataFrame({"x": [float("inf"), 0.1]}), "json")) == [{"x": None}, {"x": 0.1}]


def test_csv_has_a_header_and_every_digit() -> None:
    frame = pd.DataFrame({"ccp": ["A, B"], "value": [0.1 + 0.2]})
    assert written(frame, "csv") == 'ccp,value\n"A, B",0.30000000000000004'


def test_a_table_is_aligned(frame: pd.DataFrame) -> None:
    head, first, second = written(frame[["ccp", "value", "day"]], "table").splitlines()
    assert head == "ccp          value  day"
    assert first == "KRX   1,234,567.25  2025-03-31"
    assert second == "한국"


def test_a_table_shows_nothing_that_a_terminal_would_act_on() -> None:
    assert "\x1b" not in written(pd.DataFrame({"ccp": ["a\x1b[2Jb\nc"]}), "table")
    assert len(written(pd.DataFrame({"ccp": ["a\nb"]}), "table").splitlines()) == 2


def test_no_rows_leave_the_header() -> None:
    empty = pd.DataFrame({"ccp": pd.Series([], dtype="str"), "value": pd.Series([], dtype="float")})
    assert [written(empty, form) for form in ("table", "csv", "json")] == ["ccp  value", "ccp,value", "[]"]


def test_csv_leaves_out_what_is_missing_and_runs_no_formula(frame: pd.DataFrame) -> None:
    named = frame.assign(note=["=1+1", "-"]).rename(columns={"n": "@n"})
    assert written(named, "csv").splitlines() == [
        'ccp,value,\'@n,day,parts,synthetic,note',
        "KRX,1234567.25,3,2025-03-31,\"[1, 2]\",True,'=1+1",
        "한국,,,,,False,'-",
    ]  # fmt: skip
