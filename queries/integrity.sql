-- title: Integrity
-- unit: none; one sentence a finding
-- grain: rule, dataset, ccp, quarter, detail
-- source: the disclosures themselves; Rec (2019), tables 3 to 17
-- items: none
-- filters: published, disclosure, refusal
-- dataset: any
WITH printed AS (
    SELECT
        dataset, ccp, quarter,
        max(source_table) FILTER (source_table BETWEEN 4 AND 12) AS layer_table,
        sum(value) FILTER (source_table BETWEEN 4 AND 12) AS layers,
        sum(value) FILTER (source_table BETWEEN 4 AND 12 AND measure IN ('sitg', 'ccp_capital')) AS own_layers,
        max(value) FILTER (source_table BETWEEN 4 AND 12 AND measure = 'initial_margin') AS initial_margin,
        max(value) FILTER (source_table BETWEEN 4 AND 12 AND measure = 'prefunded') AS prefunded,
        sum(value) FILTER (source_table = 3) AS providers,
        max(value) FILTER (source_table = 3 AND measure = 'ccp_share') AS ccp_share,
        max(value) FILTER (source_table = 13) AS margin_ratio,
        max(value) FILTER (source_table = 14) AS fund_ratio,
        max(value) FILTER (source_table = 15) AS total_ratio,
        max(value) FILTER (source_table = 16) AS mean_indicator,
        max(value) FILTER (source_table = 17) AS peak_indicator
    FROM published
    WHERE dataset = 'eu_2019'
    GROUP BY dataset, ccp, quarter
),
stress AS (
    SELECT
        dataset, ccp, quarter, item, level, service, default_fund, currency,
        max(value) FILTER (descriptor LIKE 'Mean%') AS mean_loss,
        max(value) FILTER (descriptor LIKE 'Peak%') AS peak_loss
    FROM disclosure
    WHERE item IN ('4.4.3', '4.4.7')
    GROUP BY ALL
),
-- Parts beside their whole, both of one row of one file.
parts AS (
    SELECT
        dataset, ccp, quarter, level, service, default_fund, currency,
        '6.1.1 House and Client' AS part, '6.1.1 Total' AS whole,
        sum(value) FILTER (descriptor <> 'Total') AS parts_sum, max(value) FILTER (descriptor = 'Total') AS whole_value
    FROM disclosure
    WHERE item = '6.1.1'
    GROUP BY ALL
    HAVING count(value) FILTER (descriptor LIKE 'House%') > 0 AND count(value) FILTER (descriptor LIKE 'Client%') > 0
    UNION ALL
    SELECT
        dataset, ccp, quarter, level, service, default_fund, currency,
        concat(left(item, 4), '1 to ', left(item, 4), '14, ', descriptor),
        concat(left(item, 4), '15'),
        sum(value) FILTER (item NOT IN ('4.3.15', '6.2.15')), max(value) FILTER (item IN ('4.3.15', '6.2.15'))
    FROM disclosure
    WHERE item LIKE '4.3.%' OR item LIKE '6.2.%'
    GROUP BY dataset, ccp, quarter, level, service, default_fund, currency, left(item, 4), descriptor
),
placed_by_currency AS (
    SELECT
        dataset, ccp, quarter, level, service, default_fund, currency,
        greatest(
            max(value) FILTER (item = '16.2.1'),
            sum(value) FILTER (item IN ('16.2.2', '16.2.3', '16.2.4', '16.2.5', '16.2.6', '16.2.7'))
        ) AS cash,
        greatest(
            max(value) FILTER (item = '16.2.20'),
            sum(value) FILTER (item IN ('16.2.10', '16.2.11', '16.2.12', '16.2.13', '16.2.14'))
        ) AS securities
    FROM disclosure
    WHERE item LIKE '16.2.%'
    GROUP BY ALL
),
placed AS (
    -- Some file shares of the whole in each currency's row, some shares of that currency: both are sound, as are shares
    -- that were rounded to whole percents.
    SELECT
        dataset, ccp, quarter, level, service,
        sum(coalesce(cash, 0) + coalesce(securities, 0)) AS total,
        100 * count(*) FILTER (coalesce(cash, 0) + coalesce(securities, 0) > 0) AS total_by_currency
    FROM placed_by_currency
    GROUP BY dataset, ccp, quarter, level, service, default_fund
),
backtest AS (
    SELECT
        dataset, ccp, quarter, level, service,
        max(value) FILTER (item = '6.5.3') AS reported,
        max(value) FILTER (item = '6.5.1.1') AS breaches, max(value) FILTER (item = '6.5.2') AS observations
    FROM disclosure
    WHERE item IN ('6.5.1.1', '6.5.2', '6.5.3')
    GROUP BY dataset, ccp, quarter, level, service, default_fund, currency
),
file_quarter AS (
    SELECT
        dataset, ccp, quarter, source_file, count(*) AS cells,
        regexp_extract(upper(source_file), '(20[0-9][0-9])[ _.-]*Q([1-4])', ['year', 'quarter']) AS year_first,
        regexp_extract(upper(source_file), 'Q([1-4])[ _.-]*(20[0-9][0-9])', ['quarter', 'year']) AS quarter_first
    FROM disclosure
    GROUP BY dataset, ccp, quarter, source_file
    HAVING regexp_matches(upper(source_file), '20[0-9][0-9][ _.-]*Q[1-4]|Q[1-4][ _.-]*20[0-9][0-9]')
)
SELECT
    'layer shares add to 100' AS rule, dataset, ccp, quarter,
    format('Table {}: the layers add to {:.2f}%.', layer_table, layers) AS detail
