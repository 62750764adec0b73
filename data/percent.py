"""The unit of percentages that carry no sign: 0.99 and 99.9 stand beside one another in real files."""

from __future__ import annotations

import pandas as pd

TARGETS = frozenset(("5.3.1", "6.4.5", "6.5.3", "17.1.1", "17.2.1", "20.4.3"))
WHOLE = 2.0


def fraction(rows: pd.DataFrame) -> pd.Series:
    """For each row (ccp, item, number: unsigned percentages of one file) whether its number is a fraction of one.

    A number above 2 is percent already: a share of more than 200 % is not met, one of up to 200 % is where a filer
    added two figures up. For coverage levels, targets and availability (TARGETS) everything else is a fraction, since
    none of them is 1 % or less. For any other item a column in which most numbers are above 2 is in percent as a
    whole, so that its 0.48 is 0.48 %; the remaining columns follow the habit of the CCP in this file: what most of its
    targets are, or, if it gives none, most of all its percentages. That is wrong for a CCP that writes its targets one
    way and a column of shares below 2 % the other way.
    """
    small = rows["number"].abs() <= WHOLE
    counted = rows.assign(small=small)[rows["number"] != 0]
    target = rows["item"].isin(TARGETS)
    habits = _habits(counted).to_dict()
    habit = rows["ccp"].map(lambda ccp: habits.get(ccp, True)).astype(bool)
    column = counted.groupby(["ccp", "item"])["small"].mean()
    mostly_small = rows[["ccp", "item"]].join(column, on=["ccp", "item"])["small"].astype(float).fillna(1.0) >= 0.5
    return small & (target | (habit & mostly_small))


def _habits(counted: pd.DataFrame) -> pd.Series:
    every = counted.groupby("ccp")["small"].mean()
    targets = counted[counted["item"].isin(TARGETS)].groupby("ccp")["small"].mean()
    return targets.combine_first(every) >= 0.5
