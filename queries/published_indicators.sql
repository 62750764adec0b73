-- title: Indicators of loss absorption, as published
-- unit: ratio; ccp_share and members_share in %
-- grain: ccp, quarter, table, indicator
-- source: Rec (2019), tables 3 and 13 to 17
-- items: none
-- filters: published
-- dataset: eu_2019
SELECT
    ccp, quarter, source_table AS "table", measure AS indicator, value, note,
    corrected, unit, raw_text, source_file, cell
FROM published
WHERE source_table = 3 OR source_table BETWEEN 13 AND 17
ORDER BY "table", ccp, quarter, indicator
