"""Hours in which somebody is there, per place, host and provider: the measure the sector itself counts in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendar import Calendar, Session, monday
from .collation import sort_key
from .query import HoursRow
from .schedule import SlotState

WEEKS = 4
"""Weeks the average is taken over: the one asked for and those before it."""


class Side(StrEnum):
    """Whose hours are counted together."""

    PLACE = "place"
    HOST = "host"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Group:
    """A place, a host or a provider."""

    side: Side
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """How much of a week somebody is there."""

    group: Group | None
    """None: the sum of all places."""
    week: timedelta
    average: timedelta
    """Per week, over `WEEKS` weeks."""
    by_appointment: timedelta
    """Of this week's hours, those for which one needs an appointment."""
    unconfirmed: timedelta
    """This week's hours that nobody has confirmed; not part of the others."""


def group_of(row: HoursRow, side: Side) -> Group | None:
    """The place, host or provider of office hours, if it is known."""
    hours = row.hours
    if side is Side.PLACE:
        place = hours.place
        return Group(side, place.id, place.name or place.city or row.host_name or place.id) if place else None
    if side is Side.HOST:
        return Group(side, hours.host_id, row.host_name or hours.host_id) if hours.host_id else None
    return Group(side, hours.provider_id, row.provider_name or hours.provider_id) if hours.provider_id else None


def staffing(calendar: Calendar, day: date, side: Side) -> tuple[Staffing, ...]:
    """A line per place (or host, or provider) in the week of a date, by name; the sum of all places comes last.

    Two sessions at one place at the same time are one hour with somebody there. Cancelled and closed sessions count
    for nothing. Time is real time: the night the clock goes back has an hour more.
    """
    weeks: list[dict[Group | None, list[Session]]] = []
    everything: list[Sequence[Session]] = []
    for start in _mondays_back(monday(day)):
        groups: dict[Group | None, list[Session]] = {}
        sessions = calendar.week(start)
        for session in sessions:
            groups.setdefault(group_of(session.row, side), []).append(session)
        weeks.append(groups)
        everything.append(sessions)
    found = {group for week in weeks for group in week if group is not None}
    named = sorted(found, key=lambda one: (sort_key(one.name), one.id))
    lines = tuple(_line(group, [week.get(group, []) for week in weeks]) for group in named)
    return (*lines, _line(None, everything)) if side is Side.PLACE else lines


def _mondays_back(start: date) -> Iterable[date]:
    """The Mondays the average is taken over, latest first; fewer at the beginning of the calendar."""
    days = range(start.toordinal(), max(start.toordinal() - 7 * WEEKS, 0), -7)
    return map(date.fromordinal, days)


def _line(group: Group | None, weeks: Sequence[Sequence[Session]]) -> Staffing:
    sums = [_total(week, _staffed) for week in weeks]
    return Staffing(
        group,
        week=sums[0],
        average=sum(sums, timedelta()) / len(sums),
        by_appointment=_total(weeks[0], lambda one: _staffed(one) and one.slot.by_appointment),
        unconfirmed=_total(weeks[0], lambda one: one.slot.state is SlotState.UNCONFIRMED),
    )


def _staffed(session: Session) -> bool:
    return session.held and session.slot.state is not SlotState.UNCONFIRMED


def _total(sessions: Iterable[Session], counted: Callable[[Session], bool]) -> timedelta:
    """Time with somebody there, place by place."""
    places: dict[str | None, list[tuple[datetime, datetime]]] = {}
    for one in sessions:
        if counted(one):
            place = one.row.hours.place
            times = (_real(one.slot.start), _real(one.slot.end))
            places.setdefault(place.id if place else None, []).append(times)
    return sum((covered(times) for times in places.values()), timedelta())


def _real(moment: datetime) -> datetime:
    """The moment on a clock that nobody changes (UTC, without saying so); as it stands at the calendar's ends."""
    try:
        return moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta())
    except OverflowError:
        return moment.replace(tzinfo=None)


def covered(times: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How much time lies in at least one of the stretches (all on one clock)."""
    total = timedelta()
    until: datetime | None = None
    for start, end in sorted(times):
        begin = start if until is None else max(start, until)
        if end > begin:
            total += end - begin
            until = end
    return total
