"""The image holds what Tidemark needs, starts what it understands, and runs with as few rights as it can."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

from apps.command_line import read
from panel_config import READERS
from tests.deploy.files import DEPLOY, WORDS, copied, services, started, told
from tests.shared import ROOT


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignore = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    let_through = {line[1:] for line in ignore if line.startswith("!")}
    assert ignore[0] == "*" and let_through == set(copied())
    assert [path for path in copied() if not (ROOT / path).exists()] == []


def test_what_pyproject_installs_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    built = project["tool"]["setuptools"]
    needed = {package.split(".")[0] for package in built["packages"]} | {f"{each}.py" for each in built["py-modules"]}
    needed |= {project["project"]["readme"], *project["project"]["license-files"], "pyproject.toml"}
    assert needed | {"lock/serve.txt"} == set(copied())


def test_what_is_copied_is_all_that_it_needs(tmp_path: Path) -> None:
    image = tmp_path / "image"
    for path in copied():
        taken = shutil.copytree if (ROOT / path).is_dir() else shutil.copy
        (image / path).parent.mkdir(parents=True, exist_ok=True)
        taken(ROOT / path, image / path)
    own = {"TIDEMARK_HOME": str(tmp_path / "state"), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(image)}
    program = (
        "import apps.server, panel_config; from apps.__main__ import main; main(['check']); print(panel_config.ROOT)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, **own}, capture_output=True, text=True
    )
    *_, verdict, root = done.stdout.splitlines()
    assert verdict.endswith("no problem") and Path(root) == image


def test_its_command_is_one_that_tidemark_understands() -> None:
    name, *line = started()
    assert name == "tidemark" and read(line).command == "serve"


def test_it_runs_as_nobody_in_particular_and_says_whether_it_is_well() -> None:
    assert told("USER") == ["tidemark"] and told("STOPSIGNAL") == ["SIGTERM"]
    assert "/health" in told("HEALTHCHECK")[0]
    assert "--require-hashes --requirement lock/serve.txt" in " ".join(told("RUN"))


def test_compose_gives_neither_service_more_than_it_needs() -> None:
    for service in services().values():
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
    assert "cap_add" not in services()["tidemark"]


def test_compose_keeps_the_state_and_mounts_what_exists() -> None:
    own, proxy = services()["tidemark"], services()["nginx"]
    home = dict(each.split("=", 1) for each in told("ENV")[0].split())["TIDEMARK_HOME"]
    assert own["volumes"] == [f"state:{home}"] and told("VOLUME") == [home]
    mounts = dict(volume.split(":")[:2] for volume in proxy["volumes"])
    assert mounts["./nginx.conf"] == "/etc/nginx/nginx.conf"
    assert WORDS["nginx.conf"].count(f" {mounts['./tls']}/") == 2
    assert (DEPLOY / own["build"]["context"]).samefile(ROOT)
    assert (ROOT / own["build"]["dockerfile"]).samefile(DEPLOY / "Dockerfile")


def test_compose_gives_the_secret_where_it_is_looked_for() -> None:
    (secret,) = services()["tidemark"]["secrets"]
    assert services()["tidemark"]["environment"]["TIDEMARK_CLIENT_SECRET_FILE"] == f"/run/secrets/{secret}"
    assert secret in yaml.safe_load(WORDS["compose.yaml"])["secrets"]


def test_compose_sets_what_can_be_set() -> None:
    known = {f"TIDEMARK_{name.upper()}" for name in READERS}
    assert services()["tidemark"]["environment"].keys() <= known
