"""Ways to follow a brush that need no server, over a few records: each shows what plain SQL says."""

from collections.abc import Iterator
from datetime import timedelta

import duckdb
import holoviews as hv
import panel as pn
import pytest
from bokeh.models import ColumnDataSource

from apps.bench import run
from apps.bench.dynamicmap import redrawn
from apps.bench.links import Drag, facts
from apps.bench.outbox import Outbox
from apps.bench.requery import Requery
from apps.bench.windows import windows
from data.facts import Facts
from queries.query import FOLDER, Query
from tests import margin

VIEWS = ("daily", "waterfall", "cover2", "correlation", "members", "density")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return margin.facts_of(margin.home(tmp_path_factory.mktemp("records"), 5_000))


@pytest.fixture(scope="module")
def connection(records: Facts) -> Iterator[duckdb.DuckDBPyConnection]:
    with records.connect() as connection:
        yield connection


@pytest.fixture
def plain(connection: duckdb.DuckDBPyConnection) -> Requery:
    return Requery(connection, {name: Query.read(FOLDER / f"margin_{name}.sql") for name in VIEWS})


@pytest.fixture(autouse=True)
def fewest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "AFFORDED", 0.0)


def test_every_view_but_the_series_is_asked_again(plain: Requery, records: Facts) -> None:
    steps = windows(records.first, records.last, 9)
    made, kept = plain.dragged(steps)
    assert (len(made.seconds), len(kept)) == (run.FEWEST, run.FEWEST)
    assert min(made.seconds) > 0 and min(made.bytes) > 0 and made.note == "5 steps; rows fetched, nothing drawn"
    counted = "SELECT count(*) FROM margin WHERE date BETWEEN ? AND ?"
    for window, frames in kept.items():
        assert list(frames) == [name for name in VIEWS if name != "daily"]
        (expected,) = plain.connection.cursor().execute(counted, list(window)).fetchall()[0]
        assert frames["waterfall"]["records"].sum() == frames["correlation"]["records"].sum() == expected > 0


def test_link_selections_shows_the_sums_by_layer(connection: duckdb.DuckDBPyConnection, records: Facts) -> None:
    drag = Drag(facts(connection, records.rows))
    low, high = records.first, records.first + timedelta(364)
    assert drag.step((low.isoformat(), high.isoformat())) > 1000
    asked = "SELECT layer, sum(stress_loss) FROM margin WHERE date BETWEEN ? AND ? GROUP BY layer"
    expected = dict(connection.cursor().execute(asked, [low, high]).fetchall())
    sources = [source.data for source in drag.outbox.document.select({"type": ColumnDataSource})]
    shown = [dict(zip(data["layer"], data["stress_loss"], strict=True)) for data in sources if "layer" in data]
    assert any(each.keys() == expected.keys() and sums(each) == pytest.approx(sums(expected)) for each in shown)


def sums(layers: dict[str, float]) -> list[float]:
    return [layers[layer] for layer in sorted(layers)]


def test_redrawing_sends_the_rows_of_each_step(plain: Requery, records: Facts) -> None:
    class Bars:
        def rows(self, frame: object) -> object:
            return frame

        def draw(self, frame: object) -> hv.Bars:
            return hv.Bars(frame, "layer", "stress_loss")

    plain = Requery(plain.connection, {"waterfall": plain.views["waterfall"]})
    kept = plain.dragged(windows(records.first, records.last, 9))[1]
    told = redrawn({"waterfall": Bars()}, plain.frames([]), kept)  # type: ignore[dict-item]
    assert len(told.seconds) == len(kept) and min(told.bytes) > 100


def test_the_outbox_counts_what_a_change_would_send() -> None:
    slider = pn.widgets.FloatSlider(value=0.25)
    outbox = Outbox(pn.Column(slider))
    assert outbox.message() == 0
    slider.value = 0.5
    assert 50 < outbox.message() < 1000
    assert outbox.message() == 0
