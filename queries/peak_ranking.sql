-- title: Peak ratio of variation margin, the highest first
-- unit: largest day / average day of the latest quarter
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.6.1, 6.7.1
-- filters: ccp_quarter
SELECT
    ccp, short, region, quarter, peak_ratio, rank() OVER own AS rank,
    count(*) OVER (PARTITION BY dataset) AS ccps, coalesce(event, '') AS event
FROM (
    FROM ccp_quarter
    WHERE peak_ratio IS NOT NULL
    QUALIFY quarter = max(quarter) OVER (PARTITION BY dataset)
)
LEFT JOIN event USING (quarter)
WINDOW own AS (PARTITION BY dataset ORDER BY peak_ratio DESC)
ORDER BY rank, ccp
