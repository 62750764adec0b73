-- title: Cover-2 stress loss over days
-- unit: $ mn; iqr_pt too; days is a count
-- grain: ccp
-- source: margin records of the clearing members; of each day the two largest members, quantiles by interpolation (type 7)
-- items: none
-- filters: margin
-- dataset: margin_demo
WITH exposure AS (
    SELECT date, ccp, member, sum(stress_loss) AS stress_loss
    FROM margin
    GROUP BY date, ccp, member
),
daily AS (
    SELECT date, ccp, list_sum(max(stress_loss, 2)) AS cover2
    FROM exposure
    GROUP BY date, ccp
)
SELECT
    ccp, ccp AS short,
    quantile_cont(cover2, 0.05) AS whisker_low,
    quantile_cont(cover2, 0.25) AS q1,
    quantile_cont(cover2, 0.5) AS median,
    quantile_cont(cover2, 0.75) AS q3,
    quantile_cont(cover2, 0.95) AS whisker_high,
    quantile_cont(cover2, 0.75) - quantile_cont(cover2, 0.25) AS iqr_pt,
    count(*) AS days
FROM daily
GROUP BY ccp
ORDER BY ccp