FROM printed
WHERE abs(layers - 100) > 0.025
UNION ALL
SELECT
    'provider shares add to 100', dataset, ccp, quarter,
    format('Table 3: the shares of the CCP and of the members add to {:.2f}%.', providers)
FROM printed
WHERE abs(providers - 100) > 0.025
UNION ALL
SELECT
    'own layers equal the CCP share', dataset, ccp, quarter,
    format(
        'Table {}: skin in the game and own capital are {:.2f}%; table 3 prints {:.2f}% for the CCP.',
        layer_table, own_layers, ccp_share
    )
FROM printed
WHERE abs(own_layers - ccp_share) > 0.025
UNION ALL
SELECT
    'row is its own', here.dataset, here.ccp, here.quarter,
    format(
        'Table {}: initial margin {:.2f}% and prefunded default fund {:.2f}% are those of {}.',
        here.layer_table, here.initial_margin, here.prefunded, there.ccp
    )
FROM printed AS here
JOIN printed AS there USING (dataset, quarter, initial_margin, prefunded)
WHERE here.ccp <> there.ccp AND abs(here.layers - 100) > 0.025
UNION ALL
SELECT
    'equation 3 lies between 1 and 2', dataset, ccp, quarter,
    format(
        'Table 15: total overcollateralisation {:.3f} lies outside {:.3f} to {:.3f}, the ratios of margin and fund.',
        total_ratio, least(margin_ratio, fund_ratio), greatest(margin_ratio, fund_ratio)
    )
FROM printed
WHERE total_ratio NOT BETWEEN least(margin_ratio, fund_ratio) - 0.0015 AND greatest(margin_ratio, fund_ratio) + 0.0015
UNION ALL
SELECT
    'mean indicator is not below peak', dataset, ccp, quarter,
    format(
        'Tables 16 and 17: the mean average indicator {:.3f} is below the peak indicator {:.3f}.',
        mean_indicator, peak_indicator
    )
FROM printed
WHERE mean_indicator < peak_indicator - 0.0015
UNION ALL
SELECT
    'mean indicator is not below peak', dataset, ccp, quarter,
    format(
        '{}: the mean stress loss {:,.0f} {} exceeds that of the peak day, {:,.0f} ({}).',
        item, abs(mean_loss), currency, abs(peak_loss), concat_ws(', ', level, nullif(service, ''))
    )
FROM stress
WHERE abs(mean_loss) > abs(peak_loss) + 1 AND peak_loss <> 0
UNION ALL
SELECT
    'parts add to the whole', dataset, ccp, quarter,
    format(
        '{} add to {:,.0f} {}; {} says {:,.0f} ({}){}.',
        arg_max(part, gap), arg_max(parts_sum, gap), arg_max(currency, gap), whole, arg_max(whole_value, gap),
        arg_max(concat_ws(', ', level, nullif(service, '')), gap),
        CASE WHEN count(*) > 1 THEN format(': the widest of {} such gaps', count(*)) ELSE '' END
    )
FROM (FROM parts SELECT *, abs(parts_sum - whole_value) AS gap)
WHERE gap > greatest(2, abs(whole_value) / 10000) AND parts_sum <> 0
GROUP BY dataset, ccp, quarter, whole
UNION ALL
SELECT
    'parts add to the whole', dataset, ccp, quarter,
    format(
        '16.2: cash and securities add to {:.2f}% ({}).', total, concat_ws(', ', level, nullif(service, ''))
    )
FROM placed
WHERE total > 0 AND abs(total - 100) > 1.5 AND abs(total - total_by_currency) > 1.5
UNION ALL
SELECT
    'reported coverage equals recomputed', dataset, ccp, quarter,
    format(
        '6.5.3 says {:.2f}%; {:.0f} breaches in {:.0f} observations give {:.2f}% ({}).',
        reported, breaches, observations, 100 * (1 - breaches / observations),
        concat_ws(', ', level, nullif(service, ''))
    )
FROM backtest
WHERE observations > 0 AND abs(reported - 100 * (1 - breaches / observations)) > 0.05
UNION ALL
SELECT
    'no row is filed twice', dataset, ccp, quarter,
    format('{}: {} of the cells repeat others; the first, {}: {}', sheet, count(*), min(cell), arg_min(reason, cell))
FROM refusal
WHERE reason LIKE 'duplicate%'
GROUP BY dataset, ccp, quarter, sheet, sha256
UNION ALL
SELECT
    'date agrees with file name', dataset, ccp, quarter,
    format('{}: the cells dated {} number {:,}.', source_file, quarter, cells)
FROM file_quarter
WHERE quarter NOT IN (year_first.year || 'Q' || year_first.quarter, quarter_first.year || 'Q' || quarter_first.quarter)
ORDER BY rule, dataset, ccp, quarter, detail
