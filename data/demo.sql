-- What made-up margin records are drawn from. Sizes are in $ mn; $seed decides who clears where and what a day brings.
CREATE TEMP MACRO draw(seed, a, b) AS (hash(hash(seed, a, b)) >> 11) / 9007199254740992.0;

-- A CCP's size, and how hard it was hit in March 2020, from February to March 2022, and in March 2023.
CREATE TEMP TABLE house AS
FROM (VALUES
    ('LCH', 3.2, 'GBP', 0.8, 0.6, 1.6), ('CME', 2.6, 'USD', 1.2, 0.9, 1.1), ('ICE', 1.7, 'USD', 0.9, 1.6, 0.5),
    ('JSCC', 1.2, 'JPY', 0.8, 0.3, 0.7), ('KRX', 0.8, 'KRW', 1.1, 0.4, 0.4), ('ASX', 0.6, 'AUD', 1.0, 0.7, 0.5),
    ('Eurex', 2.0, 'EUR', 1.0, 1.5, 0.8), ('BME', 0.3, 'EUR', 0.9, 1.0, 0.4), ('KDPW', 0.15, 'EUR', 0.7, 1.1, 0.3),
    ('OMI', 0.1, 'EUR', 0.6, 1.3, 0.2), ('EuroCCP', 0.25, 'EUR', 1.4, 0.7, 0.3), ('Nasdaq', 0.4, 'EUR', 0.9, 1.8, 0.3)
) AS house(ccp, size, home, hit_2020, hit_2022, hit_2023);

-- Members by rank: a few are large and clear nearly everywhere, most are small and clear at one CCP or two. A member
-- has as many places in the draw as its size there asks for.
CREATE TEMP TABLE seat AS
SELECT (row_number() OVER (ORDER BY ccp, rank, place) - 1)::INTEGER AS seat, ccp, member, size, home
FROM (
    SELECT
        ccp, home, rank, format('M{:03d}', rank) AS member, house.size * 60 / pow(rank, 0.6) AS size,
        unnest(range(1 + (30 * sqrt(house.size) / sqrt(rank))::INTEGER)) AS place
    FROM house, (SELECT range AS rank FROM range(1, 161))
    WHERE draw($seed, rank, ccp) < 0.06 + 1 / sqrt(rank) OR rank % 12 = hash(ccp) % 12
);

CREATE TEMP TABLE layer AS
SELECT unnest(range(first, last))::INTEGER AS depth, layer, share::DOUBLE AS share
FROM (VALUES
    (0, 8, 'initial_margin', 1.0), (8, 12, 'defaulter_contribution', 0.8), (12, 13, 'sitg', 0.5),
    (13, 18, 'default_fund', 0.7), (18, 20, 'assessments', 0.4)
) AS layer(first, last, layer, share);

-- Each day: growth, noise that all share, the move of the market, and how much of an episode is left.
CREATE TEMP MACRO near(day, peak, before, after) AS
    exp(-CASE WHEN day < peak THEN (peak - day) / before ELSE (day - peak) / after END);

CREATE TEMP TABLE day AS
SELECT
    ccp, DATE '2020-01-01' + day::INTEGER AS date,
    (1 + day / 4000) * (1 + 0.06 * (draw($seed, day, 'noise') + draw($seed, day, ccp) - 1)) AS level,
    2 * draw($seed, day, 'move') - 1 AS move,
    hit_2020 * near(day, 76, 5.0, 30.0) + hit_2022 * near(day, 797, 9.0, 25.0)
    + hit_2023 * near(day, 1168, 3.0, 12.0) AS stress
FROM house, (SELECT range::DOUBLE AS day FROM range(2190));

CREATE TEMP TABLE step AS SELECT range AS step FROM range(1000000);
