"""The columns that other parts and other people's scripts rely on come first, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest

from queries.engine import Engine
from queries.query import read_all
from tests.catalogs import small

QUERIES = read_all()
FIRST = {
    "im_growth": "ccp quarter initial_margin_usd_bn growth_pct",
    "im_ranking": "ccp region initial_margin_usd_bn rank",
    "peak_ratio": "ccp region quarter peak_ratio",
    "synchronised_spikes": "quarter event ccps_over ccps",
    "spike_grid": "ccp quarter peak_ratio over event",
    "default_waterfall": "ccp quarter layer layer_order amount_usd_bn share_pct",
    "cover2_iqr": "ccp whisker_low q1 median q3 whisker_high iqr_pt quarters",
    "correlation": "metric_x metric_y r n",
    "summary": "ccp region quarter initial_margin_usd_bn growth_pct default_fund_usd_bn sitg_pct_of_df cover2_pct "
    "members peak_ratio rank",
    "loss_absorption": "ccp quarter indicator value window",
    "published_layers": "ccp quarter layer share_pct corrected_pct note",
    "published_indicators": "ccp quarter table indicator value note",
    "published_waterfall": "ccp quarter layer layer_order amount_usd_bn share_pct",
    "published_grid": "ccp quarter value flagged",
    "waterfall_order": "ccp layer_order layer layer_kind amount currency note",
    "ccps": "ccp short region initial_margin_usd_bn",
    "datasets": "dataset title badge ccps quarters",
    "integrity": "rule dataset ccp quarter detail",
    "findings": "section position sentence view ccp quarter",
    "im_moves": "ccp short region quarter growth_pct direction rose fell ccps event",
    "im_regions": "region quarter initial_margin_usd_bn ccps shorts of_largest largest rank",
    "spike_counts": "quarter event ccps_over ccps everywhere synchronised partly other_quarters other_mean threshold",
    "waterfall_ratios": "ccp short region quarter margin_pct fund_pct sitg_pct_of_df",
    "cover2_spread": "ccp short region iqr_pt quarters quarters_short last_short last_short_pct narrowest widest ccps",
    "correlation_pairs": "metric_x metric_y r within_ccp changes n lowest highest size_effect",
    "peak_ranking": "ccp short region quarter peak_ratio rank ccps event",
    "peak_regions": "region quarter peak_ratio ccps several shorts mine mine_short mine_region mine_below rank",
    "places": "measure ccp short quarter value rank ccps mean",
    "standing": "section position sentence view ccp quarter",
    "margin_daily": "date initial_margin stress_loss",
    "margin_waterfall": "layer stress_loss default_fund records",
    "margin_cover2": "ccp short whisker_low q1 median q3 whisker_high iqr_pt days",
    "margin_correlation": "ccp short region im_vm im_sl im_df vm_sl vm_df sl_df records",
    "margin_members": "member initial_margin stress_loss records",
    "margin_ccps": "ccp",
    "margin_density": "initial_margin stress_loss records",
    "provenance": "ccp quarter item descriptor level service currency value raw_text source_file sheet cell loaded_in",
}


def test_every_query_is_listed() -> None:
    assert set(FIRST) == set(QUERIES)


@pytest.mark.parametrize("name", FIRST)
def test_columns(name: str, tmp_path: Path) -> None:
    columns = list(Engine(small(tmp_path, {"ccp": []})).run(QUERIES[name]).frame)
    first = FIRST[name].split()
    assert columns[: len(first)] == first


@pytest.mark.parametrize("name", sorted(set(QUERIES) - {"correlation"}))
def test_rows_come_in_an_order_of_their_own(name: str) -> None:
    """What is drawn again must be the same rows in the same order: DuckDB's threads promise none."""
    assert "ORDER BY" in QUERIES[name].sql.rpartition("\nFROM")[2], name
