"""Figures and quarters as they are said in Korean: 162억 달러, 2025년 1분기."""

from __future__ import annotations

SCALES = ((1e12, "조"), (1e8, "억"), (1e4, "만"))
UNITS = {"$ bn": "십억 달러", "$ mn": "백만 달러", "x": "배", "pt": "%p"}
"""What stands after a figure that is not scaled."""


def quarter(code: str) -> str:
    """`2025Q1` as `2025년 1분기`."""
    return f"{code[:4]}년 {code[5:]}분기"


def dollars(value: float) -> str:
    """Dollars by 조, 억 and 만: 1.2조 달러, 162억 달러, 3.45억 달러, 1,200만 달러."""
    return f"{scaled(value)} 달러"


def scaled(value: float) -> str:
    """A figure by the largest scale that it reaches: three digits of it, or all before the point."""
    size, sign = abs(value), "-" if value < 0 else ""
    scale, name = next(((scale, name) for scale, name in SCALES if size >= 0.9995 * scale), (1.0, ""))
    return f"{sign}{short(size / scale)}{name}"


def short(size: float) -> str:
    """Three digits of a figure without zeros at its end, or all before the point: 0.345, 3.45, 34.5, 16,200."""
    if size >= 99.95:
        return f"{size:,.0f}"
    return f"{size:.3g}" if size >= 0.001 or not size else f"{size:.12f}".rstrip("0").rstrip(".")


def digits(value: float) -> str:
    """A figure without a unit: six digits of it, or by 억 and 조 from a million on: 16,200, 134만, 3,496억."""
    size = abs(value)
    if size < 999_999.5:
        return f"{value:,.6g}" if size >= 1e-4 or not size else f"{value:.12f}".rstrip("0").rstrip(".")
    scale, name = next((scale, name) for scale, name in SCALES if size >= 0.99995 * scale)
    shown = value / scale
    return f"{shown:,.4g}{name}" if abs(shown) < 9999.5 else f"{shown:,.0f}{name}"
