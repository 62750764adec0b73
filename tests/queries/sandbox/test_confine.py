"""What a booth has given up before it reads what a reader wrote: tried out in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.shared import ROOT

TRIED = """
import ctypes, json, os, socket, sys
sys.path.insert(0, {root!r})
from queries.sandbox.confine import apart, confined

held = apart() + confined(2**26, 5)
said = {{}}

def attempt(name, what):
    try:
        what()
        said[name] = "done"
    except (OSError, MemoryError) as error:
        said[name] = type(error).__name__

libc = ctypes.CDLL(None)
attempt("read", lambda: open("/etc/passwd").close())
attempt("write", lambda: open("/tmp/written-by-a-booth", "w").close())
attempt("list", lambda: os.listdir("/"))
attempt("socket", lambda: socket.socket(socket.AF_INET))
attempt("fork", os.fork)
attempt("program", lambda: os.execv("/bin/true", ["/bin/true"]))
attempt("memory", lambda: bytearray(2**27))
attempt("signal", lambda: os.kill(os.getppid(), 0))
said["held"], said["user"] = held, os.getuid()
sys.stdout.write(json.dumps(said))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel")
def test_nothing_can_be_reached_any_more() -> None:
    asked = [sys.executable, "-I", "-c", TRIED.format(root=str(ROOT))]
    told = subprocess.run(asked, stdout=subprocess.PIPE, env={}, cwd="/", timeout=20, check=True).stdout
    said = json.loads(told)
    held = said.pop("held")
    assert {"limits", "privileges", "traces"} <= set(held)
    assert said["memory"] == "MemoryError"
    refused = {"files": ("read", "write", "list"), "calls": ("socket", "fork", "program")}
    for what, attempts in refused.items():
        if what in held:
            assert {said[each] for each in attempts} <= {"PermissionError"}, said
    if os.getuid() == 0:
        assert said["user"] == 65534 and said["signal"] == "PermissionError"
