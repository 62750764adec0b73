-- title: Initial margin by size
-- unit: US$ bn, latest quarter
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.1.1
-- filters: ccp_quarter
SELECT
    ccp, region,
    initial_margin * usd / 1e9 AS initial_margin_usd_bn,
    rank() OVER (PARTITION BY dataset ORDER BY initial_margin * usd DESC) AS rank,
    quarter, short
FROM ccp_quarter
WHERE initial_margin * usd IS NOT NULL
    AND (dataset, quarter) IN (
        SELECT (dataset, max(quarter)) FROM ccp_quarter WHERE initial_margin * usd IS NOT NULL GROUP BY dataset
    )
ORDER BY rank, ccp
