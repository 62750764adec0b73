"""Every listed attack is denied without a word, or stopped in time and in its memory; what is legitimate works."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from queries.sandbox.event import Done, Fault
from tests.attack.sql.booths import Booths
from tests.attack.sql.ground import BRIEF, LATE, Ground, Told, expected

Statement = Mapping[str, str]


def test_every_denied_one_is_denied_and_learns_nothing(ground: Ground) -> None:
    listed = {each["name"]: ground.written(each["sql"]) for each in expected("denied")}
    told = dict(zip(listed, ground.tell_all([*listed.values()]), strict=True))
    assert {name: each.end for name, each in told.items() if not each.refused} == {}
    assert {name: found for name, each in told.items() if (found := each.learned(listed[name]))} == {}
    assert len(expected("denied")) == 115


@pytest.mark.parametrize(
    "name", ["pqd.restricted.member_level", "restricted.member_level", "member_level", "canary_watch"]
)
@pytest.mark.parametrize(
    "form",
    ["FROM {}", "DESCRIBE {}", "SUMMARIZE {}", "SELECT {0}.member FROM {0}", "SELECT count(*) FROM disclosures, {}"],
)
def test_what_is_not_granted_is_as_what_is_nowhere(ground: Ground, name: str, form: str) -> None:
    nowhere = name[:-1] + "q"
    one, other = (ground.tell(form.format(each)) for each in (name, nowhere))
    assert one.refused and isinstance(one.end, Fault) and isinstance(other.end, Fault)
    assert one.end.message.replace(name, nowhere) == other.end.message
    assert (one.end.position, one.end.length, one.end.candidate) == (
        other.end.position,
        other.end.length,
        other.end.candidate,
    )


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_every_limited_one_is_gone_in_time_with_its_memory(ground: Ground, booths: Booths, step: int) -> None:
    base = max(booths.most.values())
    listed = {each["name"]: each["sql"] for each in expected("limited")[::step]}
    told = dict(zip(listed, ground.tell_all([*listed.values()], limits=BRIEF), strict=True))
    late = {name: round(each.seconds, 2) for name, each in told.items() if each.seconds > BRIEF.seconds + LATE}
    assert late == {}
    wild = {name: each.end for name, each in told.items() if not stopped(each)}
    assert wild == {}
    assert max(booths.most.values()) <= base + BRIEF.memory
    assert ground.tell("SELECT 42").rows == [[42]]
    print(f"{len(told)} gone, the slowest after {max(each.seconds for each in told.values()):.2f} s")


def stopped(told: Told) -> bool:
    """Whether a limit has stopped it, or it was within all limits."""
    if isinstance(told.end, Done):
        return told.end.rows <= BRIEF.rows
    return isinstance(told.end, Fault) and told.end.kind in ("stopped", "denied", "wrong")


@pytest.mark.parametrize("each", expected("allowed"), ids=lambda each: each["name"])
def test_what_is_legitimate_works(ground: Ground, each: Statement) -> None:
    told = ground.tell(each["sql"])
    assert isinstance(told.end, Done) and told.rows, told.end
