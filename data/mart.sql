-- What a CCP disclosed for a quarter, one column a measure, so that a query about figures is a few lines.
-- Each measure comes from the highest level that has it and is never summed across levels. Amounts are in whole units
-- of `currency`, which is that of initial margin and default fund, or the US dollar where these are filed in several;
-- amounts in other currencies are converted at the rates of that quarter's end.
CREATE OR REPLACE TABLE ccp_quarter AS
WITH measure(measure, item, descriptor) AS (
    VALUES
        ('initial_margin', '6.1.1', 'Total'),
        ('sitg_before', '4.1.1', ''),
        ('sitg_alongside', '4.1.2', ''),
        ('sitg_after', '4.1.3', ''),
        ('default_fund', '4.1.4', ''),
        ('default_fund_posted', '4.1.5', ''),
        ('default_fund_other', '4.1.6', ''),
        ('ccp_committed', '4.1.7', ''),
        ('commitments_default', '4.1.8', ''),
        ('commitments_replenish', '4.1.9', ''),
        ('commitments_other', '4.1.10', ''),
        ('margin_posted', '6.2.15', 'TotalIM_PostHaircut'),
        ('cover1_peak', '4.4.3', 'PeakDayAmountInPrevious12Months'),
        ('cover1_mean', '4.4.3', 'MeanAverageOverPrevious12Months'),
        ('cover2_peak', '4.4.7', 'PeakDayAmountInPrevious12Months'),
        ('cover2_mean', '4.4.7', 'MeanAverageOverPrevious12Months'),
        ('vm_average', '6.6.1', ''),
        ('vm_peak', '6.7.1', ''),
        ('margin_call_peak', '6.8.1', ''),
        ('notional_open', '23.2.1', NULL),
        ('notional_cleared', '23.1.2', NULL),
        ('members', '18.1.1.1', ''),
        ('members', '18.1.1.2', ''),
        ('members', '18.1.1.3', '')
),
figure AS (
    SELECT
        dataset, ccp, quarter, period_end, service, default_fund, measure, item, d.descriptor, max(value) AS value,
        -- A count may be repeated in the row of every currency: it is one count.
        CASE WHEN measure = 'members' THEN '' ELSE currency END AS currency,
        CASE
            WHEN level = 'ccp' THEN 0
            WHEN level = 'default_fund' AND item LIKE '4.%' THEN 1
            WHEN level = 'clearing_service' THEN 2
            ELSE 3
        END AS tier
    FROM disclosure AS d JOIN measure AS m USING (item)
    -- Notional has a row a product, and 0 where nothing is filed at that level.
    WHERE value IS NOT NULL AND (d.descriptor = m.descriptor OR (m.descriptor IS NULL AND value <> 0))
    GROUP BY ALL
),
cell AS (
    FROM figure
    QUALIFY tier = min(tier) OVER (PARTITION BY dataset, ccp, quarter, measure)
),
stated AS (
    SELECT
        dataset, ccp, quarter, period_end,
        list(DISTINCT currency) FILTER (measure IN ('initial_margin', 'default_fund')) AS core,
        list(DISTINCT currency) AS every
    FROM cell
    WHERE currency <> '' AND value <> 0
    GROUP BY ALL
),
filed AS (
    SELECT DISTINCT
        dataset, ccp, quarter, cell.period_end,
        CASE
            WHEN len(core) = 1 THEN core[1]
            WHEN core IS NULL AND len(every) = 1 THEN every[1]
            WHEN every IS NULL THEN ''
            ELSE 'USD'
        END AS currency,
        coalesce(len(core) <> 1 AND len(every) > 1, FALSE) AS mixed
    FROM cell LEFT JOIN stated USING (dataset, ccp, quarter)
),
rate AS (
    FROM fx WHERE currency <> 'USD'
    UNION ALL SELECT DISTINCT 'USD', quarter, 1 FROM cell
),
converted AS (
    SELECT
        dataset, ccp, quarter, measure,
        CASE
            WHEN cell.value = 0 OR measure = 'members' OR cell.currency = filed.currency THEN cell.value
            WHEN cell.currency = '' AND NOT mixed THEN cell.value
            ELSE cell.value * theirs.usd / own.usd
        END AS value
    FROM cell
    JOIN filed USING (dataset, ccp, quarter)
    LEFT JOIN rate AS theirs ON theirs.currency = cell.currency AND theirs.quarter = cell.quarter
    LEFT JOIN rate AS own ON own.currency = filed.currency AND own.quarter = filed.quarter
),
total AS (
    -- One part that cannot be converted leaves no total, rather than one that is too small.
    SELECT dataset, ccp, quarter, measure, CASE WHEN count(*) = count(value) THEN sum(value) END AS value
    FROM converted
    GROUP BY ALL
),
wide AS (
    SELECT
        dataset, ccp, quarter,
        max(value) FILTER (measure = 'initial_margin') AS initial_margin,
        max(value) FILTER (measure = 'sitg_before') AS sitg_before,
        max(value) FILTER (measure = 'sitg_alongside') AS sitg_alongside,
        max(value) FILTER (measure = 'sitg_after') AS sitg_after,
        max(value) FILTER (measure = 'default_fund') AS default_fund,
        max(value) FILTER (measure = 'default_fund_posted') AS default_fund_posted,
        max(value) FILTER (measure = 'default_fund_other') AS default_fund_other,
        max(value) FILTER (measure = 'ccp_committed') AS ccp_committed,
        max(value) FILTER (measure = 'commitments_default') AS commitments_default,
        max(value) FILTER (measure = 'commitments_replenish') AS commitments_replenish,
        max(value) FILTER (measure = 'commitments_other') AS commitments_other,
        max(value) FILTER (measure = 'margin_posted') AS margin_posted,
        max(value) FILTER (measure = 'cover1_peak') AS cover1_peak,
        max(value) FILTER (measure = 'cover1_mean') AS cover1_mean,
        max(value) FILTER (measure = 'cover2_peak') AS cover2_peak,
        max(value) FILTER (measure = 'cover2_mean') AS cover2_mean,
        max(value) FILTER (measure = 'vm_average') AS vm_average,
        max(value) FILTER (measure = 'vm_peak') AS vm_peak,
        max(value) FILTER (measure = 'margin_call_peak') AS margin_call_peak,
        coalesce(
            max(value) FILTER (measure = 'notional_open'), max(value) FILTER (measure = 'notional_cleared')
        ) AS notional,
        max(value) FILTER (measure = 'members') AS members
    FROM total
    GROUP BY ALL
),
quoted AS (
    SELECT
        filed.dataset, filed.ccp, coalesce(ccp.short, filed.ccp) AS short, coalesce(ccp.region, '') AS region,
        filed.quarter, filed.period_end, filed.currency, rate.usd, wide.* EXCLUDE (dataset, ccp, quarter),
        list_sum([sitg_before, sitg_alongside]) AS sitg,
        100 * abs(cover2_peak) / nullif(default_fund + sitg, 0) AS cover2_pct,
        vm_peak / nullif(vm_average, 0) AS peak_ratio
    FROM filed
    JOIN wide USING (dataset, ccp, quarter)
    LEFT JOIN ccp ON ccp.ccp = filed.ccp
    LEFT JOIN rate ON rate.currency = filed.currency AND rate.quarter = filed.quarter
),
-- Whether own capital stands before the default fund where a paper or rulebook lists the layers.
listed AS (
    SELECT
        coalesce(ccp.short, waterfall.ccp) AS short,
        min(layer_order) FILTER (layer_kind = 'ccp_capital') < min(layer_order) FILTER (layer_kind IN (
            'nondefaulter_contribution', 'participant_contribution', 'exchange_contribution', 'default_fund_prefunded'
        )) AS sitg_first
    FROM waterfall LEFT JOIN ccp USING (ccp)
    GROUP BY 1
),
-- The quarter before, in the currency of this one.
before AS (
    SELECT
        q.dataset, q.ccp, q.quarter, rate.usd AS usd_previous,
        CASE WHEN p.currency = q.currency THEN 1 ELSE p.usd / rate.usd END AS conversion,
        p.initial_margin, p.default_fund, p.notional, p.members
    FROM quoted AS q
    JOIN quoted AS p
        ON p.dataset = q.dataset AND p.ccp = q.ccp AND q.period_end = last_day(p.period_end + INTERVAL 3 MONTH)
    LEFT JOIN rate ON rate.currency = q.currency AND rate.quarter = p.quarter
)
SELECT
    q.dataset, q.ccp, q.short, q.region, q.quarter, q.period_end, q.currency, q.usd, b.usd_previous,
    q.initial_margin, b.initial_margin * b.conversion AS initial_margin_previous,
    q.sitg_before, q.sitg_alongside, q.sitg_after, q.sitg,
    CASE
        WHEN q.sitg_before > 0 THEN TRUE
        WHEN q.sitg_alongside > 0 OR q.sitg_after > 0 THEN FALSE
        ELSE listed.sitg_first
    END AS sitg_first,
    q.default_fund, b.default_fund * b.conversion AS default_fund_previous,
    q.default_fund_posted, q.default_fund_other,
    q.ccp_committed, q.commitments_default, q.commitments_replenish, q.commitments_other, q.margin_posted,
    q.cover1_peak, q.cover1_mean, q.cover2_peak, q.cover2_mean, q.cover2_pct, q.vm_average, q.vm_peak, q.margin_call_peak,
    q.notional, b.notional * b.conversion AS notional_previous,
    q.members, b.members AS members_previous,
    q.peak_ratio,
    CASE WHEN q.peak_ratio IS NOT NULL THEN
        (rank() OVER own - 1) / count(q.peak_ratio) OVER (PARTITION BY q.dataset, q.ccp)
    END AS peak_ratio_percentile
