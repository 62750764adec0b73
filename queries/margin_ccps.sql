-- title: CCPs of margin records
-- unit: none
-- grain: ccp
-- source: Margin records of the clearing house
-- items: none
-- filters: margin
-- dataset: margin_demo
-- The largest first, by initial margin.
SELECT ccp, ccp AS short, '' AS region
FROM margin
GROUP BY ccp
ORDER BY sum(initial_margin) DESC, ccp
