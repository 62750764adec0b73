-- What an entitlement has of the catalog `whole`, in its order: rows of its datasets and CCPs (variables, NULL for all),
-- and nothing that tells of others. A file is of all of its CCPs: where CCPs are cut away, files and what they count are
-- left out, and so are words about a whole dataset.
CREATE TEMP MACRO of(dataset) AS getvariable('datasets') IS NULL OR list_contains(getvariable('datasets'), dataset);
CREATE TEMP MACRO entitled(dataset, ccp) AS
    of(dataset) AND (getvariable('ccps') IS NULL OR list_contains(getvariable('ccps'), ccp));
CREATE TEMP MACRO cut() AS getvariable('ccps') IS NOT NULL;

INSERT INTO item FROM whole.item;
INSERT INTO fx FROM whole.fx;
INSERT INTO event FROM whole.event;

INSERT INTO history.disclosure FROM whole.history.disclosure WHERE entitled(dataset, ccp);

-- A note may speak of the rows of other CCPs.
INSERT INTO published
FROM whole.published
SELECT * REPLACE (
    CASE WHEN cut() AND note <> '' THEN 'There is a remark on this cell, which speaks of other rows too' ELSE note END
    AS note
)
WHERE entitled(dataset, ccp);

INSERT INTO waterfall FROM whole.waterfall WHERE entitled(dataset, ccp);

INSERT INTO file FROM whole.file WHERE NOT cut() AND of(dataset);

-- Where CCPs are cut away, what could not be read is of none that is entitled, and a digest of the file would tell
-- whether a guess at its other rows is right.
INSERT INTO refusal
SELECT
    CASE WHEN cut() THEN format('file {}', dense_rank() OVER (ORDER BY first)) ELSE sha256 END,
    dataset, ccp, "quarter", sheet, cell, raw_text, reason
FROM (
    FROM whole.refusal SELECT *, rowid AS place, min(rowid) OVER (PARTITION BY sha256, dataset) AS first
    WHERE entitled(dataset, ccp) AND NOT (cut() AND ccp = '')
)
ORDER BY place;

INSERT INTO ccp
FROM whole.ccp
WHERE ccp IN (
    SELECT ccp FROM history.disclosure UNION SELECT ccp FROM published UNION SELECT ccp FROM waterfall
)
ORDER BY ccp;
