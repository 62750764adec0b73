-- Rows of one file, in `incoming`, become part of the version $version: what stands already is left alone, what
-- differs supersedes it, the rest is new.
CREATE OR REPLACE TEMP TABLE fresh AS
FROM incoming AS i ANTI JOIN (FROM history.disclosure WHERE superseded_in IS NULL) AS d
    ON (d.dataset, d.ccp, d.level, d.service, d.default_fund, d.currency, d.period_end, d.item, d.descriptor, d.raw_text)
     = (i.dataset, i.ccp, i.level, i.service, i.default_fund, i.currency, i.period_end, i.item, i.descriptor, i.raw_text)
    AND d.value IS NOT DISTINCT FROM i.value;

UPDATE history.disclosure AS d SET superseded_in = $version
FROM fresh AS f
WHERE d.superseded_in IS NULL
    AND (d.dataset, d.ccp, d.level, d.service, d.default_fund, d.currency, d.period_end, d.item, d.descriptor)
      = (f.dataset, f.ccp, f.level, f.service, f.default_fund, f.currency, f.period_end, f.item, f.descriptor);

INSERT INTO history.disclosure BY NAME SELECT *, $version AS loaded_in, NULL AS superseded_in FROM fresh;
