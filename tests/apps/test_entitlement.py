"""Boards, pages and commands of two entitlements over data that they do not share: nothing crosses."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.__main__ import main
from apps.behind import behind
from apps.board import Board
from apps.page import FOLDER, read
from apps.rights import Rights
from apps.rows import as_csv
from apps.scene import Stage
from apps.shell import shell
from apps.state import State
from auth.policy import SHIPPED, Policy
from data.entitlement import EVERYTHING, Entitlement, catalog
from queries.engine import Engine
from queries.query import QueryError, read_all
from queries.selection import Clause
from tests import entitled
from tests.entitled import NORTH, NORTH_CCPS, NORTH_WORDS, SOUTH, SOUTH_CCPS, SOUTH_WORDS
from tests.shared import ROOT

TITLES = {"benchmark": "Global benchmark"}
RIGHTS = Rights.every(TITLES)
WORDS = {"north": (NORTH_WORDS, SOUTH_WORDS), "south": (SOUTH_WORDS, NORTH_WORDS)}
Stages = dict[str, Stage]
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(entitled.home(), tmp_path_factory.mktemp("own") / "home"))


@pytest.fixture(scope="module")
def stages(fleet: Path) -> Iterator[Stages]:
    """The benchmark page for each entitlement."""
    engines = {name: Engine(catalog(fleet, name), entitlement=name) for name in ("north", "south")}
    page = read(FOLDER / "benchmark.yaml", engines["north"], read_all())
    yield {name: Stage(Board(page, engine), shell(page, TITLES)) for name, engine in engines.items()}
    for engine in engines.values():
        engine.close()


@pytest.fixture
def at_home(fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That home, with roles that define its entitlements."""
    blocks = "".join(
        f"  {each.name}:\n    datasets: {json.dumps(each.datasets)}\n    ccps: {json.dumps(each.ccps)}\n"
        for each in (NORTH, SOUTH)
    )
    roles = tmp_path / "roles.yaml"
    roles.write_text(f"{SHIPPED.read_text()}\nentitlements:\n{blocks}")
    monkeypatch.setenv("TIDEMARK_HOME", str(fleet))
    monkeypatch.setenv("TIDEMARK_ROLES", str(roles))
    return fleet


def filed(my_ccp: str = "", *clauses: Clause) -> State:
    state = State("benchmark", "filed", my_ccp, 2)
    return state.brushed("im_ranking", list(clauses)) if clauses else state


def foreign(name: str, text: str) -> list[str]:
    own, others = WORDS[name]
    assert any(word in text.lower() for word in own), text
    return [word for word in others if word in text.lower()]


@pytest.mark.parametrize("name", ["north", "south"])
def test_the_same_state_shows_each_its_own(stages: Stages, name: str) -> None:
    stage = stages[name]
    assert not foreign(name, stage.document(filed(), RIGHTS))
    scene = stage.scene(filed("", Clause("im_ranking", "ccp", "point", (NORTH_CCPS[0], SOUTH_CCPS[0]))))
    shown = json.dumps({str(cell): value for part in scene.parts[1:] for cell, value in part.items()})
    chosen = {"north": NORTH_CCPS[0], "south": SOUTH_CCPS[0]}
    other = next(ccp for each, ccp in chosen.items() if each != name)
    assert not foreign(name, shown.replace(other, ""))
    assert {receipt.entitlement for _, receipt in scene.receipts} == {name}


@pytest.mark.parametrize("name", ["north", "south"])
def test_a_page_opens_with_what_is_there(stages: Stages, name: str) -> None:
    assert stages[name].board.page.my_ccp == "KRX"
    opening = stages[name].board.opening()
    assert opening.dataset in ("filed", "polar", "tropic") and opening.my_ccp in (*NORTH_CCPS, *SOUTH_CCPS)
    assert not foreign(name, opening.text()) and not foreign(name, stages[name].document(opening, RIGHTS))


