"""English and Korean: every text has both, with the same places, and none is left over."""

from __future__ import annotations

import re

import pytest
import yaml

from components.language import FOLDER, LANGUAGES, PLACE, catalogue, chosen, figure, quarter, say
from components.retold import retold
from components.words import MISSING
from queries.engine import Engine
from queries.query import read_all
from tests.spoken import in_python, in_scripts, plain, source, texts, words, written

KOREAN = catalogue("ko")
LATIN = re.compile(r"[A-Za-z]{2,}")
OWN = frozenset(["CCP", "PQD", "SITG", "SQL", "KRX", "LCH", "CME", "ICE", "JSCC", "ASX", "KDPW", "Cover", "SVB", "EU"])
"""What a Korean sentence of the page calls by its own name."""


def test_every_text_of_the_interface_has_its_korean() -> None:
    lacking = [f"{path}: {text}" for path, text in (*in_python(), *in_scripts()) if text.strip() and text not in KOREAN]
    assert len(texts()) > 400
    assert lacking == []


def test_no_korean_is_left_over() -> None:
    known = texts()
    assert [text for text in KOREAN if text not in known and not here(text)] == []


def here(text: str) -> bool:
    """Whether a text that is given to nobody is one of the code: whole, or with a page's name, or by its words.

    The values of a sentence are written into it where it is made, so that only its words can be looked for.
    """
    if not PLACE.search(text):
        return plain(text) in written() or plain(text.replace("every page", "{}")) in written()
    return all(word in words() for word in re.findall(r"[a-z]{3,}", plain(PLACE.sub(" ", text))))


def test_no_text_stands_twice_in_a_file() -> None:
    for language in LANGUAGES.keys() - {"en"}:
        node = yaml.compose((FOLDER / f"{language}.yaml").read_text(), yaml.CSafeLoader)
        keys = [key.value for key, _ in node.value]
        assert sorted(keys) == sorted(set(keys))


def test_the_places_of_both_are_the_same() -> None:
    assert [text for text, said in KOREAN.items() if set(PLACE.findall(text)) != set(PLACE.findall(said))] == []


def test_no_particle_follows_a_value() -> None:
    """Which one it would be depends on the last letter of a value that nobody knows."""
    particle = re.compile(r"\}(?:은|는|이|가|을|를|과|와|으로|로)(?=[\s.,)]|$)")
    assert [said for said in KOREAN.values() if particle.search(said)] == []


def test_a_text_without_korean_stays_english() -> None:
    assert say("ko", "no such text {n}", n=3) == "no such text 3" == say("en", "no such text {n}", n=3)
    assert say("ko", "Undo") == "실행 취소" and say("en", "Undo") == "Undo"


def test_a_value_is_no_template() -> None:
    assert say("en", "{a} and {b}", a="{b}", b="{0.__class__}") == "{b} and {0.__class__}"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (16.2, "$ bn", "162억 달러"),
        (349.0, "$ bn", "3,490억 달러"),
        (9.94, "$ bn", "99.4억 달러"),
        (1234.0, "$ bn", "1.23조 달러"),
        (0.345, "$ bn", "3.45억 달러"),
        (-0.5, "$ bn", "-5억 달러"),
        (0.012, "$ bn", "1,200만 달러"),
        (0.0, "$ bn", "0 달러"),
        (55_970_000.0, "$ mn", "56조 달러"),
        (0.012, "$ mn", "1.2만 달러"),
        (2.0143, "x", "2.01배"),
        (16.4, "pt", "16.4%p"),
        (95.33, "%", "95.3%"),
        (0.963, "r", "0.96"),
        (16_200.0, "", "16,200"),
        (1_213_400, "", "121.3만"),
        (-349_618_000_000.0, "", "-3,496억"),
        (5.2e19, "", "52,000,000조"),
        (None, "$ bn", MISSING),
        (float("nan"), "x", MISSING),
    ],
)
def test_a_figure_in_korean(value: float | None, unit: str, said: str) -> None:
    assert figure("ko", value, unit) == said


def test_a_quarter_in_both_languages() -> None:
    assert (quarter("en", "2025Q1"), quarter("ko", "2025Q1")) == ("2025 Q1", "2025년 1분기")


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("ko", "en", "ko"),
        ("", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("", "de, en;q=0.3, ko;q=0.5", "ko"),
        ("", "en-US,en;q=0.9,ko;q=0.8", "en"),
        ("fr", "fr", "en"),
        ("", "ko;q=x, ;;;, " + "a" * 10_000, "en"),
        ("<script>", "", "en"),
    ],
)
def test_the_language_of_a_reader(cookie: str, accepted: str, language: str) -> None:
    assert chosen(cookie, accepted) == language


@pytest.mark.parametrize("name", ["standing", "findings"])
@pytest.mark.parametrize(
    "given", [{}, {"mode": "own_history"}, {"threshold": 9.0}, {"my_ccp": "LCH"}, {"my_ccp": "none"}]
)
def test_every_sentence_of_a_page_is_said_in_korean(engine: Engine, name: str, given: dict[str, object]) -> None:
    query = read_all()[name]
    known = {key: value for key, value in given.items() if key in query.arguments}
    for sentence in engine.run(query, "krx_case", known).frame["sentence"]:
        told = retold("ko", sentence)
        assert [word for word in LATIN.findall(told) if word not in OWN and word not in ("none",)] == [], told
        assert retold("en", sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "you need the role \"analyst\" to take figures along from the page 'margin'; ask the desk",
            "필요한 역할: \"analyst\" ('margin' 페이지 수치 내보내기). 문의: the desk",
        ),
        ("x: unknown 'a'; did you mean 'b'?", "x: 알 수 없는 이름 'a'. 혹시 'b' 아닙니까?"),
        ("no chart: it needs two columns of numbers", "차트를 만들 수 없습니다: 숫자 열 두 개가 필요합니다"),
        ("a sentence that nobody wrote, of 2025 Q1", "a sentence that nobody wrote, of 2025년 1분기"),
    ],
)
def test_a_finished_sentence_is_known_by_its_own_words(sentence: str, told: str) -> None:
    assert retold("ko", sentence) == told


def test_a_text_of_a_reader_is_not_taken_for_one_of_ours() -> None:
    for text in ("A and B", "from 3", "1 to 2", "x" * 5000):
        assert retold("ko", text) == text


def test_scripts_name_no_text_that_is_put_together() -> None:
    """A text is whole where it is given, so that it can be found and said otherwise."""
    assert re.findall(r"tidemark\.(?:say|live)\(`", "".join(map(source, {path for path, _ in in_scripts()}))) == []
