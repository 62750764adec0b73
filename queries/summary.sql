-- title: Summary
-- unit: US$ bn, %, numbers
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 4.1.1 or 4.1.2, 4.1.4, 4.4.7, 6.1.1, 6.6.1, 6.7.1, 18.1.1.1 or 18.1.1.2 or 18.1.1.3
-- filters: ccp_quarter
SELECT
    ccp, region, quarter,
    initial_margin * usd / 1e9 AS initial_margin_usd_bn,
    100 * (initial_margin * usd / nullif(initial_margin_previous * usd_previous, 0) - 1) AS growth_pct,
    default_fund * usd / 1e9 AS default_fund_usd_bn,
    100 * sitg / nullif(default_fund, 0) AS sitg_pct_of_df,
    cover2_pct, members, peak_ratio,
    CASE WHEN initial_margin * usd IS NOT NULL THEN
        rank() OVER (PARTITION BY dataset ORDER BY initial_margin * usd DESC NULLS LAST)
    END AS rank,
    short
FROM ccp_quarter
WHERE (dataset, ccp, quarter) IN (SELECT (dataset, ccp, max(quarter)) FROM ccp_quarter GROUP BY dataset, ccp)
ORDER BY rank, ccp
