"""The mart: one column a measure, from the highest level that has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from queries.engine import Engine
from tests.catalogs import small


def mart(folder: Path, rows: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    catalog = small(folder, {"disclosure": rows} | tables)
    frame = Engine(catalog).opened().connection.execute("FROM ccp_quarter").df()
    frame = frame.astype(object).where(frame.notna(), None)
    return {(row["ccp"], row["quarter"]): row for row in frame.to_dict("records")}


def margin(value: float, quarter: str = "2025Q1", **more: Any) -> dict[str, Any]:
    return {"ccp": "A", "quarter": quarter, "item": "6.1.1", "descriptor": "Total", "value": value, **more}


def fund(value: float, **more: Any) -> dict[str, Any]:
    return {"ccp": "A", "quarter": "2025Q1", "item": "4.1.4", "value": value, **more}


EURO = [{"currency": "EUR", "quarter": q, "usd": usd} for q, usd in (("2024Q4", 1.0), ("2025Q1", 1.25))]


def test_levels_are_never_summed_together(tmp_path: Path) -> None:
    services = [margin(4, level="clearing_service", service=name) for name in "XY"]
    row = mart(tmp_path, [margin(8), *services])["A", "2025Q1"]
    assert row["initial_margin"] == 8


def test_without_a_row_of_the_ccp_its_services_are_summed(tmp_path: Path) -> None:
    services = [margin(4, level="clearing_service", service=name) for name in "XY"]
    assert mart(tmp_path, services)["A", "2025Q1"]["initial_margin"] == 8


def test_default_funds_go_before_services(tmp_path: Path) -> None:
    rows = [
        fund(3, level="default_fund", default_fund="F"),
        fund(2, level="default_fund", default_fund="G"),
        fund(7, level="clearing_service", service="X"),
    ]
    assert mart(tmp_path, rows)["A", "2025Q1"]["default_fund"] == 5


def test_the_level_is_chosen_for_each_measure(tmp_path: Path) -> None:
    row = mart(tmp_path, [margin(8), fund(3, level="default_fund", default_fund="F")])["A", "2025Q1"]
    assert (row["initial_margin"], row["default_fund"]) == (8, 3)


def test_only_the_quarter_just_before_is_the_previous_one(tmp_path: Path) -> None:
    rows = mart(tmp_path, [margin(5, "2024Q3"), margin(8, "2025Q1"), margin(9, "2025Q2")])
    assert rows["A", "2025Q1"]["initial_margin_previous"] is None
    assert rows["A", "2025Q2"]["initial_margin_previous"] == 8


def test_the_previous_quarter_has_its_own_rate(tmp_path: Path) -> None:
    rows = [margin(100, "2024Q4", currency="EUR"), margin(110, currency="EUR")]
    row = mart(tmp_path, rows, fx=EURO)["A", "2025Q1"]
    assert (row["currency"], row["usd"], row["usd_previous"]) == ("EUR", 1.25, 1.0)
    assert (row["initial_margin"], row["initial_margin_previous"]) == (110, 100)


def test_a_change_of_currency_converts_the_previous_quarter(tmp_path: Path) -> None:
    rates = [*EURO, {"currency": "HRK", "quarter": "2024Q4", "usd": 0.125}]
    rows = [margin(800, "2024Q4", currency="HRK"), margin(110, currency="EUR")]
    assert mart(tmp_path, rows, fx=rates)["A", "2025Q1"]["initial_margin_previous"] == 100


def test_initial_margin_in_several_currencies_becomes_dollars(tmp_path: Path) -> None:
    rows = [margin(100, currency="EUR"), margin(10, currency="USD"), fund(4, currency="EUR")]
    row = mart(tmp_path, rows, fx=EURO)["A", "2025Q1"]
    assert (row["currency"], row["usd"], row["initial_margin"], row["default_fund"]) == ("USD", 1, 135, 5)


def test_another_measure_in_another_currency_is_converted(tmp_path: Path) -> None:
    notional = {"ccp": "A", "quarter": "2025Q1", "item": "23.2.1", "descriptor": "Bonds"}
    rows = [margin(100, currency="EUR"), notional | {"value": 4, "currency": "EUR"}, notional | {"value": 10}]
    row = mart(tmp_path, rows, fx=EURO)["A", "2025Q1"]
    assert (row["currency"], row["notional"]) == ("EUR", 12)


def test_a_zero_in_another_currency_changes_nothing(tmp_path: Path) -> None:
    row = mart(tmp_path, [margin(100, currency="EUR"), margin(0, currency="CHF")], fx=EURO)["A", "2025Q1"]
    assert (row["currency"], row["initial_margin"]) == ("EUR", 100)


def test_without_a_rate_ratios_still_work(tmp_path: Path) -> None:
    vm = {"ccp": "A", "quarter": "2025Q1", "currency": "XXX"}
    rows = [margin(100, currency="XXX"), vm | {"item": "6.6.1", "value": 2}, vm | {"item": "6.7.1", "value": 5}]
    row = mart(tmp_path, rows)["A", "2025Q1"]
    assert (row["currency"], row["usd"], row["initial_margin"], row["peak_ratio"]) == ("XXX", None, 100, 2.5)


def test_what_cannot_be_converted_leaves_no_total(tmp_path: Path) -> None:
    row = mart(tmp_path, [margin(100, currency="EUR"), margin(10, currency="XXX")], fx=EURO)["A", "2025Q1"]
    assert row["initial_margin"] is None


def test_members_are_summed_over_their_kinds_and_not_over_currencies(tmp_path: Path) -> None:
    kinds = [("18.1.1.1", 5, "EUR"), ("18.1.1.1", 5, "USD"), ("18.1.1.2", 7, "EUR"), ("18.1.1.3", 1, "")]
    rows = [{"ccp": "A", "quarter": "2025Q1", "item": i, "value": v, "currency": c} for i, v, c in kinds]
    assert mart(tmp_path, rows)["A", "2025Q1"]["members"] == 13


def test_notional_falls_back_to_what_was_cleared(tmp_path: Path) -> None:
    rows = [
        {"ccp": ccp, "quarter": "2025Q1", "item": item, "descriptor": product, "value": value}
        for ccp, item, product, value in (
            ("A", "23.2.1", "Bonds", 2), ("A", "23.2.1", "Swaps", 3), ("A", "23.1.2", "Bonds", 9),
            ("B", "23.2.1", "Bonds", 0), ("B", "23.1.2", "Bonds", 9),
        )
    ]  # fmt: skip
    found = mart(tmp_path, rows)
    assert (found["A", "2025Q1"]["notional"], found["B", "2025Q1"]["notional"]) == (5, 9)


def test_percentile_counts_the_ccps_own_quarters_below(tmp_path: Path) -> None:
    rows = []
    for quarter, peak in (("2024Q1", 3), ("2024Q2", 2), ("2024Q3", 2), ("2024Q4", 4)):
        rows.append({"ccp": "A", "quarter": quarter, "item": "6.6.1", "value": 1})
        rows.append({"ccp": "A", "quarter": quarter, "item": "6.7.1", "value": peak})
    rows.append({"ccp": "A", "quarter": "2025Q1", "item": "6.6.1", "value": 0})
    found = mart(tmp_path, rows)
    places = [found["A", q]["peak_ratio_percentile"] for q in ("2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1")]
    assert places == [0.5, 0, 0, 0.75, None]
    assert found["A", "2025Q1"]["peak_ratio"] is None


@pytest.mark.parametrize(
    ("own", "expected"),
    [({"4.1.1": 1}, True), ({"4.1.2": 1}, False), ({"4.1.1": 0, "4.1.3": 1}, False), ({"4.1.1": 0}, None), ({}, None)],
)
def test_own_capital_stands_where_it_was_filed(tmp_path: Path, own: dict[str, float], expected: bool | None) -> None:
    filed = [{"ccp": "A", "quarter": "2025Q1", "item": item, "value": value} for item, value in own.items()]
    assert mart(tmp_path, [margin(1), *filed])["A", "2025Q1"]["sitg_first"] is expected


def test_own_capital_stands_where_it_is_listed_if_nothing_was_filed(tmp_path: Path) -> None:
    listed = [
        {"ccp": "A 2009", "layer_order": n, "layer": kind, "layer_kind": kind}
        for n, kind in enumerate(["defaulter_contribution", "nondefaulter_contribution", "ccp_capital"])
    ]
    names = [{"ccp": name, "short": "A", "region": "APAC"} for name in ("A", "A 2009")]
    row = mart(tmp_path, [margin(1)], waterfall=listed, ccp=names)["A", "2025Q1"]
    assert (row["sitg_first"], row["region"]) == (False, "APAC")
