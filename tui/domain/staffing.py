"""Hours in which somebody is there, per place, host and provider: the measure the sector itself counts in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendar import Calendar, Session, monday
from .collation import sort_key
from .query import HoursRow
from .schedule import SlotState
from .values import dataclass

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


@dataclass(frozen=True, slots=True)
class _Time:
    """A session as time on a clock that nobody changes."""

    row: HoursRow
    start: datetime
    end: datetime
    sure: bool
    by_appointment: bool


def staffing(calendar: Calendar, day: date) -> dict[Side, tuple[Staffing, ...]]:
    """A line per place, per host and per provider in the week of a date, by name; after the places the sum of all.

    Two sessions at one place at the same time are one hour with somebody there. Cancelled and closed sessions count
    for nothing. Time is real time: the night the clock goes back has an hour more.
    """
    weeks = [[_time(one) for one in calendar.week(start) if one.held] for start in _mondays_back(monday(day))]
    known = {id(row): row for row in calendar.rows}
    lines = {}
    for side in Side:
        group = {key: group_of(row, side) for key, row in known.items()}
        parts: list[dict[Group | None, list[_Time]]] = [{} for _week in weeks]
        for week, part in zip(weeks, parts, strict=True):
            for time in week:
                part.setdefault(group[id(time.row)], []).append(time)
        found = {one for part in parts for one in part if one is not None}
        named = sorted(found, key=lambda one: (sort_key(one.name), one.id))
        lines[side] = tuple(_line(one, [part.get(one, []) for part in parts]) for one in named)
    return {**lines, Side.PLACE: (*lines[Side.PLACE], _line(None, weeks))}


def _time(session: Session) -> _Time:
    slot = session.slot
    sure = slot.state is not SlotState.UNCONFIRMED
    return _Time(session.row, _real(slot.start), _real(slot.end), sure, slot.by_appointment)


def _mondays_back(start: date) -> Iterable[date]:
    """The Mondays the average is taken over, latest first; fewer at the beginning of the calendar."""
    days = range(start.toordinal(), max(start.toordinal() - 7 * WEEKS, 0), -7)
    return map(date.fromordinal, days)


def _line(group: Group | None, weeks: Sequence[Sequence[_Time]]) -> Staffing:
    sums = [_total(one for one in week if one.sure) for week in weeks]
    return Staffing(
        group,
        week=sums[0],
        average=sum(sums, timedelta()) / len(sums),
        by_appointment=_total(one for one in weeks[0] if one.sure and one.by_appointment),
        unconfirmed=_total(one for one in weeks[0] if not one.sure),
    )


def _total(times: Iterable[_Time]) -> timedelta:
    """Time with somebody there, place by place."""
    places: dict[str | None, list[tuple[datetime, datetime]]] = {}
    for one in times:
        place = one.row.hours.place
        places.setdefault(place.id if place else None, []).append((one.start, one.end))
    return sum((covered(stretches) for stretches in places.values()), timedelta())


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
