"""What the files of deploy/ say."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

import yaml

from tests.shared import ROOT

DEPLOY = ROOT / "deploy"
WORDS = {file.name: file.read_text() for file in sorted(DEPLOY.iterdir()) if file.is_file()}


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with what it is told."""
    lines = re.sub(r"\\\n", " ", WORDS["Dockerfile"]).splitlines()
    return [
        (word, rest.strip()) for line in lines if line and line[0] != "#" for word, _, rest in [line.partition(" ")]
    ]


def told(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def copied() -> list[str]:
    """What the image takes from the project."""
    return [path for rest in told("COPY") if not rest.startswith("--from") for path in rest.split()[:-1]]


def started() -> list[str]:
    """The command of the image."""
    return [*json.loads(told("ENTRYPOINT")[0]), *json.loads(told("CMD")[0])]


def unit() -> dict[str, list[str]]:
    """Every setting of the systemd unit with its values."""
    settings = defaultdict(list)
    for name, value in re.findall(r"^(\w+)=(.*)$", WORDS["tidemark.service"], re.MULTILINE):
        settings[name].append(value)
    return settings


def environment() -> dict[str, str]:
    """The environment that the systemd unit gives."""
    return dict(each.split("=", 1) for each in unit()["Environment"])


def services(name: str = "compose.yaml") -> dict[str, Any]:
    return dict(yaml.safe_load(WORDS[name])["services"])
