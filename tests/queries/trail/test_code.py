from __future__ import annotations

import pytest

from queries.trail.code import ALPHABET, code_of, near, read


def test_a_code_is_sixty_bits_of_the_seal() -> None:
    assert code_of("0" * 64) == "TM-0000-0000-0000"
    assert code_of("f" * 64) == "TM-ZZZZ-ZZZZ-ZZZZ"
    assert code_of("0" * 14 + "1" + "f" * 49) == "TM-0000-0000-0001"
    assert not set("ILOU") & set(ALPHABET) and len(set(ALPHABET)) == 32


@pytest.mark.parametrize(
    "text",
    [
        "TM-7K3Q-XM2P-9D41",
        "tm-7k3q-xm2p-9d4i",
        "7K3QXM2P9D4L",
        " TM 7K3Q XM2P 9D41 ",
        "TM7K3QXM2P9D41",
    ],
)
def test_a_code_is_read_however_it_is_written(text: str) -> None:
    assert read(text) == "TM-7K3Q-XM2P-9D41"


def test_zero_may_be_written_as_o() -> None:
    assert read("tm-ooo1-0O0l-TMTM") == "TM-0001-0001-TMTM"


@pytest.mark.parametrize("text", ["", "TM", "TM-7K3Q-XM2P-9D4", "7K3Q-XM2P-9D4U", "7K3Q-XM2P-9D411", "7K3Q-XM2P-9D4é"])
def test_what_is_no_code_is_read_as_none(text: str) -> None:
    assert read(text) == ""


def test_a_digit_or_two_neighbours_may_be_mistaken() -> None:
    code = "TM-7K3Q-XM2P-9D41"
    assert near(code, "TM-7K3Q-XM2P-9D4Z") and near(code, "TM-K73Q-XM2P-9D41")
    assert not near(code, code) and not near(code, "TM-7K3Q-XM2P-9DZZ")
