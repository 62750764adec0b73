-- title: Initial margin and stress loss by day
-- unit: $ mn
-- grain: date
-- source: margin records of the clearing members
-- items: none
-- filters: margin
-- dataset: margin_demo
SELECT date, sum(initial_margin) AS initial_margin, sum(stress_loss) AS stress_loss
FROM margin
GROUP BY date
ORDER BY date
