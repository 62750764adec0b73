-- title: Findings
-- unit: none; one sentence a finding
-- grain: position
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 4.1.1 or 4.1.2, 4.1.4, 4.4.7, 6.1.1, 6.6.1, 6.7.1
-- filters: ccp_quarter
-- $threshold: DOUBLE = 1.8  Peak ratio from which a quarter counts as a spike, this value included
-- $mode: absolute | own_history  Count by the threshold, or by each CCP's place in its own history
-- $percentile: DOUBLE = 0.9  Share of a CCP's quarters that lie below, from which own_history counts
WITH figure AS (
    SELECT
        *, replace(quarter, 'Q', ' Q') AS spoken,
        initial_margin * usd / 1e9 AS margin,
        100 * (initial_margin * usd / nullif(initial_margin_previous * usd_previous, 0) - 1) AS growth,
        CASE $mode WHEN 'absolute' THEN peak_ratio >= $threshold ELSE peak_ratio_percentile >= $percentile END AS over
    FROM ccp_quarter LEFT JOIN event USING (quarter)
),
spike AS (
    SELECT
        quarter, spoken, event,
        count(*) FILTER (over) AS over, count(*) AS ccps, 3 * count(*) FILTER (over) >= 2 * count(*) AS synchronised
    FROM figure
    WHERE peak_ratio IS NOT NULL
    GROUP BY quarter, spoken, event
    HAVING count(*) > 1
),
level AS (
    SELECT CASE $mode
        WHEN 'absolute' THEN format('at or above {:.1f} times', $threshold)
        ELSE format('above {:.0f}% of their own quarters', 100 * $percentile)
    END AS spoken
),
-- The quarter that a review looks at first: most CCPs over, then one known for an event, then the latest.
focus AS (
    SELECT quarter, spoken, event FROM spike
    ORDER BY 1.0 * over / ccps DESC, event IS NULL, quarter DESC
    LIMIT 1
),
moved AS (
    SELECT
        quarter, any_value(spoken) AS spoken, arg_max(ccp, growth) AS ccp, arg_max(short, growth) AS short,
        max(growth) AS growth, count(*) FILTER (growth > 0) AS rose, count(*) AS ccps,
        array_to_string(list(format('{} {:+.1f}%', short, growth) ORDER BY growth DESC)[:8], ', ') AS listed
    FROM figure
    WHERE quarter = (SELECT quarter FROM focus) AND growth IS NOT NULL
    GROUP BY quarter
),
latest AS (
    SELECT
        *, 100 * initial_margin / (initial_margin + default_fund + sitg) AS margin_pct,
        100 * default_fund / nullif(initial_margin, 0) AS fund_pct, 100 * sitg / nullif(default_fund, 0) AS sitg_pct
    FROM figure
    WHERE initial_margin > 0
    QUALIFY quarter = max(quarter) OVER ()
),
sized AS (
    SELECT
        any_value(quarter) AS quarter, any_value(spoken) AS spoken, count(*) AS ccps, count(margin_pct) AS layered,
        arg_max(ccp, margin) AS largest, arg_max(short, margin) AS largest_short, max(margin) AS largest_margin,
        arg_min(short, margin) AS smallest_short, min(margin) AS smallest_margin,
        min(margin_pct) AS margin_low, max(margin_pct) AS margin_high,
        100 * sum(margin) FILTER (margin_pct IS NOT NULL)
        / sum((initial_margin + default_fund + sitg) * usd / 1e9) AS margin_combined,
        min(fund_pct) AS fund_low, max(fund_pct) AS fund_high,
        min(sitg_pct) AS sitg_low, max(sitg_pct) AS sitg_high, avg(sitg_pct) AS sitg_mean, count(sitg_pct) AS sitgs,
        arg_max(ccp, sitg_pct) AS sitg_ccp, arg_max(short, sitg_pct) AS sitg_short
    FROM latest
),
region AS (
    SELECT region, sum(margin) AS margin FROM latest WHERE region <> '' AND margin IS NOT NULL GROUP BY region
),
cover AS (
    SELECT
        ccp, short, count(*) AS quarters, max(quarter) AS quarter,
        quantile_cont(cover2_pct, 0.75) - quantile_cont(cover2_pct, 0.25) AS iqr,
        count(*) FILTER (cover2_pct > 100) AS short_of, max(quarter) FILTER (cover2_pct > 100) AS last_short,
        arg_max(cover2_pct, quarter) FILTER (cover2_pct > 100) AS last_pct
    FROM figure
    WHERE cover2_pct IS NOT NULL
    GROUP BY ccp, short
),
ranged AS (
    SELECT
        list(short ORDER BY iqr) AS shorts, list(ccp ORDER BY iqr) AS ccps, list(iqr ORDER BY iqr) AS iqrs
    FROM cover
    WHERE quarters >= 4
    HAVING count(*) > 2
),
centred AS (
    SELECT
        initial_margin * usd AS im, default_fund * usd AS df, notional * usd AS nv, members AS cm,
        im - avg(im) OVER own AS im_own, df - avg(df) OVER own AS df_own, ccp,
        initial_margin / nullif(initial_margin_previous, 0) AS im_growth,
        default_fund / nullif(default_fund_previous, 0) AS df_growth
    FROM figure
    WINDOW own AS (PARTITION BY ccp)
),
related AS (
    SELECT
        corr(im, df) AS fund, corr(im, nv) AS notional, corr(im, cm) AS members, corr(im_own, df_own) AS fund_own,
        corr(im_growth, df_growth) AS fund_growth,
        regr_count(im, df) AS pairs,
        least(corr(im, df), corr(im, nv), corr(im, cm), corr(df, nv), corr(df, cm), corr(nv, cm)) AS lowest,
        greatest(corr(im, df), corr(im, nv), corr(im, cm), corr(df, nv), corr(df, cm), corr(nv, cm)) AS highest
    FROM centred
    HAVING count(DISTINCT ccp) > 2 AND regr_count(im, df) > 8
),
peak AS (
    SELECT
        any_value(spoken) AS spoken, any_value(quarter) AS quarter, arg_max(ccp, peak_ratio) AS ccp,
        array_to_string(list(format('{} {:.2f}', short, peak_ratio) ORDER BY peak_ratio DESC)[:3], ', ') AS listed
    FROM figure
    WHERE quarter = (SELECT quarter FROM focus) AND peak_ratio IS NOT NULL
    HAVING count(*) > 2
),
peak_region AS (
    SELECT
        region, avg(peak_ratio) AS ratio, count(*) AS ccps, any_value(spoken) AS spoken, any_value(quarter) AS quarter
    FROM figure
    WHERE quarter = (SELECT quarter FROM focus) AND peak_ratio IS NOT NULL AND region <> ''
    GROUP BY region
),
sentence(position, sentence, view, ccp, quarter, severity) AS (
    SELECT
        100 + rank() OVER (ORDER BY 1.0 * over / ccps DESC, event IS NULL, quarter DESC),
        format(
            '{}{}: {} of {} CCPs {}.', spike.spoken, coalesce(' (' || event || ')', ''), over, ccps, level.spoken
        ),
        'spikes', '', quarter, 'watch'
    FROM spike, level
    WHERE synchronised
    QUALIFY rank() OVER (ORDER BY 1.0 * over / ccps DESC, event IS NULL, quarter DESC) <= 5
    UNION ALL
    SELECT
        110, format(
            'In the other {} {:.1f} of {} on average.',
            CASE WHEN count(*) = 1 THEN 'quarter' ELSE format('{} quarters', count(*)) END, avg(over), max(ccps)
        ),
        'spikes', '', '', 'note'
    FROM spike
    WHERE NOT synchronised
    HAVING count(*) > 0 AND (SELECT bool_or(synchronised) FROM spike)
    UNION ALL
    SELECT
        200, format(
            '{}''s initial margin {} {:.1f}% in {}, the largest rise of the quarter.',
            short, CASE WHEN growth > 0 THEN 'rose' ELSE 'fell' END, abs(growth), spoken
        ), 'im_trend', ccp, quarter, 'note'
    FROM moved
    WHERE growth > 0 AND ccps > 1
    UNION ALL
    SELECT
        201, format('Initial margin rose at {} of {} CCPs in {}: {}.', rose, ccps, spoken, listed),
        'im_trend', '', quarter, 'note'
    FROM moved
    WHERE ccps > 1
    UNION ALL
    SELECT
        300, format(
            '{} holds the most initial margin (${:.0f} bn), {} the least (${:.{}f} bn), in {}.',
            largest_short, largest_margin, smallest_short, smallest_margin,
            CASE WHEN smallest_margin < 1 THEN 2 ELSE 0 END, spoken
        ), 'im_ranking', largest, quarter, 'note'
    FROM sized
    WHERE ccps > 1
    UNION ALL
    SELECT
        301, format(
            'By region: {}; {} holds {:.2f} times as much as {} alone.',
            string_agg(format('{} ${:.0f} bn', region, margin), ', ' ORDER BY margin DESC),
            arg_min(region, margin), min(margin) / any_value(largest_margin), any_value(largest_short)
        ), 'im_ranking', '', any_value(quarter), 'note'
    FROM region, sized
    HAVING count(*) > 1
    UNION ALL
    SELECT
        400, format(
            'Initial margin is {:.1f}-{:.1f}% of prefunded resources, {:.1f}% combined.',
            margin_low, margin_high, margin_combined
        ), 'waterfall', '', quarter, 'note'
    FROM sized
    WHERE layered > 1
    UNION ALL
    SELECT
        401, format(
            'Skin in the game is {:.1f}-{:.1f}% of the default fund, {:.1f}% on average; {} has the highest. '
            'The default fund is {:.0f}-{:.0f}% of initial margin.',
            sitg_low, sitg_high, sitg_mean, sitg_short, fund_low, fund_high
        ), 'waterfall', sitg_ccp, quarter, 'note'
    FROM sized
    WHERE sitgs > 1
    UNION ALL
    SELECT
        500, format(
            '{}''s Cover-2 range is the narrowest ({:.1f} pt), {}''s the widest ({:.1f} pt), before {}''s ({:.1f} pt).',
            shorts[1], iqrs[1], shorts[-1], iqrs[-1], shorts[-2], iqrs[-2]
        ), 'cover2', ccps[-1], '', 'note'
    FROM ranged
    UNION ALL
    SELECT
        500 + row_number() OVER (ORDER BY short_of DESC, ccp),
        format(
            '{}''s Cover-2 stress loss exceeded its default fund and skin in the game in {} of {} quarters, '
            'last in {} ({:.0f}%).', short, short_of, quarters, replace(last_short, 'Q', ' Q'), last_pct
        ), 'cover2', ccp, last_short, 'watch'
    FROM cover
    WHERE short_of > 0
    QUALIFY row_number() OVER (ORDER BY short_of DESC, ccp) <= 5
    UNION ALL
    SELECT
        600, format(
            'Initial margin and default fund correlate at r {:.3f}, pooled over {} CCP-quarters{}{}{}.',
            fund, pairs, coalesce(format('; {:.2f} within CCPs', fund_own), ''),
            coalesce(format(', {:.2f} in quarterly changes', fund_growth), ''),
            CASE WHEN least(fund_own, fund_growth) < fund / 2 THEN ': mostly a size effect' ELSE '' END
        ), 'correlation', '', '', 'note'
    FROM related
    UNION ALL
    SELECT
        601, format(
            'Initial margin correlates with notional at r {:.3f}, with members at r {:.3f}; all pairs lie in {:.2f}-{:.2f}.',
            notional, members, lowest, highest
        ), 'correlation', '', '', 'note'
    FROM related
    WHERE notional IS NOT NULL AND members IS NOT NULL
    UNION ALL
    SELECT
        700, format('Largest peak ratios of {}: {}.', spoken, listed), 'peak_ratio', ccp, quarter, 'note'
    FROM peak
    UNION ALL
    SELECT
        701, format(
            'Mean peak ratio of {}: {}.', any_value(spoken), string_agg(
                format('{} {:.2f} ({} CCP{})', region, ratio, ccps, CASE WHEN ccps > 1 THEN 's' ELSE '' END),
                ', ' ORDER BY ratio DESC, region
            )
        ), 'peak_ratio', '', any_value(quarter), 'note'
    FROM peak_region
    HAVING count(*) > 1
)
SELECT 'finding' AS section, position, sentence, view, ccp, quarter, severity
FROM sentence
WHERE sentence IS NOT NULL
ORDER BY position
