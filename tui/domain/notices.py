"""What could come as a surprise in the weeks ahead: sessions on holidays and eves, and rules that soon end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .calendar import Calendar, Session, shifted
from .holidays import eve, holiday
from .query import HoursRow
from .values import dataclass

DAYS = 35
"""How far ahead one is warned, today included."""


@dataclass(frozen=True, slots=True)
class OnHoliday:
    """Sessions that fall on a public holiday or an eve."""

    date: date
    key: str
    """Of the holiday or eve; see `holidays`."""
    public: bool
    """A public holiday. An eve is a working day by law."""
    sessions: tuple[Session, ...]
    """All of them, those that are cancelled or closed already included."""

    @property
    def doubtful(self) -> tuple[Session, ...]:
        """Those the source has not cancelled or closed."""
        return tuple(one for one in self.sessions if one.held)


@dataclass(frozen=True, slots=True)
class Ends:
    """The source vouches for these office hours no longer than this date."""

    date: date
    row: HoursRow


Notice = OnHoliday | Ends
"""Something one is warned of."""


def notices(calendar: Calendar, today: date, days: int = DAYS) -> tuple[Notice, ...]:
    """What one is warned of from today on, by date. Works out the weeks in which there is something special."""
    last = shifted(today, days - 1)
    found: list[Notice] = []
    for day in (shifted(today, number) for number in range((last - today).days + 1)):
        if (name := _special(day)) is not None:
            sessions = tuple(calendar.between(day, day))
            found += [OnHoliday(day, name, holiday(day) is not None, sessions)] if sessions else []
    found += _ending(calendar.rows, today, last)
    return tuple(sorted(found, key=lambda one: (one.date, isinstance(one, Ends))))


def last_day(row: HoursRow) -> date | None:
    """The last date office hours can have by what the source says; None where it says nothing."""
    until = row.hours.recurrence.until if row.hours.recurrence else None
    return min((one for one in (row.hours.valid_to, until) if one), default=None)


def _ending(rows: Iterable[HoursRow], today: date, last: date) -> Iterable[Ends]:
    return (Ends(end, row) for row in rows if (end := last_day(row)) is not None and today <= end <= last)


def _special(day: date) -> str | None:
    return holiday(day) or eve(day)
