-- title: Correlation of the records' metrics
-- unit: Pearson's r; records is a count
-- grain: ccp
-- source: margin records of the clearing members
-- items: none
-- filters: margin
-- dataset: margin_demo
SELECT
    ccp, ccp AS short, '' AS region,
    corr(initial_margin, variation_margin) AS im_vm,
    corr(initial_margin, stress_loss) AS im_sl,
    corr(initial_margin, default_fund) AS im_df,
    corr(variation_margin, stress_loss) AS vm_sl,
    corr(variation_margin, default_fund) AS vm_df,
    corr(stress_loss, default_fund) AS sl_df,
    count(*) AS records
FROM margin
GROUP BY ccp
ORDER BY ccp
