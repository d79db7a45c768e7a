"""Office hours as sessions in time, week by week: what costs follows the weeks that are looked at, not the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from .pieces import Pieces, each, whole
from .query import HoursRow
from .recurrence import slots
from .schedule import Slot, SlotState, Unexpandable
from .values import dataclass

WEEKS_KEPT = 120
"""Weeks remembered; the one unused for longest goes."""

NOT_HELD = frozenset({SlotState.CANCELLED, SlotState.CLOSED})
"""Nobody will be there: cancelled by the source, or closed because of a public holiday."""


@dataclass(frozen=True, slots=True)
class Session:
    """One occurrence of office hours, with the names it is shown by."""

    row: HoursRow
    slot: Slot

    @property
    def held(self) -> bool:
        """Somebody is there, as far as is known."""
        return self.slot.state not in NOT_HELD

    @property
    def key(self) -> tuple[str, str, date, datetime]:
        """Tells it from every other session."""
        return (self.row.hours.source_id, self.row.hours.id, self.slot.date, self.slot.start)


class Calendar:
    """The sessions of some office hours. A week is worked out when it is first asked for, and then remembered."""

    def __init__(self, rows: Sequence[HoursRow], within: Calendar | None = None) -> None:
        """`within` is a calendar of these and more: what it knows already is not worked out again."""
        self.rows = rows
        self._within = within
        self._own = frozenset(map(id, rows)) if within is not None else frozenset()
        self._weeks: dict[date, tuple[Session, ...]] = {}
        self._without: tuple[tuple[HoursRow, Unexpandable], ...] | None = None

    def week(self, day: date) -> tuple[Session, ...]:
        """Sessions that begin in the week (Monday to Sunday) of a date, earliest first."""
        start = monday(day)
        if start in self._weeks:
            self._weeks[start] = self._weeks.pop(start)
        else:
            whole(self.preparing(start))
        return self._weeks[start]

    def knows(self, day: date) -> bool:
        """The week of a date is worked out already."""
        return monday(day) in self._weeks

    def preparing(self, day: date) -> Pieces[None]:
        """Work out the week of a date a piece at a time; it is known after the last one."""
        start = monday(day)
        if self._within is not None and self._within.knows(start):
            self._remember(start, [one for one in self._within.week(start) if id(one.row) in self._own])
            return
        expanded = yield from each(lambda row: (row, slots(row.hours, start, week_end(start))), self.rows)
        found = [Session(row, slot) for row, expansion in expanded for slot in expansion.slots]
        found.sort(key=lambda one: (one.slot.start, one.slot.end))
        self._remember(start, found)
        self._without = tuple((row, one.reason) for row, one in expanded if one.reason is not None)

    def _remember(self, start: date, found: Iterable[Session]) -> None:
        while len(self._weeks) >= WEEKS_KEPT:
            del self._weeks[next(iter(self._weeks))]
        self._weeks[start] = tuple(found)

    def between(self, first: date, last: date) -> Iterator[Session]:
        """Sessions that begin on a date from `first` to `last`, both inclusive, earliest first."""
        for start in mondays(first, last):
            yield from (one for one in self.week(start) if first <= one.slot.date <= last)

    def without_dates(self) -> tuple[tuple[HoursRow, Unexpandable], ...]:
        """Office hours whose rule gives no dates, and why; they are few, and no week leaves them out."""
        if self._without is None and self._within is not None:
            self._without = tuple(one for one in self._within.without_dates() if id(one[0]) in self._own)
        if self._without is None:
            for _breath in self.preparing(next(iter(self._weeks), date(2000, 1, 3))):
                pass
        return self._without or ()


def monday(day: date) -> date:
    """The Monday of the week a date lies in (ISO 8601)."""
    return date.fromordinal(day.toordinal() - day.weekday())


def week_end(day: date) -> date:
    """The Sunday of the week, or the last day there is."""
    return date.fromordinal(min(day.toordinal() - day.weekday() + 6, date.max.toordinal()))


def mondays(first: date, last: date) -> Iterable[date]:
    """The Mondays of all weeks from that of `first` to that of `last`."""
    return map(date.fromordinal, range(monday(first).toordinal(), last.toordinal() + 1, 7))


def shifted(day: date, days: int) -> date:
    """A date so many days later (or earlier), at most to either end of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
