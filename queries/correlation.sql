-- title: Correlation of size measures
-- unit: Pearson's r; n is the number of pairs
-- grain: metric_x, metric_y
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 4.1.4, 6.1.1, 18.1.1.1, 23.2.1
-- filters: ccp_quarter
-- $basis: pooled | within_ccp | changes  Levels; levels less each CCP's own mean; growth on the quarter before
SELECT cell.metric_x, cell.metric_y, cell.r, cell.n, cell.metric_x AS layer
FROM (
    SELECT unnest([
        {metric_x: 'initial_margin', metric_y: 'initial_margin', r: CASE WHEN regr_count(a, a) > 1 THEN 1 END, n: regr_count(a, a)},
        {metric_x: 'initial_margin', metric_y: 'default_fund', r: corr(a, b), n: regr_count(a, b)},
        {metric_x: 'initial_margin', metric_y: 'notional', r: corr(a, c), n: regr_count(a, c)},
        {metric_x: 'initial_margin', metric_y: 'members', r: corr(a, d), n: regr_count(a, d)},
        {metric_x: 'default_fund', metric_y: 'initial_margin', r: corr(a, b), n: regr_count(a, b)},
        {metric_x: 'default_fund', metric_y: 'default_fund', r: CASE WHEN regr_count(b, b) > 1 THEN 1 END, n: regr_count(b, b)},
        {metric_x: 'default_fund', metric_y: 'notional', r: corr(b, c), n: regr_count(b, c)},
        {metric_x: 'default_fund', metric_y: 'members', r: corr(b, d), n: regr_count(b, d)},
        {metric_x: 'notional', metric_y: 'initial_margin', r: corr(a, c), n: regr_count(a, c)},
        {metric_x: 'notional', metric_y: 'default_fund', r: corr(b, c), n: regr_count(b, c)},
        {metric_x: 'notional', metric_y: 'notional', r: CASE WHEN regr_count(c, c) > 1 THEN 1 END, n: regr_count(c, c)},
        {metric_x: 'notional', metric_y: 'members', r: corr(c, d), n: regr_count(c, d)},
        {metric_x: 'members', metric_y: 'initial_margin', r: corr(a, d), n: regr_count(a, d)},
        {metric_x: 'members', metric_y: 'default_fund', r: corr(b, d), n: regr_count(b, d)},
        {metric_x: 'members', metric_y: 'notional', r: corr(c, d), n: regr_count(c, d)},
        {metric_x: 'members', metric_y: 'members', r: CASE WHEN regr_count(d, d) > 1 THEN 1 END, n: regr_count(d, d)}
    ]) AS cell
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
)
