"""Ten thousand events, and every kind of damage found at the line where it was done."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from queries.trail.audit import Audit
from queries.trail.examine import Examined, Known, examined

EVENTS = 10_000
PLACE = 4_321
Lines = list[bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose trail has EVENTS records."""
    home = tmp_path_factory.mktemp("trail")
    audit = Audit(home)
    records = [{"kind": "shown", "actor": f"reader {n % 7}", "page": "benchmark", "n": n} for n in range(EVENTS - 1)]
    audit._book.append(records, sync=False)
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    return Path(shutil.copytree(whole, tmp_path / "home"))


def looked(home: Path, *known: str, anchors: tuple[str, ...] = ("audit.head",)) -> Examined:
    audit = Audit(home)
    told = [Known.read(text) for text in known]
    return examined(audit.path, audit.chain, told, [home / name for name in anchors])


def damaged(home: Path, damage: Callable[[Lines], None]) -> Examined:
    lines = (home / "audit.jsonl").read_bytes().splitlines(keepends=True)
    damage(lines)
    (home / "audit.jsonl").write_bytes(b"".join(lines))
    return looked(home)


def edited(lines: Lines) -> None:
    lines[PLACE - 1] = lines[PLACE - 1].replace(b'"reader ', b'"Reader ')


def spaced(lines: Lines) -> None:
    lines[PLACE - 1] = lines[PLACE - 1].replace(b'"kind": ', b'"kind":  ')


def sealed_anew(lines: Lines) -> None:
    """An edit by somebody who knows how lines look, and has no key."""
    edited(lines)
    lines[PLACE - 1] = re.sub(rb'"mac": "\w+"', b'"mac": "' + b"ab" * 32 + b'"', lines[PLACE - 1])


def coded_anew(lines: Lines) -> None:
    lines[PLACE - 1] = re.sub(rb'"code": "TM-....', b'"code": "TM-0000', lines[PLACE - 1])


def deleted(lines: Lines) -> None:
    del lines[PLACE - 1]


def hundred_deleted(lines: Lines) -> None:
    del lines[PLACE - 1 : PLACE + 99]


def swapped(lines: Lines) -> None:
    lines[PLACE - 1], lines[PLACE] = lines[PLACE], lines[PLACE - 1]


def repeated(lines: Lines) -> None:
    lines.insert(PLACE - 1, lines[17])


def made_up(lines: Lines) -> None:
    lines.insert(PLACE - 1, lines[PLACE - 1].replace(b'"reader ', b'"nobody '))


def foreign(lines: Lines) -> None:
    lines.insert(PLACE - 1, b'{"kind": "shown"}\n')


def emptied(lines: Lines) -> None:
    lines[PLACE - 1] = b"\n"


def renumbered(lines: Lines) -> None:
    """A record taken out, and all after it given new numbers."""
    del lines[PLACE - 1]
    for n in range(PLACE - 1, len(lines)):
        lines[n] = re.sub(rb'"seq": \d+', b'"seq": %d' % (n + 1), lines[n])


def test_a_trail_as_it_was_written_is_unbroken(home: Path) -> None:
    found = looked(home)
    assert (found.breaks, found.remarks) == ([], [])
    assert (found.records, found.head.seq, found.head.mac) == (EVENTS, *Audit(home).head())


@pytest.mark.parametrize(
    "damage",
    [edited, spaced, sealed_anew, coded_anew, deleted, hundred_deleted, swapped, repeated, made_up, foreign, emptied],
    ids=lambda damage: damage.__name__,
)
def test_damage_is_found_at_its_line(home: Path, damage: Callable[[Lines], None]) -> None:
    found = damaged(home, damage)
    assert found.breaks[0].line == PLACE
    assert len(found.breaks) <= 2, "after the damage the chain is followed again"


def test_records_that_were_given_new_numbers_are_found_from_the_first_on(home: Path) -> None:
    found = damaged(home, renumbered)
    assert found.breaks[0].line == PLACE and len(found.breaks) > EVENTS - PLACE


def test_a_deletion_says_which_records_are_gone(home: Path) -> None:
    (broken,) = damaged(home, hundred_deleted).breaks
    assert str(broken) == (
        f"line {PLACE}: record {PLACE + 100} stands where record {PLACE} should: "
        f"records {PLACE} to {PLACE + 99} are missing or moved"
    )


