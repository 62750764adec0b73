from base64 import b64encode
from zlib import compress

import pytest

from apps.meeting import pieces
from apps.meeting.pieces import Cutter, Joiner

NOISE = bytes(range(256)) * 3 + b"".join(number.to_bytes(3, "big") for number in range(0, 2**24, 401))


def joined(parts: list[str], joiner: Joiner | None = None) -> list[tuple[str, bytes]]:
    joiner = joiner or Joiner("nobody")
    return [message for part in parts if (message := joiner.take(part))]


@pytest.mark.parametrize("content", [b"", b"{}", b"\0\0", NOISE, "회의".encode() * 20_000])
def test_what_is_cut_is_joined(content: bytes) -> None:
    parts = Cutter().cut("meeting/회의", content)
    assert joined(parts) == [("meeting/회의", content)]
    assert max(len(part.encode()) for part in parts) < 8000 and len(set(parts)) == len(parts)


def test_the_same_said_twice_is_heard_twice() -> None:
    cutter = Cutter()
    first, second = cutter.cut("a", b"x"), cutter.cut("a", b"x")
    assert first != second and joined([*first, *second]) == [("a", b"x")] * 2


def test_ones_own_is_not_heard() -> None:
    cutter = Cutter()
    assert joined(cutter.cut("a", NOISE), Joiner(cutter.sender)) == []


def test_a_message_that_lacks_a_piece_is_left_out_and_the_next_is_whole() -> None:
    cutter = Cutter()
    whole = cutter.cut("a", NOISE)
    assert len(whole) > 3
    for broken in (whole[1:], whole[:-1], whole[:1] + whole[2:], [whole[0], *whole[2:], whole[1]]):
        assert joined([*broken, *cutter.cut("a", b"next")]) == [("a", b"next")]


@pytest.mark.parametrize(
    "stranger",
    [
        "",
        "hello",
        "abc.1.0.1.!!!!",
        "abc.1.0.1.AAAA",
        "abc.1.0.0.",
        "abc.1.0.99999.AAAA",
        "abc.1.0.1." + b64encode(compress(b"no mark")).decode(),
        "abc.1.0.1." + b64encode(compress(b"\xff\xfe\0x")).decode(),
        "abc.1.0.1." + b64encode(compress(b"a\0whole")[:-4]).decode(),
        "x" * 7999,
    ],
)
def test_what_strangers_say_is_not_heard(stranger: str) -> None:
    assert joined([stranger, *Cutter().cut("a", b"ours")]) == [("a", b"ours")]


def test_what_would_unfold_to_more_than_any_message_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGEST", 10_000)
    assert joined(Cutter().cut("a", bytes(20_000))) == []
