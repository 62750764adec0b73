-- The datasets of an entitlement, once its rows and the names of its facts files are there.
INSERT INTO dataset
SELECT
    dataset,
    CASE WHEN cut() THEN format('{}, in part', dataset) ELSE title END,
    synthetic,
    source,
    CASE WHEN cut() THEN 'Only the CCPs that may be seen.' ELSE note END
FROM whole.dataset
WHERE of(dataset) AND (NOT cut() OR dataset IN (
    SELECT dataset FROM history.disclosure UNION SELECT dataset FROM published UNION SELECT dataset FROM waterfall
    UNION SELECT dataset FROM margin_file UNION SELECT dataset FROM refusal
))
ORDER BY rowid;
