-- Margin records are large: those of a dataset lie in a facts file of their own (data/facts.py), and `margin_file` says
-- in which. `margin` here is empty in every version, so that a query over it can be described where no facts are open.
CREATE TABLE IF NOT EXISTS margin (
    date DATE,
    ccp VARCHAR,
    member VARCHAR,
    product VARCHAR,
    currency VARCHAR,
    layer VARCHAR,
    initial_margin DOUBLE,
    variation_margin DOUBLE,
    stress_loss DOUBLE,
    default_fund DOUBLE
);
COMMENT ON TABLE margin IS 'Margin records of clearing members. A row is what one member has on a date at a CCP in a product, currency and layer. Amounts in $ mn.';
COMMENT ON COLUMN margin.layer IS 'Layer of the default waterfall that the record belongs to: initial_margin, defaulter_contribution, sitg, default_fund or assessments, in the order of use';
COMMENT ON COLUMN margin.variation_margin IS 'Signed';
COMMENT ON COLUMN margin.stress_loss IS 'Loss of the member in the worst stress scenario';

CREATE TABLE IF NOT EXISTS margin_file (
    dataset VARCHAR PRIMARY KEY,
    file VARCHAR NOT NULL,
    "rows" BIGINT NOT NULL,
    first_date DATE NOT NULL,
    last_date DATE NOT NULL,
    sha256 VARCHAR NOT NULL,
    loaded_in INTEGER NOT NULL,
    ccps INTEGER NOT NULL,
    quarters INTEGER NOT NULL,
    seed BIGINT
);
COMMENT ON TABLE margin_file IS 'The facts file, in catalog/facts, that holds the margin records of a dataset. Grain: dataset.';
COMMENT ON COLUMN margin_file.sha256 IS 'Of the file, as it was sealed';
COMMENT ON COLUMN margin_file.seed IS 'What the records were made from; NULL where they were ingested';
