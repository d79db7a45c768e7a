"""How things stood when a review was closed, and what moved since."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from .agreement import Agreement, Goal
from .progress import progress
from .review import RecordRef
from .values import dataclass

ACTUAL, TARGET, STANDING, DUE = "actual", "target", "standing", "due_date"
VALID_TO, STATUS = "valid_to", "status"

Stated = float | str | None
"""A number, a word of an enumeration or an ISO 8601 date; None is "not stated"."""
BaselineKey = tuple[RecordRef, str]
"""Which record, and which of its values (ACTUAL, TARGET ...)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A closed review: its name, and from where on everything is new."""

    id: int
    name: str
    period: str | None
    """Name of the period it closed."""
    closed_at: datetime
    """Aware, UTC."""
    seq: int
    """The last line of the history that was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What a goal's number did since a baseline."""

    before: float | None
    now: float | None
    """Today, or when the review was closed."""
    delta: float | None
    """now - before; None where either is missing, which is not zero."""
    known: bool
    """False: the goal was not there at the baseline."""


def values_of(agreements: Iterable[Agreement], today: date) -> dict[BaselineKey, Stated]:
    """What is kept of agreements and their goals when a review is closed."""
    found: dict[BaselineKey, Stated] = {}
    for agreement in agreements:
        ref = RecordRef.agreement(agreement.id)
        found[ref, VALID_TO] = agreement.valid_to.isoformat() if agreement.valid_to else None
        found[ref, STATUS] = agreement.status.value if agreement.status else None
        for goal in agreement.goals:
            found |= _goal_values(goal, today)
    return found


def _goal_values(goal: Goal, today: date) -> dict[BaselineKey, Stated]:
    ref, state = RecordRef.goal(goal), progress(goal, today)
    return {
        (ref, ACTUAL): _finite(state.actual),
        (ref, TARGET): _finite(state.target),
        (ref, STANDING): state.standing.value,
        (ref, DUE): goal.due_date.isoformat() if goal.due_date else None,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def movement(goal: Goal, baseline: Mapping[BaselineKey, Stated], today: date) -> Movement:
    """What the number of a goal did until today: `+14`, `0`, `?`."""
    return _between(goal, baseline, _finite(progress(goal, today).actual))


def movement_until(
    goal: Goal, baseline: Mapping[BaselineKey, Stated], ended: Mapping[BaselineKey, Stated]
) -> Movement | None:
    """The same until a later baseline; None for a goal that was not there then."""
    key = (RecordRef.goal(goal), ACTUAL)
    return _between(goal, baseline, _number(ended[key])) if key in ended else None


def _between(goal: Goal, baseline: Mapping[BaselineKey, Stated], now: float | None) -> Movement:
    key = (RecordRef.goal(goal), ACTUAL)
    before = _number(baseline.get(key))
    delta = None if before is None or now is None else now - before
    return Movement(before=before, now=now, delta=delta, known=key in baseline)


def _number(stated: Stated) -> float | None:
    return float(stated) if isinstance(stated, int | float) else None