FROM quoted AS q
LEFT JOIN before AS b USING (dataset, ccp, quarter)
LEFT JOIN listed ON listed.short = q.short
WINDOW own AS (PARTITION BY q.dataset, q.ccp ORDER BY q.peak_ratio ASC NULLS LAST)
ORDER BY q.dataset, q.ccp, q.period_end;
COMMENT ON TABLE ccp_quarter IS 'Measures of a CCP in a quarter. Grain: dataset, ccp, quarter. Amounts in whole units of currency; NULL where not disclosed or not convertible.';
COMMENT ON COLUMN ccp_quarter.usd IS 'US dollars for one unit of currency at the end of the quarter; NULL where no rate is known';
COMMENT ON COLUMN ccp_quarter.usd_previous IS 'The same, one quarter earlier';
COMMENT ON COLUMN ccp_quarter.initial_margin IS '6.1.1 Total; the columns named previous are of the quarter before, in the currency of this one';
COMMENT ON COLUMN ccp_quarter.sitg IS 'Skin in the game: 4.1.1 and 4.1.2; NULL, not zero, where neither is filed';
COMMENT ON COLUMN ccp_quarter.cover2_pct IS '4.4.7 on its peak day, in % of the default fund (4.1.4) and skin in the game';
COMMENT ON COLUMN ccp_quarter.sitg_first IS 'Whether own capital is used before the default fund, by 4.1.1 to 4.1.3 or else by the listed layers; NULL where neither tells';
COMMENT ON COLUMN ccp_quarter.notional IS '23.2.1, or 23.1.2 where that is not disclosed, over all products';
COMMENT ON COLUMN ccp_quarter.members IS '18.1.1.1 to 18.1.1.3';
COMMENT ON COLUMN ccp_quarter.peak_ratio IS '6.7.1 / 6.6.1';
COMMENT ON COLUMN ccp_quarter.peak_ratio_percentile IS 'Share, 0 to 1, of the quarters of this CCP in this dataset whose peak ratio is below this one';
