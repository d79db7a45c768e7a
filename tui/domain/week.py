"""A week as a grid of hours and days: who stands in which cell, beside whom, and which hours need no row of their own.

Rows are hours of the clock on the wall at the place, so that a change of the clock moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

from .calendar import Calendar, Session, shifted
from .values import dataclass

DAYS = 7
USUAL = (9, 15)
"""First and last hour shown of a week in which nobody is anywhere."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A session on one day of the week: one that goes on past midnight has two of them."""

    session: Session
    first: int
    last: int
    """Hours of the day it touches, both inclusive: 08:30 to 10:00 is 8 to 9."""
    lane: int
    """Its place beside others at the same time, 0 to the left; the same in all its hours."""


@dataclass(frozen=True, slots=True)
class Band:
    """Hours that share a row, both inclusive."""

    first: int
    last: int

    def __contains__(self, hour: int) -> bool:
        return self.first <= hour <= self.last


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday on. What is asked of it again and again is worked out once."""

    monday: date
    days: tuple[tuple[Stay, ...], ...]

    def at(self, day: int, band: Band) -> tuple[Stay, ...]:
        """Who is there on a day (0 is Monday) in some hour of the band, by lane."""
        hours = self._hours[day]
        if band.first == band.last:
            return hours[band.first]
        found = {id(stay): stay for hour in range(band.first, band.last + 1) for stay in hours[hour]}
        return tuple(sorted(found.values(), key=lambda one: (one.lane, one.first)))

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Every session once, earliest first."""
        found = {id(stay.session): stay.session for day in self.days for stay in day}
        return tuple(sorted(found.values(), key=lambda one: (one.slot.start, one.slot.end)))

    @cached_property
    def empty_days(self) -> tuple[int, ...]:
        """Days on which nobody is anywhere, cancelled and closed sessions counting as nobody."""
        return tuple(day for day in range(DAYS) if not any(stay.session.held for stay in self.days[day]))

    @cached_property
    def lanes(self) -> tuple[int, ...]:
        """How many stand beside each other on each day, at most."""
        return tuple(1 + max((stay.lane for stay in day), default=-1) for day in self.days)

    @cached_property
    def _hours(self) -> tuple[tuple[tuple[Stay, ...], ...], ...]:
        """Day -> hour -> who is there, by lane."""
        table: list[list[list[Stay]]] = [[[] for _hour in range(24)] for _day in range(DAYS)]
        for day, stays in enumerate(self.days):
            for stay in sorted(stays, key=lambda one: one.lane):
                for hour in range(stay.first, stay.last + 1):
                    table[day][hour].append(stay)
        return tuple(tuple(map(tuple, hours)) for hours in table)

    def occupants(self, hour: int) -> tuple[tuple[Stay, ...], ...]:
        """Who is there in an hour, day by day."""
        return tuple(hours[hour] for hours in self._hours)


def week_of(calendar: Calendar, start: date) -> Week:
    """The week that begins on a Monday, with what still goes on from the night before."""
    before = shifted(start, -1)
    late = (one for one in calendar.week(before) if one.slot.date >= before) if before < start else ()
    return arrange(start, (*late, *calendar.week(start)))


def arrange(start: date, sessions: Iterable[Session]) -> Week:
    """Every hour of every session that lies in the seven days from `start` on, in lanes that nobody shares."""
    stays: list[list[tuple[int, int, Session]]] = [[] for _day in range(DAYS)]
    for session in sessions:
        for day, first, last in _touched(session, start):
            stays[day].append((first, last, session))
    return Week(start, tuple(_in_lanes(day) for day in stays))


def bands(week: Week, room: int) -> tuple[Band, ...]:
    """The rows of a week: its hours from the first to the last that anybody touches.

    Empty hours in between share a row. Where there are more rows than `room`, so do hours in which nothing changes.
    """
    touched = [stay for day in week.days for stay in day]
    first = min((stay.first for stay in touched), default=USUAL[0])
    last = max((stay.last for stay in touched), default=USUAL[1])
    hours = range(first, last + 1)
    rows = _joined(week, hours, lambda before, now: not any(before) and not any(now))
    return rows if len(rows) <= room else _joined(week, hours, lambda before, now: before == now)


Occupants = tuple[tuple[Stay, ...], ...]


def _joined(week: Week, hours: range, same: Callable[[Occupants, Occupants], bool]) -> tuple[Band, ...]:
    joined = (not same(week.occupants(before), week.occupants(now)) for before, now in pairwise(hours))
    starts = [hours[0], *(now for now, apart in zip(hours[1:], joined, strict=True) if apart)]
    ends = [*(one - 1 for one in starts[1:]), hours[-1]]
    return tuple(Band(*one) for one in zip(starts, ends, strict=True))


def _touched(session: Session, start: date) -> Iterable[tuple[int, int, int]]:
    """Day of the week, first and last hour, for every day the session touches; times as on the wall."""
    opens = session.slot.start.replace(tzinfo=None)
    closes = max(session.slot.end.replace(tzinfo=None), opens + timedelta(minutes=1))  # the clock may go back meanwhile
    midnight = datetime.combine(start, time())
    for day in range((opens - midnight).days, min(DAYS - 1, (closes - midnight).days) + 1):
        if day < 0:
            continue
        begins = timedelta(days=day)
        since, until = opens - midnight - begins, closes - midnight - begins
        first = max(since, timedelta()) // timedelta(hours=1)
        last = -(-min(until, timedelta(days=1)) // timedelta(hours=1)) - 1
        if last >= first:
            yield day, first, last


def _in_lanes(stays: Sequence[tuple[int, int, Session]]) -> tuple[Stay, ...]:
    """Each in the leftmost lane that is free from its first hour on."""
    taken: list[tuple[int, int]] = []
    """Last hour and lane of those that are still there."""
    free: list[int] = []
    count = 0
    placed = []
    for first, last, session in sorted(stays, key=lambda one: (one[0], one[1], one[2].key)):
        while taken and taken[0][0] < first:
            heappush(free, heappop(taken)[1])
        if free:
            lane = heappop(free)
        else:
            lane, count = count, count + 1
        heappush(taken, (last, lane))
        placed.append(Stay(session, first, last, lane))
    return tuple(placed)
