"""The unit of percentages without a sign."""

import pandas as pd

from data.percent import fraction


def decided(*rows: tuple[str, str, float]) -> list[bool]:
    return list(fraction(pd.DataFrame(rows, columns=["ccp", "item", "number"])))


def test_fractions_and_percent_by_the_habit_of_the_filer() -> None:
    assert decided(("A", "6.5.3", 0.9985), ("A", "16.2.5", 0.0158)) == [True, True]
    assert decided(("B", "6.5.3", 99.85), ("B", "16.2.5", 0.48)) == [False, False]


def test_each_filer_has_its_own_habit() -> None:
    rows = ("A", "6.4.5", 0.99), ("A", "14.1.3", 0.5), ("B", "6.4.5", 99.0), ("B", "14.1.3", 0.5)
    assert decided(*rows) == [True, True, False, False]


def test_a_target_is_decided_by_its_value_alone() -> None:
    assert decided(("A", "6.5.3", 0.9969), ("A", "6.5.3", 99.38), ("A", "6.5.3", 1.0)) == [True, False, True]


def test_a_column_in_percent_keeps_its_small_figures() -> None:
    rows = ("A", "6.4.5", 0.99), ("A", "14.1.1", 56.2), ("A", "14.1.1", 44.5), ("A", "14.1.1", 0.48)
    assert decided(*rows) == [True, False, False, False]


def test_one_figure_in_percent_does_not_turn_a_column_of_fractions() -> None:
    rows = ("A", "18.2.2", 0.41), ("A", "18.2.2", 0.38), ("A", "18.2.2", 41.0)
    assert decided(*rows) == [True, True, False]


def test_a_sum_of_two_fractions_is_still_one() -> None:
    assert decided(("BME", "14.1.2", 1.158), ("BME", "14.1.2", 0.53)) == [True, True]


def test_zeros_decide_nothing() -> None:
    assert decided(("A", "18.2.2", 0.0), ("A", "18.2.2", 0.0), ("A", "18.2.2", 41.0))[2] is False
    assert decided(("A", "18.2.2", 0.0)) == [True]
