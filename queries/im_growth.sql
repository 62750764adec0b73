-- title: Initial margin
-- unit: US$ bn; growth in % against the quarter before
-- grain: ccp, quarter
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.1.1
-- filters: ccp_quarter
SELECT
    ccp, quarter,
    initial_margin * usd / 1e9 AS initial_margin_usd_bn,
    100 * (initial_margin * usd / nullif(initial_margin_previous * usd_previous, 0) - 1) AS growth_pct,
    region, short,
    100 * (initial_margin / nullif(initial_margin_previous, 0) - 1) AS growth_local_pct
FROM ccp_quarter
WHERE initial_margin IS NOT NULL
ORDER BY ccp, quarter
