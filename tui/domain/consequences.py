"""What follows from a change, where that can be worked out from dates alone."""

from __future__ import annotations

from datetime import date

from .agreement import Agreement, LifecycleStatus
from .review import Change, RecordKind
from .values import dataclass

_ENDED = {LifecycleStatus.COMPLETED, LifecycleStatus.CANCELLED}
_DATES = {"valid_to", "due_date", "next_meeting_date", "evaluation_due_date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLeft:
    """A date that moved: days to it now, and how many there would have been. `38 d igjen, var 403`."""

    now: int | None
    """None: no date any more. Negative: passed."""
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalsAfterEnd:
    """Goals that are due after their agreement ends. `2 mål har frist etter ny sluttdato`."""

    count: int


Consequence = DaysLeft | GoalsAfterEnd


def consequences(change: Change, today: date, agreement: Agreement | None = None) -> tuple[Consequence, ...]:
    """What follows; `agreement` as it is now, of a change to an agreement. Nothing is guessed."""
    if change.field not in _DATES:
        return ()
    before, after = _date(change.before), _date(change.after)
    found: list[Consequence] = [DaysLeft(now=_days(after, today), before=_days(before, today))]
    end_moved = change.ref.kind is RecordKind.AGREEMENT and change.field == "valid_to"
    if end_moved and agreement is not None and after is not None and agreement.valid_to == after:
        late = [
            goal
            for goal in agreement.goals
            if goal.due_date is not None and goal.due_date > after and goal.lifecycle_status not in _ENDED
        ]
        if late:
            found.append(GoalsAfterEnd(count=len(late)))
    return tuple(found)


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _days(day: date | None, today: date) -> int | None:
    return None if day is None else (day - today).days
