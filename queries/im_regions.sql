-- title: Initial margin by region
-- unit: US$ bn, latest quarter; of_largest is a ratio
-- grain: region
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.1.1
-- filters: ccp_quarter
SELECT
    region, quarter, sum(margin) AS initial_margin_usd_bn, count(*) AS ccps,
    string_agg(short, ', ' ORDER BY margin DESC) AS shorts,
    sum(margin) / any_value(largest_margin) AS of_largest, any_value(largest) AS largest,
    rank() OVER (PARTITION BY dataset ORDER BY sum(margin) DESC) AS rank
FROM (
    SELECT
        dataset, region, quarter, short, initial_margin * usd / 1e9 AS margin,
        max(margin) OVER own AS largest_margin, arg_max(short, margin) OVER own AS largest
    FROM ccp_quarter
    WHERE initial_margin * usd IS NOT NULL
    WINDOW own AS (PARTITION BY dataset, quarter)
    QUALIFY quarter = max(quarter) OVER (PARTITION BY dataset)
)
WHERE region <> ''
GROUP BY dataset, region, quarter
ORDER BY rank, region
