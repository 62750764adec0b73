-- title: Where my CCP stands
-- unit: none; one sentence a measure
-- grain: position
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 4.1.1 or 4.1.2, 4.1.4, 4.4.7, 6.1.1, 6.6.1, 6.7.1
-- filters: ccp_quarter
-- $my_ccp: VARCHAR = KRX  The CCP to speak of, by its full or its short name
-- $threshold: DOUBLE = 1.8  Peak ratio from which a quarter counts as a spike, this value included
WITH figure AS (
    SELECT
        *, ccp = $my_ccp OR short = $my_ccp AS mine, initial_margin * usd / 1e9 AS margin,
        100 * (initial_margin * usd / nullif(initial_margin_previous * usd_previous, 0) - 1) AS growth,
        100 * sitg / nullif(default_fund, 0) AS sitg_pct,
        100 * initial_margin / nullif(initial_margin + default_fund + sitg, 0) AS margin_pct
    FROM ccp_quarter
),
-- All are compared in the latest quarter of my CCP.
compared AS (
    SELECT *, replace(quarter, 'Q', ' Q') AS spoken
    FROM figure
    WHERE quarter = (SELECT max(quarter) FROM figure WHERE mine)
),
cover AS (
    SELECT
        ccp, any_value(short) AS short, any_value(mine) AS mine, count(*) AS quarters,
        median(cover2_pct) AS median,
        quantile_cont(cover2_pct, 0.75) - quantile_cont(cover2_pct, 0.25) AS iqr
    FROM figure
    WHERE cover2_pct IS NOT NULL
    GROUP BY ccp
    HAVING count(*) > 1
),
measure(position, view, ccp, quarter, mine, value, head, ending) AS (
    SELECT
        1, 'im_ranking', ccp, quarter, mine, margin, '',
        format(' by initial margin (${:.{}f} bn) in {}.', margin, CASE WHEN margin < 1 THEN 2 ELSE 0 END, spoken)
    FROM compared
    UNION ALL
    SELECT
        2, 'im_trend', ccp, quarter, mine, growth,
        format(
            '{}''s initial margin {} {:.1f}% in {}',
            short, CASE WHEN growth < 0 THEN 'fell' ELSE 'rose' END, abs(growth), spoken
        ), ''
    FROM compared
    UNION ALL
    SELECT
        3, 'waterfall', ccp, quarter, mine, sitg_pct,
        format('{}''s skin in the game is {:.1f}% of its default fund', short, sitg_pct), ''
    FROM compared
    UNION ALL
    SELECT
        4, 'waterfall', ccp, quarter, mine, margin_pct,
        format('{}''s initial margin is {:.1f}% of its prefunded resources', short, margin_pct), ''
    FROM compared
    UNION ALL
    SELECT
        5, 'cover2', ccp, '', mine, iqr,
        format(
            'In the median quarter {}''s Cover-2 stress loss took {:.0f}% of its default fund and skin in the game; '
            'its interquartile range over {} quarters is {:.1f} pt', short, median, quarters, iqr
        ), ''
    FROM cover
    UNION ALL
    SELECT
        6, 'peak_ratio', ccp, quarter, mine, peak_ratio,
        format('{}''s peak ratio was {:.2f} in {}', short, peak_ratio, spoken), ''
    FROM compared
    UNION ALL
    SELECT
        8, 'summary', ccp, quarter, mine, members, format('{} has {:.0f} clearing members', short, members), ''
    FROM compared
),
ranked AS (
    SELECT
        *, rank() OVER (PARTITION BY position ORDER BY value DESC) AS place, count(*) OVER (PARTITION BY position) AS ccps
    FROM measure
    WHERE value IS NOT NULL
),
sentence(position, sentence, view, ccp, quarter) AS (
    SELECT
        position,
        CASE
            WHEN position = 1 THEN format('{} ranks {} of {}', $my_ccp, place, ccps) || ending
            WHEN ccps = 1 THEN head || '.'
            WHEN place = 1 THEN format('{}, the highest of {}.', head, ccps)
            WHEN place = ccps THEN format('{}, the lowest of {}.', head, ccps)
            ELSE format('{}, number {} of {}.', head, place, ccps)
        END,
        view, ccp, quarter
    FROM ranked
    WHERE mine
    UNION ALL
    SELECT
        7, format(
            '{} was at or above {:.1f} times in {} of {} quarters.',
            any_value(short), $threshold, count(*) FILTER (peak_ratio >= $threshold), count(*)
        ), 'spikes', any_value(ccp), ''
    FROM figure
    WHERE mine AND peak_ratio IS NOT NULL
    HAVING count(*) > 0
    UNION ALL
    SELECT 1, format('{} has no figures here.', $my_ccp), 'summary', '', ''
    FROM figure
    HAVING count(*) FILTER (mine) = 0
)
SELECT 'standing' AS section, position, sentence, view, ccp, quarter, 'note' AS severity
FROM sentence
ORDER BY position
