-- title: Records by initial margin and stress loss
-- unit: $ mn, by steps of 1, 2, 5; records is a count
-- grain: initial_margin, stress_loss
-- source: margin records of the clearing members; a step holds what lies from it to below the next
-- items: none
-- filters: margin
-- dataset: margin_demo
SELECT rung(initial_margin) AS initial_margin, rung(stress_loss) AS stress_loss, count(*) AS records
FROM margin
WHERE initial_margin IS NOT NULL AND stress_loss IS NOT NULL
GROUP BY rung(initial_margin), rung(stress_loss)
ORDER BY initial_margin, stress_loss
