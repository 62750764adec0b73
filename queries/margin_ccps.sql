-- title: CCPs of margin records
-- unit: names
-- grain: ccp
-- source: margin records of the clearing members
-- items: none
-- filters: margin
-- dataset: margin_demo
-- The largest first, by initial margin.
SELECT ccp, ccp AS short, '' AS region
FROM margin
GROUP BY ccp
ORDER BY sum(initial_margin) DESC NULLS LAST, ccp
