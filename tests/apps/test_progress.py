import io

import pytest

from apps.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", "80")
    with Progress() as progress:
        for done, what in enumerate(("read a.xlsx", "load a.xlsx", "done")):
            progress(what, done, 2)
    return stream.getvalue()


def test_a_terminal_sees_what_runs_and_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = told(Terminal(), monkeypatch)
    assert "read a.xlsx:   0%" in shown
    assert "load a.xlsx:  50%" in shown and "1/2" in shown


def test_it_is_silent_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(io.StringIO(), monkeypatch) == ""
