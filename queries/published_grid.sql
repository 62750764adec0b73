-- title: An indicator of loss absorption, as published
-- unit: ratio; flagged is 1 where the printed value is wrong
-- grain: ccp, quarter
-- source: Rec (2019), tables 13 to 17
-- items: none
-- filters: published
-- dataset: eu_2019
-- $indicator: overmargining_ratio | overcollateralisation_df_ratio | total_overcollateralisation_ratio | mean_average_indicator | peak_indicator  Which of the five
SELECT
    p.ccp, p.quarter, p.value, CAST(p.note <> '' AS INTEGER) AS flagged,
    coalesce(c.short, p.ccp) AS short, coalesce(c.region, '') AS region, p.note AS event
FROM published AS p LEFT JOIN ccp AS c USING (ccp)
WHERE p.source_table BETWEEN 13 AND 17 AND p.measure = $indicator AND p.value IS NOT NULL
ORDER BY short, p.quarter
