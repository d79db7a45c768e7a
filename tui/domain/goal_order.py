"""Ways to line up the goals of many agreements for a review."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from .agreement import Goal, Standing
from .collation import sort_key
from .progress import progress
from .query import GoalRow


class GoalOrder(StrEnum):
    AGREEMENT = "agreement"
    """As the agreements list them."""
    LATENESS = "lateness"
    """What somebody has to act on first."""
    DUE = "due"
    PARTNER = "partner"
    """By who is responsible."""


LATENESS = (
    Standing.OVERDUE,
    Standing.BEHIND,
    Standing.AT_RISK,
    Standing.NOT_ACHIEVED,
    Standing.MISSING_NUMBERS,
    Standing.UNDERWAY,
    Standing.ON_TRACK,
    Standing.NO_INDICATOR,
    Standing.NOT_STARTED,
    Standing.ON_HOLD,
    Standing.EXCEEDED,
    Standing.ACHIEVED,
    Standing.CANCELLED,
)
"""Every standing, the one that needs somebody first."""
DEVIATIONS = frozenset(LATENESS[:5])
"""What is not as it should be, a number nobody gave included."""

K = TypeVar("K", bound=Hashable)
Groups = list[tuple[K, list[GoalRow]]]


def deviates(goal: Goal, today: date) -> bool:
    return progress(goal, today).standing in DEVIATIONS


def by_lateness(rows: Sequence[GoalRow], today: date) -> Groups[Standing]:
    """Under their standing, the due date that comes first on top."""
    groups = _grouped(sorted(rows, key=_due), lambda row: progress(row.goal, today).standing)
    return sorted(groups, key=lambda group: LATENESS.index(group[0]))


def by_due(rows: Sequence[GoalRow]) -> Groups[tuple[int, int] | None]:
    """Under year and month of the due date; those without one (None) last."""
    return _grouped(
        sorted(rows, key=_due),
        lambda row: (row.goal.due_date.year, row.goal.due_date.month) if row.goal.due_date else None,
    )


def by_partner(rows: Sequence[GoalRow]) -> Groups[str]:
    """Under the name of who is responsible, else of the parties; Norwegian order."""
    return sorted(_grouped(sorted(rows, key=_due), partner_name), key=lambda group: (not group[0], sort_key(group[0])))


def partner_name(row: GoalRow) -> str:
    """Who is responsible for a goal; where nobody is named, all parties. Empty where no name is known."""
    if row.responsible_name:
        return row.responsible_name
    return ", ".join(party.name for party in row.agreement.parties if party.name)


def _grouped(rows: Sequence[GoalRow], key: Callable[[GoalRow], K]) -> Groups[K]:
    groups: dict[K, list[GoalRow]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.items())


def _due(row: GoalRow) -> tuple[date, str]:
    return row.goal.due_date or date.max, sort_key(row.goal.title)
