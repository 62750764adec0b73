-- title: Members by initial margin
-- unit: $ mn; records is a count
-- grain: member
-- source: margin records of the clearing members; the fifteen with the most initial margin
-- items: none
-- filters: margin
-- dataset: margin_demo
SELECT member, sum(initial_margin) AS initial_margin, sum(stress_loss) AS stress_loss, count(*) AS records
FROM margin
GROUP BY member
ORDER BY initial_margin DESC, member
LIMIT 15
