-- title: What the layers of default waterfalls are of each other
-- unit: %
-- grain: ccp
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 4.1.1 or 4.1.2, 4.1.4, 6.1.1
-- filters: ccp_quarter
SELECT
    ccp, short, region, quarter, margin_pct, fund_pct, sitg_pct AS sitg_pct_of_df,
    min(margin_pct) OVER own AS margin_low, max(margin_pct) OVER own AS margin_high,
    100 * sum(initial_margin * usd) OVER own
    / nullif(sum((initial_margin + default_fund + sitg) * usd) OVER own, 0) AS margin_combined,
    min(fund_pct) OVER own AS fund_low, max(fund_pct) OVER own AS fund_high,
    min(sitg_pct) OVER own AS sitg_low, max(sitg_pct) OVER own AS sitg_high, avg(sitg_pct) OVER own AS sitg_mean,
    rank() OVER (PARTITION BY dataset ORDER BY sitg_pct DESC) AS rank, count(*) OVER own AS ccps
FROM (
    SELECT
        *, 100 * initial_margin / (initial_margin + default_fund + sitg) AS margin_pct,
        100 * default_fund / initial_margin AS fund_pct, 100 * sitg / nullif(default_fund, 0) AS sitg_pct
    FROM ccp_quarter
    WHERE initial_margin > 0 AND default_fund IS NOT NULL AND sitg IS NOT NULL
    QUALIFY quarter = max(quarter) OVER (PARTITION BY dataset)
)
WINDOW own AS (PARTITION BY dataset)
ORDER BY rank, ccp
