"""The pinned dependencies are those that pyproject.toml asks for, and the tests run with what serves."""

import re
import tomllib

from packaging.requirements import Requirement

from tests.shared import ROOT

PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "lock" / name).read_text()
    return {package.lower(): version for package, version in PIN.findall(text)}


def asked(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + [line for e in extras for line in project["optional-dependencies"][e]]
    return [Requirement(line) for line in lines]


def unmet(requirements: list[Requirement], pinned: dict[str, str]) -> list[str]:
    return [str(r) for r in requirements if not r.specifier.contains(pinned.get(r.name.lower(), "0"))]


def test_every_dependency_is_pinned_to_a_version_it_allows() -> None:
    assert unmet(asked(), pins("serve.txt")) == []
    assert unmet(asked("lake"), pins("lake.txt")) == []
    assert unmet(asked("lake", "test"), pins("test.txt")) == []


def test_a_pin_outside_its_range_is_found() -> None:
    assert unmet([Requirement("pandas==3.*")], {"pandas": "2.3.0"}) == ["pandas==3.*"]


def test_tests_run_with_the_versions_that_serve() -> None:
    assert pins("serve.txt").items() <= pins("lake.txt").items() <= pins("test.txt").items()


def test_every_pin_has_a_hash_and_no_lock_names_an_address() -> None:
    for name in ("serve.txt", "lake.txt", "test.txt"):
        text = (ROOT / "lock" / name).read_text()
        assert "://" not in text
        entries = re.split(r"\n(?=\S)", text.strip())
        assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == []
