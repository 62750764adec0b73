-- title: Default waterfall
-- unit: % of the sum of the layers; amounts in US$ bn
-- grain: ccp, quarter, layer
-- source: CPMI-IOSCO public quantitative disclosures; recipe rec: Rec (2019), table 2
-- items: 4.1.1 or 4.1.2, 4.1.4, 6.1.1
-- filters: ccp_quarter
-- $recipe: prefunded | rec  Initial margin, default fund and skin in the game; or Rec's five layers with commitments
-- $quarters: every | latest  Every quarter, or of each CCP its latest
SELECT
    ccp, quarter,
    unnest(['initial_margin', 'default_fund', 'sitg', 'assessments', 'ccp_capital'][:len(amounts)]) AS layer,
    unnest([1, 5 - sitg_order, sitg_order, 9 - capital_order, capital_order][:len(amounts)]) AS layer_order,
    unnest(amounts) * usd / 1e9 AS amount_usd_bn,
    100 * unnest(amounts) / nullif(list_sum(amounts), 0) AS share_pct,
    region, short, sitg_first IS NOT NULL AS order_known
FROM (
    SELECT
        ccp, quarter, usd, region, short, sitg_first,
        CASE WHEN sitg_first = FALSE THEN 3 ELSE 2 END AS sitg_order,
        CASE WHEN sitg_after > 0 THEN 4 ELSE 5 END AS capital_order,
        CASE $recipe
            WHEN 'prefunded' THEN [initial_margin, default_fund, sitg]
            ELSE [
                initial_margin, list_sum([default_fund, default_fund_other]), sitg,
                list_sum([commitments_replenish, commitments_other]), list_sum([sitg_after, ccp_committed])
            ]
        END AS amounts
    FROM ccp_quarter
    WHERE
        initial_margin IS NOT NULL AND default_fund IS NOT NULL
        AND ($quarters = 'every' OR (dataset, ccp, quarter) IN (
            SELECT (dataset, ccp, max(quarter))
            FROM ccp_quarter
            WHERE initial_margin IS NOT NULL AND default_fund IS NOT NULL
            GROUP BY dataset, ccp
        ))
)
ORDER BY ccp, quarter, layer_order
