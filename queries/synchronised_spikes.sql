-- title: Synchronised spikes
-- unit: number of CCPs
-- grain: quarter
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.6.1, 6.7.1
-- filters: ccp_quarter
-- $threshold: DOUBLE = 1.8  Peak ratio from which a quarter counts, this value included
-- $mode: absolute | own_history  Count by the threshold, or by each CCP's place in its own history
-- $percentile: DOUBLE = 0.9  Share of a CCP's quarters that lie below, from which own_history counts
SELECT
    quarter, coalesce(event, '') AS event,
    count(*) FILTER (
        CASE $mode WHEN 'absolute' THEN peak_ratio >= $threshold ELSE peak_ratio_percentile >= $percentile END
    ) AS ccps_over,
    count(*) AS ccps
FROM ccp_quarter LEFT JOIN event USING (quarter)
WHERE peak_ratio IS NOT NULL
GROUP BY quarter, event
ORDER BY quarter
