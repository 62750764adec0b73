-- title: How many CCPs spiked in the same quarter
-- unit: number of CCPs; threshold in largest day / average day, own_history in %
-- grain: quarter
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.6.1, 6.7.1
-- filters: ccp_quarter
-- $threshold: DOUBLE = 1.8  Peak ratio from which a quarter counts, this value included
-- $mode: absolute | own_history  Count by the threshold, or by each CCP's place in its own history
-- $percentile: DOUBLE = 0.9  Share of a CCP's quarters that lie below, from which own_history counts
SELECT
    quarter, coalesce(event, '') AS event, ccps_over, ccps,
    ccps_over = ccps AS everywhere, synchronised,
    synchronised AND ccps_over < ccps AS partly,
    count(*) FILTER (NOT synchronised) OVER () AS other_quarters,
    avg(ccps_over) FILTER (NOT synchronised) OVER () AS other_mean,
    CASE $mode WHEN 'absolute' THEN $threshold END AS threshold,
    CASE $mode WHEN 'own_history' THEN 100 * $percentile END AS own_history
FROM (
    SELECT
        quarter, count(*) AS ccps,
        count(*) FILTER (
            CASE $mode WHEN 'absolute' THEN peak_ratio >= $threshold ELSE peak_ratio_percentile >= $percentile END
        ) AS ccps_over,
        3 * ccps_over >= 2 * ccps AS synchronised
    FROM ccp_quarter
    WHERE peak_ratio IS NOT NULL
    GROUP BY quarter
)
LEFT JOIN event USING (quarter)
ORDER BY quarter