def test_every_damage_is_named(home: Path) -> None:
    def several(lines: Lines) -> None:
        edited(lines)
        lines[99] = lines[99].replace(b'"reader ', b'"Reader ')
        del lines[-100]

    assert [each.line for each in damaged(home, several).breaks] == [100, PLACE, EVENTS - 99]


@pytest.mark.parametrize("gone", [1, 5000, EVENTS])
def test_an_end_that_is_cut_off_is_known_by_the_head_beside(home: Path, gone: int) -> None:
    def cut(lines: Lines) -> None:
        del lines[EVENTS - gone :]

    (broken,) = damaged(home, cut).breaks
    assert broken.line == EVENTS - gone + 1
    assert broken.what == f"the trail ends with record {EVENTS - gone}; audit.head knows of record {EVENTS}"


def test_a_given_head_or_receipt_finds_a_cut_that_the_head_beside_does_not_know(whole: Path, home: Path) -> None:
    """The whole home is set back to an older copy: all in it agrees, and only what was kept elsewhere tells."""
    seq, mac = Audit(home).head()
    later = [Audit(home).event("exported", "ann", page="benchmark") for _ in range(3)]
    told = Audit(home).head()
    for name in ("audit.jsonl", "audit.head"):
        shutil.copy(whole / name, home / name)
    assert looked(home).breaks == []
    assert looked(home, f"{seq}:{mac}").breaks == []
    (broken,) = looked(home, f"{told[0]}:{told[1][:16]}").breaks
    assert (broken.line, broken.what) == (
        EVENTS + 1,
        f"the trail ends with record {EVENTS}; the head {told[0]}:{told[1][:16]} knows of record {EVENTS + 3}",
    )
    (broken,) = looked(home, later[1].lower().replace("-", " ")).breaks
    assert broken.what.startswith(f"the receipt {later[1]} is of a record that is not in the trail")


def test_a_trail_that_was_written_anew_is_not_the_one_that_a_head_knows(home: Path) -> None:
    """Who has the key can write another history; not the one whose head was printed."""
    seq, mac = Audit(home).head()
    for name in ("audit.jsonl", "audit.head"):
        (home / name).unlink()
    Audit(home)._book.append([{"kind": "shown", "actor": "nobody"}] * (EVENTS + 5), sync=False)
    assert looked(home).breaks == []
    (broken,) = looked(home, f"{seq}:{mac}").breaks
    assert broken.what == f"record {seq} is not the one that the head {seq}:{mac} knows"


def test_a_second_head_on_another_disk_finds_what_the_first_does_not(whole: Path, home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    Audit(home, "", elsewhere).event("exported", "ann")
    for name in ("audit.jsonl", "audit.head"):
        shutil.copy(whole / name, home / name)
    (broken,) = looked(home, anchors=("audit.head", str(elsewhere))).breaks
    assert broken.what == f"the trail ends with record {EVENTS}; elsewhere knows of record {EVENTS + 1}"
    Audit(home, "", elsewhere).event("exported", "ann")
    (broken,) = looked(home, anchors=("audit.head", str(elsewhere))).breaks
    assert broken.line == EVENTS + 1 and f"record {EVENTS + 1} is missing" in broken.what


def test_a_head_that_is_gone_or_made_up_is_said_then_and_ever_after(home: Path) -> None:
    (home / "audit.head").write_text("000000000001 " + "0" * 64 + " 000000000000100 " + "0" * 64 + "\n")
    (broken,) = looked(home).breaks
    assert "audit.head is damaged" in broken.what
    (home / "audit.head").unlink()
    (broken,) = looked(home).breaks
    assert "audit.head is missing" in broken.what
    Audit(home).event("denied", "ann")
    (broken,) = looked(home).breaks
    assert broken.line == EVENTS + 1 and "records that were cut off before cannot be told" in broken.what


def test_what_is_no_head_is_refused() -> None:
    for text in ("", "7", "7:xyz", "7:abc", "x:0123456789", "TM-7K3Q"):
        with pytest.raises(ValueError, match="neither a head"):
            Known.read(text)
