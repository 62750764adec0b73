-- title: CCPs of margin records
-- unit: $ mn
-- grain: ccp
-- source: margin records of the clearing members
-- items: none
-- filters: margin
-- dataset: margin_demo
-- The largest first, by initial margin.
SELECT ccp, ccp AS short, '' AS region, sum(initial_margin) AS initial_margin
FROM margin
GROUP BY ccp
ORDER BY initial_margin DESC, ccp
