-- title: Cells behind a figure
-- unit: as filed; value in whole units of currency, %, days or counts
-- grain: ccp, quarter, item, descriptor, service, default_fund, currency
-- source: CPMI-IOSCO public quantitative disclosures
-- items: none
-- filters: disclosure
-- dataset: any
-- $items: VARCHAR = 6.1.1  PQD items, separated by a comma and a space
SELECT
    ccp, quarter, item, descriptor, level, service, currency, value, raw_text, source_file, sheet, cell, loaded_in,
    default_fund, "window", dataset
FROM disclosure
WHERE list_contains(string_split($items, ', '), item)
QUALIFY value IS NULL OR level = first_value(level) OVER (
    PARTITION BY dataset, ccp, quarter, item
    ORDER BY
        value IS NULL,
        CASE
            WHEN level = 'ccp' THEN 0
            WHEN level = 'default_fund' AND item LIKE '4.%' THEN 1
            WHEN level = 'clearing_service' THEN 2
            ELSE 3
        END
)
ORDER BY dataset, ccp, quarter, item, descriptor, service, default_fund, currency
