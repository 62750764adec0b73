-- title: Which CCPs' initial margin rose, and which fell
-- unit: % against the quarter before, in US dollars
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.1.1
-- filters: ccp_quarter
SELECT
    ccp, short, region, quarter, growth_pct,
    CASE WHEN growth_pct > 0 THEN 'rose' WHEN growth_pct < 0 THEN 'fell' ELSE 'stayed' END AS direction,
    count(*) FILTER (growth_pct > 0) OVER own AS rose,
    count(*) FILTER (growth_pct < 0) OVER own AS fell,
    count(*) OVER own AS ccps,
    coalesce(event, '') AS event
FROM (
    SELECT
        *, 100 * (initial_margin * usd / nullif(initial_margin_previous * usd_previous, 0) - 1) AS growth_pct
    FROM ccp_quarter
)
LEFT JOIN event USING (quarter)
WHERE growth_pct IS NOT NULL
WINDOW own AS (PARTITION BY dataset, quarter)
QUALIFY quarter = max(quarter) OVER (PARTITION BY dataset)
ORDER BY growth_pct DESC, ccp
