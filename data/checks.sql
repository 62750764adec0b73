-- What must hold before a version is published. Each row is a rule that is broken, and where.
SELECT 'a dataset that the table dataset lacks' AS rule, dataset AS detail
FROM (SELECT dataset FROM history.disclosure UNION SELECT dataset FROM published UNION SELECT dataset FROM waterfall
    UNION SELECT dataset FROM margin_file
)
WHERE dataset NOT IN (SELECT dataset FROM dataset)
UNION ALL
SELECT 'present is not loaded + refused', format('{}: {} <> {} + {}', name, present, loaded, refused)
FROM file WHERE present <> loaded + refused
UNION ALL
SELECT 'the refusals of a file are not listed', format('{}: {} of {}', f.name, count(r.sha256), f.refused)
FROM file AS f LEFT JOIN refusal AS r USING (sha256)
GROUP BY f.name, f.sha256, f.refused HAVING count(r.sha256) <> f.refused
UNION ALL
SELECT 'a figure stands twice', concat_ws(' ', ccp, quarter, service, default_fund, currency, item, descriptor)
FROM history.disclosure WHERE superseded_in IS NULL
GROUP BY dataset, ccp, level, service, default_fund, currency, period_end, quarter, item, descriptor HAVING count(*) > 1
UNION ALL
SELECT 'a CCP that the table ccp lacks', ccp FROM history.disclosure ANTI JOIN ccp USING (ccp) GROUP BY ccp
UNION ALL
SELECT 'a quarter stands twice', concat_ws(' ', dataset, ccp, quarter)
FROM ccp_quarter GROUP BY dataset, ccp, quarter HAVING count(*) > 1
UNION ALL
SELECT 'a dataset of disclosures and of margin records', dataset
FROM margin_file SEMI JOIN (FROM file WHERE source <> 'margin records') USING (dataset)
