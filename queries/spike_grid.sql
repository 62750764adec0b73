-- title: Spikes by CCP and quarter
-- unit: largest day / average day of the quarter; over is 1 or 0
-- grain: ccp, quarter
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.6.1, 6.7.1
-- filters: ccp_quarter
-- $threshold: DOUBLE = 1.8  Peak ratio from which a quarter counts, this value included
-- $mode: absolute | own_history  Count by the threshold, or by each CCP's place in its own history
-- $percentile: DOUBLE = 0.9  Share of a CCP's quarters that lie below, from which own_history counts
SELECT
    ccp, quarter, peak_ratio,
    CAST(CASE $mode WHEN 'absolute' THEN peak_ratio >= $threshold ELSE peak_ratio_percentile >= $percentile END AS INTEGER) AS over,
    coalesce(event, '') AS event, short, region
FROM ccp_quarter LEFT JOIN event USING (quarter)
WHERE peak_ratio IS NOT NULL
ORDER BY ccp, quarter
