-- title: How far Cover-2 stress loss varies, of CCPs with four quarters or more
-- unit: iqr_pt in percentage points of default fund and skin in the game; quarters
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures; quartiles by linear interpolation (type 7)
-- items: 4.1.1 or 4.1.2, 4.1.4, 4.4.7
-- filters: ccp_quarter
SELECT
    ccp, short, region, iqr_pt, quarters, quarters_short, last_short, last_short_pct,
    rank() OVER (PARTITION BY dataset ORDER BY iqr_pt) AS narrowest,
    rank() OVER (PARTITION BY dataset ORDER BY iqr_pt DESC) AS widest,
    count(*) OVER (PARTITION BY dataset) AS ccps
FROM (
    SELECT
        dataset, ccp, any_value(short) AS short, any_value(region) AS region, count(*) AS quarters,
        quantile_cont(cover2_pct, 0.75) - quantile_cont(cover2_pct, 0.25) AS iqr_pt,
        count(*) FILTER (cover2_pct > 100) AS quarters_short,
        max(quarter) FILTER (cover2_pct > 100) AS last_short,
        arg_max(cover2_pct, quarter) FILTER (cover2_pct > 100) AS last_short_pct
    FROM ccp_quarter
    WHERE cover2_pct IS NOT NULL
    GROUP BY dataset, ccp
    HAVING count(*) >= 4
)
ORDER BY iqr_pt, ccp
