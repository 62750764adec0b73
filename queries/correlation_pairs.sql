-- title: Correlation of size measures, with and without size
-- unit: Pearson's r; n is the number of pairs
-- grain: metric_x, metric_y
-- source: CPMI-IOSCO public quantitative disclosures
-- items: 4.1.4, 6.1.1, 18.1.1.1 or 18.1.1.2 or 18.1.1.3, 23.2.1 or 23.1.2
-- filters: ccp_quarter
WITH level AS (
    SELECT
        dataset, ccp, initial_margin * usd AS im, default_fund * usd AS df, notional * usd AS nv, members AS cm,
        initial_margin / nullif(initial_margin_previous, 0) AS im_growth,
        default_fund / nullif(default_fund_previous, 0) AS df_growth,
        notional / nullif(notional_previous, 0) AS nv_growth, members / nullif(members_previous, 0) AS cm_growth
    FROM ccp_quarter
),
figure AS (
    SELECT
        *, im - avg(im) OVER own AS im_own, df - avg(df) OVER own AS df_own,
        nv - avg(nv) OVER own AS nv_own, cm - avg(cm) OVER own AS cm_own
    FROM level
    WINDOW own AS (PARTITION BY dataset, ccp)
),
pair(metric_x, metric_y, r, within_ccp, changes, n) AS (
    SELECT
        'initial_margin', 'default_fund',
        corr(im, df), corr(im_own, df_own), corr(im_growth, df_growth), regr_count(im, df)
    FROM figure
    UNION ALL
    SELECT
        'initial_margin', 'notional',
        corr(im, nv), corr(im_own, nv_own), corr(im_growth, nv_growth), regr_count(im, nv)
    FROM figure
    UNION ALL
    SELECT
        'initial_margin', 'members',
        corr(im, cm), corr(im_own, cm_own), corr(im_growth, cm_growth), regr_count(im, cm)
    FROM figure
    UNION ALL
    SELECT
        'default_fund', 'notional',
        corr(df, nv), corr(df_own, nv_own), corr(df_growth, nv_growth), regr_count(df, nv)
    FROM figure
    UNION ALL
    SELECT
        'default_fund', 'members',
        corr(df, cm), corr(df_own, cm_own), corr(df_growth, cm_growth), regr_count(df, cm)
    FROM figure
    UNION ALL
    SELECT
        'notional', 'members',
        corr(nv, cm), corr(nv_own, cm_own), corr(nv_growth, cm_growth), regr_count(nv, cm)
    FROM figure
)
SELECT
    metric_x, metric_y, r, within_ccp, changes, n,
    min(r) OVER () AS lowest, max(r) OVER () AS highest,
    least(within_ccp, changes) < r / 2 AS size_effect
FROM pair
WHERE r IS NOT NULL
ORDER BY metric_x = 'initial_margin' DESC, r DESC, metric_x, metric_y
