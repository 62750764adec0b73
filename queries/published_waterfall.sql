-- title: Layers of the default waterfall, as published
-- unit: % of all layers
-- grain: ccp, layer
-- source: Rec (2019), tables 4 to 12
-- items: none
-- filters: published
-- dataset: eu_2019
SELECT
    p.ccp, p.quarter, p.measure AS layer,
    list_position(['initial_margin', 'prefunded', 'non_prefunded', 'sitg', 'ccp_capital'], p.measure) AS layer_order,
    CAST(NULL AS DOUBLE) AS amount_usd_bn, p.value AS share_pct,
    coalesce(c.region, '') AS region, coalesce(c.short, p.ccp) AS short, p.note
FROM published AS p LEFT JOIN ccp AS c USING (ccp)
WHERE p.source_table BETWEEN 4 AND 12 AND p.value IS NOT NULL AND p.unit = '%'
QUALIFY p.quarter = max(p.quarter) OVER ()
ORDER BY short, layer_order
