"""The agenda: sessions under their dates, stretches without any, and what one is warned of.

Only the dates asked for are worked out; a list that is scrolled asks for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum

from .calendar import Calendar, Session, shifted, week_end
from .notices import Notice
from .query import HoursRow
from .schedule import Unexpandable
from .values import dataclass


@dataclass(frozen=True, slots=True)
class Day:
    """The heading of a date."""

    date: date


@dataclass(frozen=True, slots=True)
class Nobody:
    """Dates without office hours, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Dateless:
    """Office hours whose rule gives no dates, and why."""

    row: HoursRow
    reason: Unexpandable


class Section(Enum):
    """The heading of what stands aside from the dates."""

    NOTICES = "notices"
    DATELESS = "dateless"


Entry = Day | Nobody | Session | Notice | Dateless | Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which agenda is wanted."""

    first: date
    last: date
    today: date
    gaps: bool
    """Say which dates have nobody: of no use where one looks for something."""
    notices: Sequence[Notice] = ()
    dateless: Sequence[Dateless] = ()


def agenda(calendar: Calendar, asked: Asked) -> list[Entry]:
    """What there is from `first` to `last`; warnings and hours without dates stand after the week of today.

    On a Sunday that is after tomorrow, which is told first.
    """
    near = max(week_end(asked.today), shifted(asked.today, 1))
    sessions = calendar.between(asked.first, asked.last)
    entries: list[Entry] = []
    aside = _aside(asked) if asked.first <= near else []
    for entry in _dated(sessions, asked):
        if aside and _first(entry) > near:
            entries += aside
            aside = []
        entries.append(entry)
    return entries + aside


def date_of(entry: Entry) -> date | None:
    """The date an entry belongs to; None for what stands aside."""
    match entry:
        case Day():
            return entry.date
        case Nobody():
            return entry.first
        case Session():
            return entry.slot.date
        case _:
            return None


def _first(entry: Entry) -> date:
    return date_of(entry) or date.min


def _aside(asked: Asked) -> list[Entry]:
    found: list[Entry] = []
    if asked.notices:
        found += [Section.NOTICES, *asked.notices]
    if asked.dateless:
        found += [Section.DATELESS, *asked.dateless]
    return found


def _dated(sessions: Iterator[Session], asked: Asked) -> Iterator[Entry]:
    """Days with their sessions, in order, and the stretches between them."""
    after = asked.first
    current: date | None = None
    for session in _by_date(sessions):
        day = session.slot.date
        if day != current:
            if asked.gaps:
                yield from _gap(after, day, asked.today)
            yield Day(day)
            current, after = day, shifted(day, 1)
        yield session
    end = shifted(asked.last, 1)
    if asked.gaps and after <= asked.last:
        yield from _gap(after, end, asked.today)


def _by_date(sessions: Iterator[Session]) -> Iterator[Session]:
    """Zones east of ours begin a date earlier: within a week the date decides first."""
    return iter(sorted(sessions, key=lambda one: (one.slot.date, one.slot.start, one.slot.end)))


def _gap(first: date, end: date, today: date) -> Iterator[Entry]:
    """The dates from `first` to the day before `end`; today and tomorrow stand by themselves, this week too."""
    tomorrow = shifted(today, 1)
    cuts = {today, tomorrow, shifted(tomorrow, 1), shifted(week_end(today), 1)}
    start = first
    while start < end:
        stop = min((one for one in cuts if start < one < end), default=end)
        if start in (today, tomorrow):
            yield Day(start)
        yield Nobody(start, stop - timedelta(days=1))
        start = stop
