-- title: Peak ratio of variation margin
-- unit: largest day / average day of the quarter
-- grain: ccp, quarter
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 6.6.1, 6.7.1
-- filters: ccp_quarter
SELECT ccp, region, quarter, peak_ratio, short
FROM ccp_quarter
WHERE peak_ratio IS NOT NULL
ORDER BY ccp, quarter
