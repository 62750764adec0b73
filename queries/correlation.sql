-- title: Correlation of size measures
-- unit: Pearson's r; n is the number of pairs
-- grain: metric_x, metric_y
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 4.1.4, 6.1.1, 18.1.1.1 or 18.1.1.2 or 18.1.1.3, 23.2.1 or 23.1.2
-- filters: ccp_quarter
-- $basis: pooled | within_ccp | changes  Levels; levels less each CCP's own mean; growth on the quarter before
SELECT
    unnest([
        'initial_margin', 'initial_margin', 'initial_margin', 'initial_margin',
        'default_fund', 'default_fund', 'default_fund', 'default_fund',
        'notional', 'notional', 'notional', 'notional',
        'members', 'members', 'members', 'members'
    ]) AS metric_x,
    unnest([
        'initial_margin', 'default_fund', 'notional', 'members',
        'initial_margin', 'default_fund', 'notional', 'members',
        'initial_margin', 'default_fund', 'notional', 'members',
        'initial_margin', 'default_fund', 'notional', 'members'
    ]) AS metric_y,
    unnest([
        round(corr(a, a), 12), corr(a, b), corr(a, c), corr(a, d),
        corr(a, b), round(corr(b, b), 12), corr(b, c), corr(b, d),
        corr(a, c), corr(b, c), round(corr(c, c), 12), corr(c, d),
        corr(a, d), corr(b, d), corr(c, d), round(corr(d, d), 12)
    ]) AS r,
    unnest([
        regr_count(a, a), regr_count(a, b), regr_count(a, c), regr_count(a, d),
        regr_count(a, b), regr_count(b, b), regr_count(b, c), regr_count(b, d),
        regr_count(a, c), regr_count(b, c), regr_count(c, c), regr_count(c, d),
        regr_count(a, d), regr_count(b, d), regr_count(c, d), regr_count(d, d)
    ]) AS n,
    metric_x AS layer
FROM (
    SELECT
        CASE $basis WHEN 'pooled' THEN im WHEN 'within_ccp' THEN im - avg(im) OVER own ELSE im_growth END AS a,
        CASE $basis WHEN 'pooled' THEN df WHEN 'within_ccp' THEN df - avg(df) OVER own ELSE df_growth END AS b,
        CASE $basis WHEN 'pooled' THEN nv WHEN 'within_ccp' THEN nv - avg(nv) OVER own ELSE nv_growth END AS c,
        CASE $basis WHEN 'pooled' THEN cm WHEN 'within_ccp' THEN cm - avg(cm) OVER own ELSE cm_growth END AS d
    FROM (
        SELECT
            dataset, ccp,
            initial_margin * usd AS im, initial_margin / nullif(initial_margin_previous, 0) AS im_growth,
            default_fund * usd AS df, default_fund / nullif(default_fund_previous, 0) AS df_growth,
            notional * usd AS nv, notional / nullif(notional_previous, 0) AS nv_growth,
            members AS cm, members / nullif(members_previous, 0) AS cm_growth
        FROM ccp_quarter
    )
    WINDOW own AS (PARTITION BY dataset, ccp)
)
