"""The shipped deck: what the case claims, said right, every figure computed, in both languages, and proved."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from apps.board import Board
from apps.present import template
from apps.present.deck import Deck
from apps.present.narrative import told
from apps.present.placing import placed
from apps.present.telling import telling
from apps.present.template import Each, If, Part, Value
from queries.trail.again import verified
from queries.trail.audit import Audit
from tests.oracle.test_krx_claims import EXPECTED, TOLERANCE

N = r"([+-]?[\d.]+)"
SAID = {
    "opening": {"K00": rf"{N} clearing houses over {N} quarters"},
    "im_trend": {
        **{f"K1{place}": rf"{ccp} {N}%" for place, ccp in enumerate(("ICE", "LCH", "CME", "KRX", "ASX"), 1)},
        "K16": rf"fell at JSCC \({N}%\)",
        "K17": rf"rose at {N} of 6 CCPs",
    },
    "im_ranking": {
        **{f"K2{n}": rf"{ccp} \${N} bn[,.]" for n, ccp in enumerate(("LCH", "CME", "ICE", "JSCC", "KRX", "ASX"), 1)},
        "K27": rf"Americas \${N} bn",
        "K28": rf"APAC \${N} bn",
        "K29": rf"APAC holds {N}x the initial margin of LCH alone",
        "K2A": r"EMEA .*Americas .*APAC ",
    },
    "spikes": {
        "K31": rf"all CCPs in 2025 Q1 \(Tariffs\) {N} of 6",
        "K32": rf"2025 Q3 {N} of 6; most",
        "K33": rf"2023 Q1 \(SVB\) {N} of 6",
        "K34": rf"2024 Q1 \(BOJ\) {N} of 6",
        "K35": rf"2024 Q4 \(US election\) {N} of 6",
        "K36": rf"7 other quarters {N} of 6",
    },
    "waterfall": {
        "K41": rf"margin is {N}% to {N}% of prefunded",
        "K42": rf"{N}% combined",
        "K43": rf"fund is {N}% to {N}% of initial margin",
        "K44": rf"is {N}% to {N}% of the default fund",
        "K45": rf"KRX has {N}%, the highest of 6",
        "K46": rf"{N}% on average",
    },
    "cover2": {
        "K51": rf"narrowest at CME \({N} pt\)",
        "K52": rf"widest at ASX \({N} pt\)",
        "K53": rf"before LCH \({N} pt\)",
        "K54": r"CME .*ASX .*LCH ",
    },
    "correlation": {
        "K61": rf"default fund at r {N},",
        "K62": rf"notional at r {N},",
        "K63": r"members at r ([\d.]+\d);",
        "K64": rf"within {N} and ([\d.]+\d)\.",
    },
    "peak_ratio": {
        "K71": rf"first: ASX {N}x",
        "K72": rf"JSCC {N}x",
        "K73": rf"LCH {N}x",
        "K74": rf"EMEA {N}x \(1 CCP\)",
        "K75": rf"APAC {N}x \(3 CCPs\)",
        "K76": rf"Americas {N}x \(2 CCPs\)",
    },
    "summary": {"K81": rf"among {N} CCPs"},
}  # fmt: skip
CLAIMS = [(slide, claim) for slide, claims in SAID.items() for claim in claims]


@pytest.fixture(scope="module")
def narratives(board: Board, krx: Deck) -> dict[str, str]:
    made = {slide.id: told(board, slide, placed(board, krx, slide, "en").state, "en") for slide in krx.slides}
    assert {id: list(each.problems) for id, each in made.items() if each.problems} == {}
    return {id: each.text for id, each in made.items()}


@pytest.mark.parametrize(("slide", "claim"), CLAIMS, ids=[claim for _, claim in CLAIMS])
def test_a_claim_is_told_as_it_was_expected(narratives: dict[str, str], slide: str, claim: str) -> None:
    match = re.search(SAID[slide][claim], narratives[slide])
    assert match, narratives[slide]
    got = [float(number) for number in match.groups()]
    if claim == "K00":
        got = [got[0] * got[1]]
    wanted = [float(number) for number in EXPECTED[claim].split("..")] if got else []
    assert got == pytest.approx(wanted, rel=0, abs=TOLERANCE.get(claim, 0) + 1e-9)


def test_every_claim_about_figures_is_told() -> None:
    assert {claim for _, claim in CLAIMS} == set(EXPECTED)


def test_what_the_case_has_wrong_is_told_right(narratives: dict[str, str]) -> None:
    assert "Skin in the game (PQD 4.1.1 and 4.1.2)" in narratives["waterfall"]
    assert "default fund (PQD 4.1.4)" in narratives["waterfall"]
    assert "KRX at 1.90x lies below the mean of EMEA, Americas" in narratives["peak_ratio"]
    assert "That is a size effect: for members it is -0.05 within CCPs" in narratives["correlation"]


def words(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Each | If):
            yield from words(part.parts)


def figures(parts: tuple[Part, ...], of: str = "") -> Iterator[tuple[str, str]]:
    for part in parts:
        if isinstance(part, Value):
            yield (part.asking.query if part.asking else of, part.column)
        elif isinstance(part, Each | If):
            asking = part.asking if isinstance(part, Each) else None
            yield from figures(part.parts, asking.query if asking else of)


NAMES = re.compile(r"(PQD )?\d\d?\.\d\d?\.\d\d?|Cover-2")


def test_no_figure_is_typed(krx: Deck) -> None:
    for slide in krx.slides:
        for language, text in slide.narrative.items():
            typed = NAMES.sub("", "".join(words(template.read(text))))
            assert not re.search(r"\d", typed), (slide.id, language, typed)
        assert not re.search(r"\d", "".join([*slide.title.values(), *slide.points.values()])), slide.id


def test_both_languages_tell_the_same_figures(krx: Deck) -> None:
    for slide in krx.slides:
        assert set(slide.title) == set(slide.points) == set(slide.notes) == set(slide.narrative) == {"en", "ko"}
        english, korean = (set(figures(template.read(slide.narrative[each]))) for each in ("en", "ko"))
        assert english == korean, slide.id


def test_korean_narratives_have_no_problem(board: Board, krx: Deck) -> None:
    for slide in krx.slides:
        made = told(board, slide, placed(board, krx, slide, "ko").state, "ko")
        assert list(made.problems) == [] and "–" not in made.text, slide.id


def test_its_slides_are_the_eight_charts_between_an_opening_and_a_closing(board: Board, krx: Deck) -> None:
    shown = [slide.focus for slide in krx.slides]
    assert shown == ["", *board.page.views, ""]


def test_every_code_of_every_slide_is_verified(board: Board, krx: Deck, audit: Audit) -> None:
    codes = []
    for slide in krx.slides:
        made = telling(board, krx, slide, "ko", "kim", record=True)
        codes += [*made.codes, *(chart.code for chart in made.charts)]
        assert made.codes and all(chart.code and not chart.empty for chart in made.charts)
    assert len(set(codes)) == len(codes) > 30
    for code in codes:
        record = audit.find(code)
        assert record and record["actor"] == "kim"
        assert str(verified(lambda _: board.engine, record)) == "identical", code
