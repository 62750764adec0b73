-- title: Default waterfall of the records
-- unit: $ mn; records is a count
-- grain: layer
-- source: margin records of the clearing members
-- items: none
-- filters: margin
-- dataset: margin_demo
SELECT layer, sum(stress_loss) AS stress_loss, sum(default_fund) AS default_fund, count(*) AS records
FROM margin
GROUP BY layer
ORDER BY layer
