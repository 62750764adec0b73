"""The systemd unit."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from apps.command_line import read
from panel_config import READERS
from tests.deploy.files import WORDS, environment, unit

ANALYZE = shutil.which("systemd-analyze")
EXPOSED = 2.0


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The unit, with a Tidemark where it looks for one."""
    program = tmp_path / ".venv" / "bin" / "tidemark"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    path = tmp_path / "tidemark.service"
    path.write_text(WORDS["tidemark.service"].replace("/opt/tidemark/", f"{tmp_path}/"))
    return path


def analyzed(*words: str | Path) -> str:
    done = subprocess.run([str(ANALYZE), *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze here")
def test_systemd_finds_nothing_wrong(installed: Path) -> None:
    assert analyzed("verify", "--man=no", installed) == ""


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze here")
def test_systemd_finds_little_exposed(installed: Path) -> None:
    said = re.search(
        r"exposure level for tidemark.service: ([\d.]+)", analyzed("security", "--offline=true", installed)
    )
    assert said and float(said[1]) <= EXPOSED, "0 is nothing, 10 everything"


def test_its_command_is_one_that_tidemark_understands() -> None:
    program, *line = shlex.split(unit()["ExecStart"][0])
    assert program.endswith("/.venv/bin/tidemark")
    given = read(line)
    assert (given.command, given.address) == ("serve", "127.0.0.1")


def test_it_sets_what_can_be_set_and_may_write_there() -> None:
    assert environment().keys() <= {f"TIDEMARK_{name.upper()}" for name in READERS}
    assert environment()["TIDEMARK_HOME"] == f"/var/lib/{unit()['StateDirectory'][0]}"
    assert unit()["ProtectSystem"] == ["strict"] and "ReadWritePaths" not in unit()


def test_the_secret_is_given_where_it_is_looked_for() -> None:
    name, _, _ = unit()["LoadCredential"][0].partition(":")
    assert environment()["TIDEMARK_CLIENT_SECRET_FILE"] == f"/run/credentials/tidemark.service/{name}"


def test_workers_may_hand_sockets_over_and_be_replaced() -> None:
    assert unit()["RestrictAddressFamilies"] == ["AF_INET AF_INET6 AF_UNIX"]
    assert (unit()["Restart"], unit()["OOMPolicy"], unit()["KillMode"]) == (["on-failure"], ["continue"], ["mixed"])
    assert int(unit()["TimeoutStopSec"][0]) >= 20 and int(unit()["LimitNOFILE"][0]) >= 8192
