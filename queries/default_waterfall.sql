-- title: Default waterfall
-- unit: % of the sum of the layers; amounts in US$ bn
-- grain: ccp, quarter, layer
-- source: CPMI-IOSCO public quantitative disclosures; recipe rec: Rec (2019), table 2
-- items: 4.1.1, 4.1.4, 6.1.1
-- filters: ccp_quarter
-- $recipe: prefunded | rec  Initial margin, default fund and skin in the game; or Rec's five layers with commitments
SELECT
    ccp, quarter, part.layer, part.layer_order,
    part.amount * usd / 1e9 AS amount_usd_bn,
    100 * part.amount / nullif(list_sum(list_transform(layers, lambda p: p.amount)), 0) AS share_pct,
    region, short, order_known
FROM (
    SELECT ccp, quarter, usd, region, short, sitg_first IS NOT NULL AS order_known, layers, unnest(layers) AS part
    FROM (
        SELECT
            *,
            list_sum([sitg_before, sitg_alongside]) AS sitg,
            CASE WHEN sitg_first IS DISTINCT FROM FALSE THEN 2 ELSE 3 END AS sitg_order,
            CASE WHEN sitg_after > 0 THEN 4 ELSE 5 END AS capital_order,
            CASE $recipe WHEN 'prefunded' THEN [
                {layer: 'initial_margin', layer_order: 1, amount: initial_margin},
                {layer: 'default_fund', layer_order: 5 - sitg_order, amount: default_fund},
                {layer: 'sitg', layer_order: sitg_order, amount: sitg}
            ] ELSE [
                {layer: 'initial_margin', layer_order: 1, amount: initial_margin},
                {
                    layer: 'default_fund', layer_order: 5 - sitg_order,
                    amount: list_sum([default_fund, default_fund_other])
                },
                {
                    layer: 'assessments', layer_order: 9 - capital_order,
                    amount: list_sum([commitments_replenish, commitments_other])
                },
                {layer: 'sitg', layer_order: sitg_order, amount: sitg},
                {layer: 'ccp_capital', layer_order: capital_order, amount: list_sum([sitg_after, ccp_committed])}
            ] END AS layers
        FROM ccp_quarter
        WHERE initial_margin IS NOT NULL AND default_fund IS NOT NULL
    )
)
ORDER BY ccp, quarter, part.layer_order
