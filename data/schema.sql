-- The catalog's tables. A figure that a CCP disclosed is a row of `disclosure`; a figure that a paper printed
-- is a row of `published`; a layer of a default waterfall that a paper or rulebook lists is a row of `waterfall`.
CREATE SCHEMA history;

CREATE TABLE history.disclosure (
    dataset VARCHAR NOT NULL,
    ccp VARCHAR NOT NULL,
    level VARCHAR NOT NULL CHECK (level IN ('ccp', 'clearing_service', 'default_fund')),
    service VARCHAR NOT NULL,
    default_fund VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    period_end DATE NOT NULL,
    quarter VARCHAR NOT NULL,
    "window" VARCHAR NOT NULL CHECK ("window" IN ('quarter_end', 'quarter', 'trailing_12m')),
    item VARCHAR NOT NULL,
    descriptor VARCHAR NOT NULL,
    value DOUBLE,
    raw_text VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    loaded_in INTEGER NOT NULL,
    superseded_in INTEGER
);
COMMENT ON TABLE history.disclosure IS 'Every disclosed cell ever loaded. Grain: dataset, ccp, level, service, default_fund, currency, period_end, item, descriptor, loaded_in. Never sum across levels.';
COMMENT ON COLUMN history.disclosure.dataset IS 'krx_case, asx_2017q2, filed …; datasets never mix in one figure';
COMMENT ON COLUMN history.disclosure.ccp IS 'Central counterparty, by the name it files under';
COMMENT ON COLUMN history.disclosure.level IS 'What the figure stands for: ccp, clearing_service or default_fund';
COMMENT ON COLUMN history.disclosure.service IS 'Clearing service as filed; empty at ccp level where none was filed';
COMMENT ON COLUMN history.disclosure.default_fund IS 'Default fund as filed; empty where none was filed';
COMMENT ON COLUMN history.disclosure.currency IS 'ISO 4217 code of an amount; empty where the figure has none';
COMMENT ON COLUMN history.disclosure.period_end IS 'Last calendar day of the quarter the figure is filed for';
COMMENT ON COLUMN history.disclosure.quarter IS 'The same quarter, as 2025Q1';
COMMENT ON COLUMN history.disclosure."window" IS 'What the figure spans: quarter_end, quarter or trailing_12m';
COMMENT ON COLUMN history.disclosure.item IS 'PQD item number, as 6.1.1';
COMMENT ON COLUMN history.disclosure.descriptor IS 'Part of an item, as Total, PostHaircut or PeakDayAmountInPrevious12Months; empty for a single-valued item';
COMMENT ON COLUMN history.disclosure.value IS 'Amounts in whole units of currency, percentages as 99.9 for 99.9 %, counts and days as they are; NULL for text and for what could not be read';
COMMENT ON COLUMN history.disclosure.raw_text IS 'The cell as filed';
COMMENT ON COLUMN history.disclosure.cell IS 'Cell of the sheet, as F12; for CSV the column and the line';
COMMENT ON COLUMN history.disclosure.loaded_in IS 'Catalog version that brought the row';
COMMENT ON COLUMN history.disclosure.superseded_in IS 'Catalog version that replaced it; NULL while it stands';


CREATE TABLE published (
    dataset VARCHAR NOT NULL,
    source_table INTEGER NOT NULL,
    ccp VARCHAR NOT NULL,
    quarter VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    value DOUBLE,
    unit VARCHAR NOT NULL,
    raw_text VARCHAR NOT NULL,
    corrected DOUBLE,
    note VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    loaded_in INTEGER NOT NULL
);
COMMENT ON TABLE published IS 'Cells of tables printed in papers, as printed. Grain: dataset, source_table, ccp, quarter, measure. An empty printed cell has a row whose value is NULL.';
COMMENT ON COLUMN published.measure IS 'Layer, indicator or column of the printed table';
COMMENT ON COLUMN published.corrected IS 'The value that the evidence supports where the printed one is wrong; NULL otherwise';
COMMENT ON COLUMN published.note IS 'What is wrong with the printed value, and on what basis; empty otherwise';

CREATE TABLE waterfall (
    dataset VARCHAR NOT NULL,
    ccp VARCHAR NOT NULL,
    product VARCHAR NOT NULL,
    layer_order INTEGER NOT NULL,
    layer VARCHAR NOT NULL,
    layer_kind VARCHAR NOT NULL,
    amount DOUBLE,
    unit VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    raw_text VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    loaded_in INTEGER NOT NULL
);
COMMENT ON TABLE waterfall IS 'Layers of default waterfalls in the order a paper or rulebook lists them. Grain: dataset, ccp, layer_order.';
COMMENT ON COLUMN waterfall.layer IS 'The layer in the words of the source';
COMMENT ON COLUMN waterfall.layer_kind IS 'The layer in the words of the field: ccp_capital, defaulter_contribution …';
COMMENT ON COLUMN waterfall.amount IS 'In millions of currency; NULL where the source gives none';

CREATE TABLE dataset (
    dataset VARCHAR PRIMARY KEY,
    title VARCHAR NOT NULL,
    synthetic BOOLEAN NOT NULL,
    source VARCHAR NOT NULL,
    note VARCHAR NOT NULL
);
COMMENT ON TABLE dataset IS 'What can be compared with itself. Grain: dataset.';

CREATE TABLE ccp (
    ccp VARCHAR PRIMARY KEY,
    short VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    country VARCHAR NOT NULL
);
COMMENT ON TABLE ccp IS 'Central counterparties by the name they file under. Grain: ccp.';
COMMENT ON COLUMN ccp.short IS 'What fits on an axis; unique';
COMMENT ON COLUMN ccp.region IS 'EMEA, Americas or APAC; empty for a CCP that the reference list does not know';

CREATE TABLE item (
    item VARCHAR PRIMARY KEY,
    principle INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    "window" VARCHAR NOT NULL
);
COMMENT ON TABLE item IS 'The PQD item catalogue. Grain: item.';
COMMENT ON COLUMN item.type IS 'amount, percent, count, days, number, duration, date or text';

CREATE TABLE fx (
    currency VARCHAR NOT NULL,
    quarter VARCHAR NOT NULL,
    usd DOUBLE NOT NULL,
    PRIMARY KEY (currency, quarter)
);
COMMENT ON TABLE fx IS 'US dollars for one unit of currency on the last business day of the quarter. Source: ECB euro foreign exchange reference rates.';

CREATE TABLE event (
    quarter VARCHAR NOT NULL,
    event VARCHAR NOT NULL
);
COMMENT ON TABLE event IS 'Market events that a quarter is known for. Grain: quarter.';

CREATE TABLE file (
    sha256 VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    present INTEGER NOT NULL,
    loaded INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    loaded_in INTEGER NOT NULL
);
COMMENT ON TABLE file IS 'Files that have been loaded. Grain: content. present = loaded + refused, in non-empty cells.';

CREATE TABLE refusal (
    sha256 VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    ccp VARCHAR NOT NULL,
    quarter VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    raw_text VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE refusal IS 'Cells that were not loaded, and why. Grain: file, sheet, cell. ccp and quarter are empty where the row could not be read.';

CREATE VIEW disclosure AS
SELECT d.*, coalesce(c.region, '') AS region
FROM history.disclosure AS d LEFT JOIN ccp AS c USING (ccp)
WHERE d.superseded_in IS NULL;
COMMENT ON VIEW disclosure IS 'The disclosed cells that stand, with the region of their CCP. Grain: dataset, ccp, level, service, default_fund, currency, period_end, item, descriptor.';
