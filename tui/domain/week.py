"""A week as a grid of hours and days: who stands in which cell, beside whom, and which hours need no row of their own.

Rows are hours of the clock on the wall at the place, so that a change of the clock moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from .calendar import Calendar, Session, shifted

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


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on."""

    monday: date
    days: tuple[tuple[Stay, ...], ...]

    def at(self, day: int, band: Band) -> tuple[Stay, ...]:
        """Who is there on a day (0 is Monday) in some hour of the band, by lane."""
        found = (one for one in self.days[day] if one.first <= band.last and one.last >= band.first)
        return tuple(sorted(found, key=lambda one: (one.lane, one.first)))

    def sessions(self) -> tuple[Session, ...]:
        """Every session once, earliest first."""
        found = {stay.session.key: stay.session for day in self.days for stay in day}
        return tuple(sorted(found.values(), key=lambda one: (one.slot.start, one.slot.end)))

    def empty_days(self) -> tuple[int, ...]:
        """Days on which nobody is anywhere, cancelled and closed sessions counting as nobody."""
        return tuple(day for day in range(DAYS) if not any(stay.session.held for stay in self.days[day]))


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
    hours = [(hour, _occupants(week, hour)) for hour in range(first, last + 1)]
    rows = _joined(hours, lambda before, now: not before and not now)
    return rows if len(rows) <= room else _joined(hours, lambda before, now: before == now)


def _joined(
    hours: Sequence[tuple[int, frozenset[tuple[int, int]]]],
    same: Callable[[frozenset[tuple[int, int]], frozenset[tuple[int, int]]], bool],
) -> tuple[Band, ...]:
    starts = [hours[0][0], *(now[0] for before, now in pairwise(hours) if not same(before[1], now[1]))]
    ends = [*(one - 1 for one in starts[1:]), hours[-1][0]]
    return tuple(Band(*one) for one in zip(starts, ends, strict=True))


def _occupants(week: Week, hour: int) -> frozenset[tuple[int, int]]:
    return frozenset(
        (day, number)
        for day, stays in enumerate(week.days)
        for number, stay in enumerate(stays)
        if stay.first <= hour <= stay.last
    )


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
    until: list[int] = []
    """Per lane, the last hour taken."""
    placed = []
    for first, last, session in sorted(stays, key=lambda one: (one[0], one[1], one[2].key)):
        lane = next((number for number, taken in enumerate(until) if taken < first), len(until))
        if lane == len(until):
            until.append(last)
        else:
            until[lane] = last
        placed.append(Stay(session, first, last, lane))
    return tuple(placed)
