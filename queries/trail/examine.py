"""Whether a trail is as it was written: every line where its chain breaks, and whether its end is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from queries.trail import anchor
from queries.trail import code as codes
from queries.trail.anchor import Foreign
from queries.trail.chain import START, Chain, Head, Line
from queries.trail.look import SearchError
from queries.trail.standing import kept

REPAIRED = b'"kind": "repaired"'


@dataclass(frozen=True)
class Known:
    """A record that something outside the file knows of: `number` (0: not said) and the beginning of `seal`, or `code`.

    `whence` says who knows it.
    """

    whence: str
    number: int = 0
    seal: str = ""
    code: str = ""

    @classmethod
    def read(cls, text: str) -> Known:
        """SEQ:MAC or a receipt code; raise SearchError if it is neither."""
        number, _, seal = text.partition(":")
        if number.isdecimal() and len(seal) >= 8 and set(seal.lower()) <= set("0123456789abcdef"):
            return cls(f"the head {text}", int(number), seal.lower())
        if code := codes.read(text):
            return cls(f"the receipt {code}", code=code)
        raise SearchError(f"{text!r} is neither a head, as 1234:9f86d081884c7d65, nor a receipt code")


@dataclass(frozen=True)
class Break:
    """Where the trail is not as it was written: line of the file, and what is wrong."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


@dataclass
class Examined:
    """What came of it: records that fit, every break in the order of lines, the head of what stands, and remarks."""

    records: int = 0
    lines: int = 0
    breaks: list[Break] = field(default_factory=list)
    head: Head = field(default_factory=Head)
    remarks: list[str] = field(default_factory=list)


def examined(path: Path, chain: Chain, known: Sequence[Known] = (), anchors: Iterable[Path] = ()) -> Examined:
    """Read the whole trail at `path`. It must hold every record that is `known`, or that a file of `anchors` knows."""
    outside, missing = _outside(anchors, chain)
    walk = _Walk(chain, [*known, *outside])
    if path.exists():
        with path.open("rb") as file:
            for text in file:
                walk.take(text)
    if strange := _of_another_key(path, chain):
        return Examined(lines=walk.result.lines, breaks=[strange])
    result = walk.result
    result.breaks += _kept(path) + [Break(result.lines + 1, what) for what in missing + walk.ends()]
    result.breaks.sort(key=lambda each: each.line)
    return result


def _outside(anchors: Iterable[Path], chain: Chain) -> tuple[list[Known], list[str]]:
    """What the files of the head know; and what to say of those that do not."""
    outside, missing = [], []
    for path in anchors:
        try:
            head = anchor.read(path, chain)
        except Foreign:
            missing.append(f"{path.name} is damaged: whether records are missing at the end cannot be told by it")
            continue
        if head is None:
            missing.append(f"{path.name} is missing: whether records are missing at the end cannot be told by it")
        else:
            outside.append(Known(path.name, head.seq, head.mac))
    return outside, missing


class _Walk:
    """Line after line. After a break the next line may follow the last that fitted, or the one that did not."""

    def __init__(self, chain: Chain, known: Sequence[Known]) -> None:
        self.chain, self.known, self.result = chain, known, Examined()
        self.asked = {each.number for each in known if each.number}
        self.sought = {each.code for each in known if each.code}
        self.candidates, self.last = [(1, START)], 0
        self.met: dict[int, str] = {}

    def take(self, text: bytes) -> None:
        """The next line."""
        result = self.result
        result.lines += 1
        line = Line.read(text) if text.endswith(b"\n") else None
        if line is None:
            self.strange(text)
            return
        self.meet(line)
        if any(line.seq == seq and self.chain.fits(before, line) for seq, before in self.candidates):
            self.fitting(line)
        else:
            result.breaks.append(Break(result.lines, self.reason(line)))
            self.candidates = [self.candidates[0], (line.seq + 1, line.mac)]

    def meet(self, line: Line) -> None:
        """A record, whether or not it fits."""
        self.last = max(self.last, line.seq)
        if line.seq in self.asked:
            self.met[line.seq] = line.mac

    def fitting(self, line: Line) -> None:
        """A line that is as it was written, where it was written."""
        result = self.result
        result.records += 1
        result.head = Head(line.seq, line.mac)
        self.candidates = [(line.seq + 1, line.mac)]
        self.sought.discard(line.code)
        if REPAIRED in line.body:
            result.breaks.append(Break(result.lines, str(line.record.get("reason"))))

    def strange(self, text: bytes) -> None:
        """A line that is no record."""
        if text.endswith(b"\n"):
            self.result.breaks.append(Break(self.result.lines, "this is no record of the trail"))
        else:
            self.result.remarks.append(
                f"line {self.result.lines} is torn: a process was killed while it wrote, and had shown nothing of it; "
                "the next record takes its place"
            )

    def reason(self, line: Line) -> str:
        """Why a line does not fit."""
        expected, _ = self.candidates[0]
        if line.seq == expected:
            return f"record {line.seq} was changed, or one before it was put in another's place"
        if line.seq > expected:
            gone = f"record {expected} is" if line.seq == expected + 1 else f"records {expected} to {line.seq - 1} are"
            return f"record {line.seq} stands where record {expected} should: {gone} missing or moved"
        return f"record {line.seq} stands where record {expected} should: it was put here or moved"

    def ends(self) -> list[str]:
        """What is known from outside and not in the file."""
        told = []
        for each in self.known:
            met = self.met.get(each.number, "")
            if each.code in self.sought:
                told.append(f"{each.whence} is of a record that is not in the trail: it was cut off or replaced")
            elif each.number > self.last:
                told.append(f"the trail ends with record {self.last}; {each.whence} knows of record {each.number}")
            elif each.number and not met.startswith(each.seal or "-"):
                told.append(f"record {each.number} is not the one that {each.whence} knows")
        return told


def _opening(path: Path) -> dict[str, Any]:
    """What the first line says; nothing if it is no record."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        first = Line.read(file.readline())
    try:
        return first.record if first else {}
    except ValueError:
        return {}


def _of_another_key(path: Path, chain: Chain) -> Break | None:
    key = _opening(path).get("key", chain.fingerprint)
    if key == chain.fingerprint:
        return None
    return Break(1, f"the trail was sealed with the key {key}; that of this home is {chain.fingerprint}")


def _kept(path: Path) -> list[Break]:
    """What has become of the trails before this one, which its first line names."""
    named: list[dict[str, str]] = _opening(path).get("kept", [])
    there = {each["file"]: each["sha256"] for each in kept(path.parent)} if named else {}
    wrong = [each["file"] for each in named if there.get(each["file"]) != each["sha256"]]
    return [Break(1, f"{name}, which this trail goes on from, is missing or was changed") for name in wrong]
