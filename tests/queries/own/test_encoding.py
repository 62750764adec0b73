from __future__ import annotations

import pytest

from queries.own.encoding import Decoder
from queries.own.trouble import OwnError
from tests.queries.own.conftest import Look, answers, types

KOREAN = "이름,금액\n한국거래소,12\n한국예탁결제원,7\n"


@pytest.mark.parametrize(
    ("encoding", "asked"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("utf-16-le", "utf-16-le"), ("cp949", "cp949")],
)
def test_korean_is_read_in_every_encoding(look: Look, encoding: str, asked: str | None) -> None:
    found = look(KOREAN.encode(encoding))
    assert types(found) == {"이름": "VARCHAR", "금액": "BIGINT"}
    assert found["sample"] == [["한국거래소", 12], ["한국예탁결제원", 7]]
    assert answers(found).get("encoding") == asked


def test_western_text_is_not_taken_for_korean(look: Look) -> None:
    found = look("Ort,Wert\nMünchen,1\nZürich,2\nGöteborg,3\n".encode("cp1252"))
    assert answers(found)["encoding"] == "cp1252"
    assert found["sample"][1] == ["Zürich", 2]


def test_an_answer_counts_more_than_the_guess(look: Look) -> None:
    found = look("Ort,Wert\nMünchen,1\n".encode("cp1252"), encoding="cp949")
    assert answers(found)["encoding"] == "cp949" and found["sample"] != [["München", 1]]


def test_invalid_utf8_is_said_with_its_place_and_a_way_out(look: Look) -> None:
    broken = "a,b\nä,é\n3,".encode() + b"\xe9x\n" + "ü,ö\n".encode()
    found = look(broken)
    assert found["stop"].startswith("line 3, column 3: the byte E9 is not UTF-8; choose another encoding")
    way_out = answers(found)
    assert way_out == {"encoding": "utf-8"}
    found = look(broken, encoding="utf-8, broken bytes replaced")
    assert found["sample"] == [["ä", "é"], ["3", "\ufffdx"], ["ü", "ö"]]


def test_a_character_on_the_edge_of_two_parts_is_no_error() -> None:
    decoder, text = Decoder("utf-8"), "한\r\n국"
    parts = [decoder.decode(bytes([byte])) for byte in text.encode()]
    assert "".join(parts) + decoder.decode(b"", True) == "한\n국"
    with pytest.raises(OwnError, match="line 2, column 2: the byte FF"):
        decoder.decode(b"\xff")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_a_line_is_one(look: Look, end: str) -> None:
    assert look(end.join(["a,b", "1,2", '"x\ny",3', ""]))["rows"] == 2


def test_ends_of_lines_may_be_mixed(look: Look) -> None:
    assert look("a,b\r\n1,2\n3,4\r\n")["sample"] == [[1, 2], [3, 4]]
