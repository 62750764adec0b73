-- title: CCPs of a dataset
-- unit: US$ bn
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures
-- items: none
-- filters: ccp_quarter
SELECT ccp, short, region, size AS initial_margin_usd_bn
FROM (
    SELECT ccp, any_value(short) AS short, any_value(region) AS region, arg_max(initial_margin * usd, quarter) / 1e9 AS size
    FROM ccp_quarter
    GROUP BY ccp
)
ORDER BY sum(size) OVER (PARTITION BY region) DESC NULLS LAST, region, size DESC NULLS LAST, ccp
