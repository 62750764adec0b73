-- title: What can be asked
-- unit: counts
-- grain: dataset
-- source: the catalog's own tables
-- items: none
-- filters: dataset
-- dataset: any
WITH figure AS (
    SELECT dataset, ccp, quarter FROM disclosure
    UNION ALL SELECT dataset, ccp, quarter FROM published
    UNION ALL SELECT dataset, ccp, NULL FROM waterfall
),
extent AS (
    SELECT
        dataset,
        count(DISTINCT ccp) AS ccps,
        count(DISTINCT quarter) AS quarters,
        min(quarter) AS first_quarter,
        max(quarter) AS last_quarter,
        count(*) AS figures
    FROM figure GROUP BY dataset
    UNION ALL
    SELECT
        dataset, ccps, quarters, strftime(first_date, '%Y') || 'Q' || quarter(first_date),
        strftime(last_date, '%Y') || 'Q' || quarter(last_date), "rows"
    FROM margin_file
)
SELECT
    dataset,
    title,
    CASE WHEN synthetic THEN 'synthetic' ELSE '' END AS badge,
    coalesce(ccps, 0) AS ccps,
    coalesce(quarters, 0) AS quarters,
    coalesce(first_quarter, '') AS first_quarter,
    coalesce(last_quarter, '') AS last_quarter,
    coalesce(figures, 0) AS "rows",
    source
FROM dataset LEFT JOIN extent USING (dataset)
ORDER BY dataset
