-- The made-up records $first and the $count - 1 after it of $rows, in order of date.
INSERT INTO margin
SELECT
    day.date, day.ccp, seat.member, record.product,
    CASE WHEN record.abroad < 12 THEN seat.home ELSE ['USD', 'EUR', 'GBP', 'JPY', 'AUD', 'KRW'][1 + abroad % 6] END,
    layer.layer,
    round(size * level * (1 + 0.6 * stress) * exp(0.8 * z1 - 0.3), 4),
    round(0.1 * size * level * (1 + 3 * stress) * (0.2 * z1 + 0.4 * move + z4), 4),
    round(0.4 * size * level * (1 + 1.6 * stress) * share * exp(0.6 * z1 + 0.5 * z2 - 0.3), 4),
    round(0.1 * size * level * (1 + 0.25 * stress) * exp(0.5 * z1 + 0.4 * z3 - 0.2), 4)
FROM (
    SELECT
        i, DATE '2020-01-01' + (i * $days::BIGINT // $rows::BIGINT)::INTEGER AS date,
        ((h >> 5) % $seats::UBIGINT)::INTEGER AS seat, (h % 20::UBIGINT)::INTEGER AS depth,
        (hash(xor(h, 3)) % 20::UBIGINT)::INTEGER AS abroad,
        format('P{:02d}', 1 + (40 * pow((hash(xor(h, 4)) >> 11) / 9007199254740992.0, 2))::INTEGER % 40) AS product,
        r1 * cos(t1) AS z1, r1 * sin(t1) AS z2, r2 * cos(t2) AS z3, r2 * sin(t2) AS z4
    FROM (
        SELECT
            i, hash($seed, i) AS h,
            sqrt(-2 * ln(((hash(xor(h, 5)) >> 11) + 1) / 9007199254740993.0)) AS r1,
            2 * pi() * (hash(xor(h, 6)) >> 11) / 9007199254740992.0 AS t1,
            sqrt(-2 * ln(((hash(xor(h, 7)) >> 11) + 1) / 9007199254740993.0)) AS r2,
            2 * pi() * (hash(xor(h, 8)) >> 11) / 9007199254740992.0 AS t2
        FROM (SELECT step + $first AS i FROM step WHERE step < $count)
    )
) AS record
JOIN seat ON seat.seat = record.seat
JOIN day ON day.date = record.date AND day.ccp = seat.ccp
JOIN layer ON layer.depth = record.depth
ORDER BY day.date, day.ccp, record.i;
