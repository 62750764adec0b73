-- title: The place of my CCP, measure by measure
-- unit: value in US$ bn for initial_margin and default_fund, % for growth, sitg and cover2, x for peak_ratio, else number
-- grain: measure
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.1.1
-- filters: ccp_quarter
-- $my_ccp: VARCHAR = KRX  The CCP to speak of, by its full or its short name
WITH compared AS (
    SELECT *, ccp = $my_ccp OR short = $my_ccp AS mine
    FROM ccp_quarter
    QUALIFY quarter = max(quarter) FILTER (ccp = $my_ccp OR short = $my_ccp) OVER (PARTITION BY dataset)
),
measured AS (
    SELECT
        ccp, short, quarter, mine,
        unnest(['initial_margin', 'growth', 'default_fund', 'sitg', 'cover2', 'members', 'peak_ratio']) AS measure,
        unnest([
            initial_margin * usd / 1e9,
            100 * (initial_margin * usd / nullif(initial_margin_previous * usd_previous, 0) - 1),
            default_fund * usd / 1e9, 100 * sitg / nullif(default_fund, 0), cover2_pct, members, peak_ratio
        ]) AS value
    FROM compared
),
ranked AS (
    SELECT
        measure, ccp, short, quarter, mine, value,
        rank() OVER (PARTITION BY measure ORDER BY value DESC) AS rank,
        count(*) OVER (PARTITION BY measure) AS ccps, avg(value) OVER (PARTITION BY measure) AS mean
    FROM measured
    WHERE value IS NOT NULL
)
SELECT measure, ccp, short, quarter, value, rank, ccps, mean
FROM ranked
WHERE mine
ORDER BY list_position(
    ['initial_margin', 'growth', 'default_fund', 'sitg', 'cover2', 'members', 'peak_ratio'], measure
)
