import pytest

from apps.where import SOURCE, clause
from queries.query import QueryError
from queries.selection import Clause

FIELDS = {"ccp": "VARCHAR", "quarter": "VARCHAR", "value": "DOUBLE", "loaded_in": "INTEGER", "period_end": "DATE"}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ccp=KRX", "point", ("KRX",)),
        ("ccp=KRX,JSCC", "point", ("KRX", "JSCC")),
        ('ccp="A, B",C', "point", ("A, B", "C")),
        ("ccp=a=b", "point", ("a=b",)),
        ("quarter=2024Q1..2025Q4", "interval", ("2024Q1", "2025Q4")),
        ("value=1,2.5", "point", (1.0, 2.5)),
        ("value=-1..2e9", "interval", (-1.0, 2e9)),
        ("loaded_in=1,2", "point", (1, 2)),
        ("period_end=2025-01-01..2025-12-31", "interval", ("2025-01-01", "2025-12-31")),
        ("period_end=2025-03-31", "interval", ("2025-03-31", "2025-03-31")),
    ],
)
def test_text_becomes_a_clause(text: str, kind: str, value: tuple[object, ...]) -> None:
    assert clause(text, FIELDS) == Clause(SOURCE, text.partition("=")[0], kind, value)  # type: ignore[arg-type]


def test_a_number_stays_text_where_the_column_is_text() -> None:
    assert clause("ccp=1", FIELDS).value == ("1",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cpp=KRX", "did you mean 'ccp'?"),
        ("value=much", "'much' is not a number, and value is DOUBLE"),
        ("loaded_in=1.5", "'1.5' is not a number, and loaded_in is INTEGER"),
        ("value=1..", "two ends"),
        ("value=1..2..3", "two ends"),
        ("ccp", "write FIELD=a,b"),
        ("ccp=", "write FIELD=a,b"),
        ("period_end=2025-03-31,2025-06-30", "give one day"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said.replace("?", r"\?")):
        clause(text, FIELDS)
