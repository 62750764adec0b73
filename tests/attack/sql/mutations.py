"""Statements changed in ways that mean the same to DuckDB, or hide what they mean, by a seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

TEXT = re.compile(r"'(?:[^']|'')*'")
WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
CALLED = re.compile(r"\b([a-z_]\w*)(?=\()")
NAMED = re.compile(r"\b(pqd|restricted|member_level|disclosures|information_schema|tables|pg_catalog|pg_class)\b")
COMMENTS = ("/**/", "/* disclosures */", "/* ' */", "-- \n", "/* ; */", '/* " */', "-- ' \r\n")
SPACES = ("\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff", "\t", "\f", "\v", "\r\n", "\u2028")
ALIKE = str.maketrans("aeiopcxs", "аеіорсхѕ")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
NESTS = (
    "SELECT * FROM ({})", "WITH q AS ({}) SELECT * FROM q", "WITH q AS MATERIALIZED ({}) FROM q",
    "SELECT (SELECT count(*) FROM ({}))", "SELECT 1 WHERE EXISTS ({})", "SELECT 1 UNION ALL ({})",
    "FROM disclosures SEMI JOIN ({}) q ON true", "EXPLAIN {}", "EXPLAIN ANALYZE {}", "DESCRIBE {}", "SUMMARIZE {}",
    "SELECT 1; {}", "{}; SELECT 1", ";;{}", "PREPARE p AS {}", "CREATE TEMP TABLE t AS {}", "COPY ({}) TO '/dev/null'",
    "PIVOT ({}) ON 1 USING count(*)", "WITH RECURSIVE r AS (SELECT 1 UNION ALL ({})) FROM r", "({})",
    "BEGIN; {}; COMMIT",
    "SELECT list_transform([1], x -> ({}))", "FROM query('{}')", "SELECT json_serialize_sql('{}')", "CALL {}",
    "SELECT * FROM disclosures ORDER BY ({})", "SELECT * FROM disclosures LIMIT ({})", "VALUES (({}))",
)  # fmt: skip


def outside(sql: str, change: Callable[[str], str]) -> str:
    """`sql` with all that is not a text changed."""
    texts = TEXT.findall(sql)
    parts = [change(part) for part in TEXT.split(sql)]
    return "".join(part + text for part, text in zip(parts, [*texts, ""], strict=True))


def cased(sql: str, chance: Random) -> str:
    """Letters of either case."""
    return outside(sql, lambda part: "".join(chance.choice((letter.upper(), letter.lower())) for letter in part))


def commented(sql: str, chance: Random) -> str:
    """Comments where spaces are, and between a name and its bracket."""
    spaced = outside(sql, lambda part: re.sub(r" |(?=\()", lambda found: found[0] + chance.choice(COMMENTS), part))
    return chance.choice(COMMENTS) + spaced


def quoted(sql: str, chance: Random) -> str:
    """Names in quotes, texts in dollars or with escapes."""
    named = outside(sql, lambda part: (NAMED if chance.random() < 0.5 else CALLED).sub(r'"\1"', part))
    if chance.random() < 0.5:
        return named
    return TEXT.sub(lambda found: retold(found[0][1:-1].replace("''", "'"), chance), named)


def retold(text: str, chance: Random) -> str:
    """A text that is written otherwise."""
    escaped = "".join(f"\\x{ord(letter):02x}" if letter.isascii() else letter for letter in text)
    middle = len(text) // 2
    halves = ["'" + each.replace("'", "''") + "'" for each in (text[:middle], text[middle:])]
    return chance.choice(
        (f"$${text}$$", f"$t${text}$t$", f"e'{escaped}'", f"({' || '.join(halves)})", "concat({}, {})".format(*halves))
    )


def nested(sql: str, chance: Random) -> str:
    """The statement within another."""
    form = chance.choice(NESTS)
    return form.replace("{}", sql.replace("'", "''") if "'{}'" in form else sql.rstrip("; "))


def spaced(sql: str, chance: Random) -> str:
    """Spaces of other alphabets, or none."""
    return outside(sql, lambda part: re.sub(" ", lambda _: chance.choice(SPACES), part))


def alike(sql: str, chance: Random) -> str:
    """Letters that look the same, in one word."""
    words = [*WORD.finditer(sql)]
    word = chance.choice(words) if words else None
    table = chance.choice((ALIKE, WIDE))
    return sql if word is None else sql[: word.start()] + word[0].translate(table) + sql[word.end() :]


def extended(sql: str, chance: Random) -> str:
    """Something before or behind it that an editor may hold."""
    before = chance.choice(("", "\ufeff", "-- $x: INTEGER = 1\n", "/* */", "SELECT 1\n;"))
    return before + sql + chance.choice(("", ";", "\0", "--", " LIMIT 1", " -- SELECT 1", "\n;\n", "\\"))


WAYS: Sequence[Callable[[str, Random], str]] = (cased, commented, quoted, nested, spaced, alike, extended)


def mutations(statements: Sequence[str], many: int, seed: int = 20260601) -> list[str]:
    """So many different ones, each changed in one to three ways."""
    chance = Random(seed)
    made: dict[str, None] = {}
    while len(made) < many:
        sql = chance.choice(statements)
        for way in chance.sample(WAYS, chance.randint(1, 3)):
            sql = way(sql, chance)
        made[sql] = None
    return list(made)
