"""What a day holds: who can be met, and what is due. Chosen from what is there; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from operator import itemgetter

from .agreement import Agreement, AgreementStatus, Goal, Progress, Standing
from .calendar import Session, shifted
from .collation import sort_key
from .freshness import Collection, CollectionState
from .notes import Point, Question
from .pieces import Pieces, each, whole
from .progress import progress
from .query import HoursRow
from .recurrence import slots
from .review import TopicCount
from .values import dataclass

SOON = 30
"""Days ahead in which something due is listed."""
AHEAD = 14
"""Days looked ahead for office hours where there are none left today."""

_OVER = {AgreementStatus.TERMINATED, AgreementStatus.RENEWED}
_SETTLED = {Standing.ACHIEVED, Standing.EXCEEDED, Standing.NOT_ACHIEVED, Standing.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose day it is: that of a person with certain partners and municipalities, or everybody's."""

    everybody: bool = True
    partners: frozenset[str] = frozenset()
    municipalities: tuple[str, ...] = ()
    """Four digits, or the two of a county."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Municipality numbers of the partners that may be asked about."""

    def concerns(self, ids: Iterable[str | None], place: str | None = None) -> bool:
        """Whether one of these partners is meant, or the municipality of a place."""
        if self.everybody:
            return True
        known = [one for one in ids if one]
        where = [code for code in (place, *(self.codes.get(one) for one in known)) if code]
        return any(one in self.partners for one in known) or any(
            code.startswith(wanted) for code in where for wanted in self.municipalities
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The office hours of a day as they stand at one moment, in order of time."""

    going_on: tuple[Session, ...] = ()
    next: tuple[Session, ...] = ()
    """What begins next, today."""
    later: tuple[Session, ...] = ()
    """The rest of the day, what is cancelled included."""
    coming: tuple[Session, ...] = ()
    """Of the next day that has any; only where nothing is left today."""


class DeadlineKind(StrEnum):
    GOAL = "goal"
    END = "end"
    """An agreement ends."""
    EVALUATION = "evaluation"
    """An agreement is to be evaluated."""
    MEETING = "meeting"
    """The parties are to meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something that is due."""

    kind: DeadlineKind
    day: date
    days: int
    """To go; negative when it is overdue."""
    agreement: Agreement
    goal: Goal | None = None
    number: int | None = None
    """Which goal of its agreement, from 1."""
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything the start screen tells, at one moment."""

    now: datetime
    """Aware."""
    day: date
    """The date it is in Norway."""
    sessions: Sessions
    agenda: tuple[Session, ...]
    """Every office hour that begins today or tomorrow, in order of time, what is over or cancelled included."""
    deadlines: tuple[Deadline, ...]
    points: tuple[Point, ...]
    questions: tuple[Question, ...]
    """Those that wait, then the answered ones."""
    changes: tuple[TopicCount, ...]
    """What was not looked at."""
    changed_partners: int
    """How many partners that concerns."""
    changed_mine: int | None
    """And how many of those are this person's; None where everybody's day is shown."""
    since: datetime | None
    """When the last review was closed (aware, UTC)."""
    states: tuple[CollectionState, ...]

    def fetched(self, collection: Collection) -> datetime | None:
        """When a collection was last found to be up to date (aware, UTC)."""
        return next((one.completed_at for one in self.states if one.collection is collection), None)


def sittings(rows: Iterable[HoursRow], first: date, last: date) -> tuple[Session, ...]:
    """Every occurrence that begins on these dates, both inclusive, by time and then by host."""
    return whole(finding_sittings(rows, first, last))


def finding_sittings(rows: Iterable[HoursRow], first: date, last: date) -> Pieces[tuple[Session, ...]]:
    """The same, a piece at a time."""
    found = yield from each(lambda row: [Session(row, slot) for slot in slots(row.hours, first, last).slots], rows)
    ordered = yield from each(
        lambda one: ((one.slot.start, sort_key(one.row.host_name or ""), one.slot.hours_id), one),
        chain.from_iterable(found),
    )
    return tuple(one for _order, one in sorted(ordered, key=itemgetter(0)))


def sessions(of_today: Sequence[Session], coming: Iterable[Session], now: datetime) -> Sessions:
    """Sorts the sittings that began yesterday or begin today by what is still to come of them.

    `coming` are those of the days after; they are asked for only where nothing is left today.
    """
    left = [one for one in of_today if one.slot.end > now]
    if not left:
        ahead = tuple(coming)
        return Sessions(coming=tuple(one for one in ahead if one.slot.date == ahead[0].slot.date))
    going_on = tuple(one for one in left if one.held and one.slot.start <= now)
    begins = next((one.slot.start for one in left if one.held and one.slot.start > now), None)
    following = tuple(one for one in left if one.held and one.slot.start == begins)
    said = {id(one) for one in (*going_on, *following)}
    return Sessions(going_on=going_on, next=following, later=tuple(one for one in left if id(one) not in said))


def deadlines(agreements: Iterable[Agreement], today: date) -> tuple[Deadline, ...]:
    """What is overdue, the longest first, then what is due within 30 days, the next first."""
    found = [one for agreement in agreements for one in _of_agreement(agreement, today) if one.days <= SOON]
    return tuple(sorted(found, key=lambda one: (one.days, sort_key(one.agreement.title), one.number or 0)))


def _of_agreement(agreement: Agreement, today: date) -> Iterator[Deadline]:
    if agreement.status in _OVER:
        return

    def due(kind: DeadlineKind, day: date) -> Deadline:
        return Deadline(kind=kind, day=day, days=(day - today).days, agreement=agreement)

    if agreement.status is not AgreementStatus.EXPIRED:
        if agreement.valid_to is not None:
            yield due(DeadlineKind.END, agreement.valid_to)
        if agreement.evaluation_due_date is not None:
            yield due(DeadlineKind.EVALUATION, agreement.evaluation_due_date)
        if agreement.next_meeting_date is not None and agreement.next_meeting_date >= today:
            yield due(DeadlineKind.MEETING, agreement.next_meeting_date)
    for number, goal in enumerate(agreement.goals, start=1):
        if goal.due_date is None or (goal.due_date - today).days > SOON:
            continue
        state = progress(goal, today)
        if state.standing not in _SETTLED:
            yield Deadline(
                kind=DeadlineKind.GOAL,
                day=goal.due_date,
                days=(goal.due_date - today).days,
                agreement=agreement,
                goal=goal,
                number=number,
                progress=state,
            )


def after(today: date) -> tuple[date, date]:
    """The dates looked through where nothing is left today."""
    return shifted(today, 1), shifted(today, AHEAD)
