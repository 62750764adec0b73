from apps.bench.audience import Steps
from apps.bench.followed import COLD, GESTURE, WARM, Followed


def followed(alone: float = 0.4) -> Followed:
    steps = {COLD: Steps([0.05], 1, 0), WARM: Steps([0.01, 0.02, 0.03, 0.04], 2.4, 0.4)}
    gestures = {GESTURE: Steps([0.5, 0.7], 2.2, 0.2)}
    return Followed(10, steps, Steps([0.01] * 4, alone + 0.4, 0.4), 20, gestures, 0.06)


def test_a_follower_costs_what_a_brush_costs_more_than_without_any() -> None:
    assert round(followed().follower, 6) == 0.04
    assert round(followed().reader, 6) == 0.05


def test_the_line_has_times_in_ms_and_ratios() -> None:
    line = followed().line()
    assert line[WARM] == {"n": 4, "p50_ms": 30.0, "p95_ms": 40.0}
    assert (line["follower_cpu_ms"], line["reader_cpu_ms"], line["anew_cpu_ms"]) == (40.0, 50.0, 60.0)
    assert (line["reader_ratio"], line["anew_ratio"]) == (1.2, 1.5)


def test_what_cannot_be_told_from_nothing_has_no_ratio() -> None:
    assert followed(alone=9.0).line()["reader_ratio"] is None


def test_the_table_has_a_row_for_each_kind_of_step() -> None:
    table = followed().table().splitlines()
    assert [row.split()[-1] for row in table[1:3]] == ["50.0", "40.0"]
    assert table[-1] == "processor ms a brush: a follower 40.00, a reader 50.00, worked out anew 60.00"
