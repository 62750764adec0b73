-- title: Mean peak ratio by region, beside that of my CCP
-- unit: largest day / average day of the latest quarter
-- grain: region
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.6.1, 6.7.1
-- filters: ccp_quarter
-- $my_ccp: VARCHAR = KRX  The CCP that is compared, by its full or its short name
SELECT
    region, quarter, avg(peak_ratio) AS peak_ratio, count(*) AS ccps, count(*) > 1 AS several,
    string_agg(short, ', ' ORDER BY peak_ratio DESC) AS shorts,
    any_value(mine) AS mine, any_value(mine_short) AS mine_short,
    coalesce(bool_or(ccp = $my_ccp OR short = $my_ccp), FALSE) AS mine_region,
    any_value(mine) < avg(peak_ratio) AS mine_below,
    rank() OVER (PARTITION BY dataset ORDER BY avg(peak_ratio) DESC) AS rank
FROM (
    SELECT
        *, max(peak_ratio) FILTER (ccp = $my_ccp OR short = $my_ccp) OVER own AS mine,
        max(short) FILTER (ccp = $my_ccp OR short = $my_ccp) OVER own AS mine_short
    FROM ccp_quarter
    WHERE peak_ratio IS NOT NULL
    WINDOW own AS (PARTITION BY dataset, quarter)
    QUALIFY quarter = max(quarter) OVER (PARTITION BY dataset)
)
WHERE region <> ''
GROUP BY dataset, region, quarter
ORDER BY rank, region
