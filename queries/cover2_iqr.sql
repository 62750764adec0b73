-- title: Cover-2 stress loss against prefunded default resources
-- unit: % of default fund and skin in the game; iqr_pt in percentage points
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures; quartiles by linear interpolation (type 7)
-- items: 4.1.1 or 4.1.2, 4.1.4, 4.4.7
-- filters: ccp_quarter
SELECT
    ccp,
    least(q[1], list_min(list_filter(used, lambda u: u >= q[1] - 1.5 * (q[3] - q[1])))) AS whisker_low,
    q[1] AS q1, q[2] AS median, q[3] AS q3,
    greatest(q[3], list_max(list_filter(used, lambda u: u <= q[3] + 1.5 * (q[3] - q[1])))) AS whisker_high,
    q[3] - q[1] AS iqr_pt,
    len(used) AS quarters, region, short
FROM (
    SELECT ccp, region, short, list(cover2_pct) AS used, quantile_cont(cover2_pct, [0.25, 0.5, 0.75]) AS q
    FROM ccp_quarter
    WHERE cover2_pct IS NOT NULL
    GROUP BY dataset, ccp, region, short
)
ORDER BY ccp
