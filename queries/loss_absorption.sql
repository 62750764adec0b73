-- title: Loss absorption
-- unit: ratio; 1 is where resources equal requirement or stress loss
-- grain: ccp, quarter, indicator
-- source: CPMI-IOSCO public quantitative disclosures; Rec (2019), equations 1 to 5
-- items: 4.1.1 or 4.1.2, 4.1.4, 4.1.5, 4.4.7, 6.1.1, 6.2.15
-- filters: ccp_quarter
-- dataset: filed, krx_case
SELECT * FROM (
    SELECT
        ccp, quarter,
        unnest([
            'overmargining_ratio', 'overcollateralisation_df_ratio', 'total_overcollateralisation_ratio',
            'mean_average_indicator', 'peak_indicator'
        ]) AS indicator,
        unnest([
            margin_posted / nullif(initial_margin, 0),
            default_fund_posted / nullif(default_fund, 0),
            (margin_posted + default_fund_posted) / nullif(initial_margin + default_fund, 0),
            (default_fund + sitg) / nullif(abs(cover2_mean), 0),
            (default_fund + sitg) / nullif(abs(cover2_peak), 0)
        ]) AS value,
        unnest([
            'quarter_end', 'quarter_end', 'quarter_end', 'quarter_end / trailing_12m', 'quarter_end / trailing_12m'
        ]) AS "window",
        region, short
    FROM ccp_quarter
)
WHERE value IS NOT NULL
ORDER BY ccp, quarter, indicator
