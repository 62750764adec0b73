-- title: Layers of default waterfalls, as published
-- unit: % of the sum of the layers
-- grain: ccp, quarter, layer
-- source: Rec (2019), tables 4 to 12
-- items: none
-- filters: published
-- dataset: eu_2019
SELECT
    ccp, quarter, measure AS layer, value AS share_pct, corrected AS corrected_pct, note,
    source_table, raw_text, source_file, cell
FROM published
WHERE source_table BETWEEN 4 AND 12
ORDER BY
    ccp, quarter,
    list_position(['initial_margin', 'prefunded', 'non_prefunded', 'sitg', 'ccp_capital'], measure)