def test_every_key_of_what_is_kept_has_the_entitlement(stages: Stages) -> None:
    north, south = stages.values()
    assert north.key(filed()) != south.key(filed()) and north.around_key(filed()) != south.around_key(filed())
    for view in north.board.page.views:
        assert north.board.drawing_key(view, filed()) != south.board.drawing_key(view, filed())


def test_what_is_kept_for_one_is_not_there_for_another(stages: Stages) -> None:
    north, south = stages.values()
    state = filed("", Clause("heat", "quarter", "point", ("2024Q2",)))
    north.scene(state)
    assert north.ready(state) and not south.ready(state)
    drawings = {id(north.board.drawn(view, filed())) for view in north.board.page.views}
    assert not drawings & {id(south.board.drawn(view, filed())) for view in south.board.page.views}


def test_an_error_about_a_ccp_is_the_same_whether_others_have_it(stages: Stages) -> None:
    said = []
    for ccp in (SOUTH_CCPS[0], "Utopian Clear"):
        with pytest.raises(QueryError) as caught:
            stages["north"].board.checked(filed(ccp))
        said.append(str(caught.value).replace(ccp, "…"))
    assert said[0] == said[1]


@pytest.mark.parametrize("what", ["data", "sql", "provenance"])
def test_what_stands_behind_a_chart_is_its_own(stages: Stages, what: str) -> None:
    board = stages["north"].board
    for view in board.page.views:
        said = behind(board, view, what, filed())
        assert not [word for word in SOUTH_WORDS if word in said.lower()]
    csv = as_csv(board.answer(board.page.views["im_ranking"], filed()).frame)
    assert NORTH_CCPS[0] in csv and not foreign("north", csv)


LINES = (
    ["datasets"],
    ["run", "im_ranking", "--dataset", "filed"],
    ["run", "margin_ccps", "--dataset", "margin"],
    ["run", "provenance"],
    ["run", "integrity"],
)


@pytest.mark.parametrize("line", LINES)
def test_a_command_asks_what_the_settings_say(
    at_home: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> None:
    monkeypatch.setenv("TIDEMARK_ENTITLEMENT", "south")
    assert main([*line, "--format", "json"]) == 0
    assert not foreign("south", capsys.readouterr().out)
    last = json.loads((at_home / "audit.jsonl").read_text().splitlines()[-1])
    assert last["entitlement"] == "south" and not [w for w in NORTH_WORDS if w in json.dumps(last).lower()]


def test_a_command_that_asks_for_more_is_refused(
    at_home: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEMARK_ENTITLEMENT", "south")
    assert main(["run", "im_ranking", "--dataset", "polar"]) == 1
    assert "dataset: unknown 'polar'; choose from ['filed', 'margin', 'tropic']" in capsys.readouterr().err


def test_an_unknown_entitlement_is_said_with_the_nearest(
    at_home: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEMARK_ENTITLEMENT", "suoth")
    assert main(["datasets"]) == 1
    assert "unknown entitlement 'suoth'; did you mean 'south'?" in capsys.readouterr().err


def test_a_command_writes_the_catalogs_of_the_roles(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    roles = tmp_path / "roles.yaml"
    roles.write_text(f"{SHIPPED.read_text()}\nentitlements:\n  korea:\n    ccps: [KRX]\n")
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    monkeypatch.setenv("TIDEMARK_ROLES", str(roles))
    assert main(["demo-facts", "--rows", "2000"]) == 0
    own = catalog(own_home, Entitlement("korea").name)
    assert own.numbers() == [1, 2] and catalog(own_home, EVERYTHING).numbers() == [1, 2]
    with own.connect(own.version(2)) as connection:
        assert connection.execute("SELECT DISTINCT ccp FROM disclosure").fetchall() == [("KRX",)]


def test_the_example_of_the_documentation_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "entitlements.md").read_text(), re.DOTALL)
    roles = tmp_path / "roles.yaml"
    roles.write_text(SHIPPED.read_text() + block)
    assert list(Policy.read(roles).entitlements) == ["published", "own-figures"]
