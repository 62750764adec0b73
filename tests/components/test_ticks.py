from __future__ import annotations

import pytest
from bokeh.models import BasicTickFormatter, NumeralTickFormatter, Range1d
from bokeh.plotting import figure

from components.ticks import tick


@pytest.mark.parametrize(
    ("low", "high", "unit", "written"),
    [
        (0.0, 3.5e11, "", "0,0.[00] aB{n}"),
        (-2e12, 10.0, "", "0,0.[00] aT{n}"),
        (0.0, 1.2e6, "", "0,0.[00] aM{n}"),
        (0.0, 1.2e6, "$ mn", "0,0.[00]"),
        (0.0, 16_200.0, "", "0,0.[00]"),
    ],
)
def test_large_figures_of_an_axis_are_grouped_and_scaled(low: float, high: float, unit: str, written: str) -> None:
    made = figure(x_range=Range1d(0, 1), y_range=Range1d(low, high))
    tick(made, unit)
    assert isinstance(made.yaxis.formatter, NumeralTickFormatter)
    assert made.yaxis.formatter.format == written
    assert isinstance(made.xaxis.formatter, BasicTickFormatter)


def test_no_axis_is_written_in_powers_of_ten() -> None:
    made = figure(x_range=["KRX", "LCH"], y_range=Range1d(0, 0.00002))
    tick(made, "x")
    assert made.yaxis.formatter.use_scientific is False
