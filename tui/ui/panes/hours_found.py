"""Which office hours and which dates the pane shows, remembered so that a key need not work them out again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from ...domain.calendar import WEEKS_KEPT, Calendar, Session, monday, mondays, shifted, week_end
from ...domain.collation import fold, search_terms
from ...domain.municipality import municipality_name
from ...domain.notices import DAYS as WARNED
from ...domain.notices import Notice, notices
from ...domain.query import HoursRow
from ...domain.recurrence import next_slot
from ...domain.staffing import Group, Side, Staffing, group_of, staffing
from ...domain.week import Week, week_of
from .hours_rows import entry_key

AHEAD = 12
"""Weeks an agenda grows by at most for one key: where nothing more comes, it stops there."""
QUICK = 500
"""Office hours whose weeks are worked out in some milliseconds each."""
FAR = (70, 6)
"""Days between the dates shown and those wanted from which an agenda begins anew: where it is quick, and elsewhere."""


class Found:
    """The office hours there are, and the part of them a text or a place, host or provider leaves."""

    def __init__(self, rows: Sequence[HoursRow]) -> None:
        self.all = Calendar(rows)
        self.calendar = self.all
        """Of what is left."""
        self._folded: dict[int, str] = {}
        self._narrowing: tuple[str, Group | None] = ("", None)
        self._weeks: dict[date, Week] = {}
        self._warnings: dict[date, Sequence[Notice]] = {}

    def narrow(self, text: str, only: Group | None) -> None:
        """Keep what has every word of the text, at that place, of that host or provider."""
        if (text, only) == self._narrowing:
            return
        self._narrowing, self._weeks, self._warnings = (text, only), {}, {}
        terms = search_terms(text)
        if not terms and only is None:
            self.calendar = self.all
            return
        kept = [
            row
            for row in self.all.rows
            if (only is None or group_of(row, only.side) == only)
            and (not terms or all(term in self._haystack(row) for term in terms))
        ]
        self.calendar = Calendar(kept, within=self.all)

    @property
    def quick(self) -> bool:
        """So few that weeks can be worked out while a key waits."""
        return len(self.calendar.rows) <= QUICK

    def has(self, row: HoursRow) -> bool:
        """It is among what is left."""
        return any(one is row for one in self.calendar.rows)

    def warnings(self, today: date) -> Sequence[Notice]:
        """What one is warned of, made once; none before all these weeks are worked out."""
        weeks = mondays(today, shifted(today, WARNED - 1))
        if today not in self._warnings:
            if not all(self.calendar.knows(day) for day in weeks):
                return ()
            self._warnings = {today: notices(self.calendar, today)}
        return self._warnings[today]

    def week(self, start: date) -> Week:
        """The arranged week from a Monday on, made once."""
        if start not in self._weeks:
            if len(self._weeks) >= WEEKS_KEPT:
                self._weeks.clear()
            self._weeks[start] = week_of(self.calendar, start)
        return self._weeks[start]

    def staffing(self, day: date) -> list[Side | Staffing]:
        """Places, hosts and providers in the week of a date, each under its heading."""
        lines: list[Side | Staffing] = []
        for side, counted in staffing(self.calendar, day).items():
            lines += [side, *counted] if counted else []
        return lines

    def group(self, side: str, id: str) -> Group | None:  # noqa: A002
        """A place, host or provider by its id."""
        found = (group_of(row, Side(side)) for row in self.all.rows) if side in set(Side) else ()
        return next((one for one in found if one is not None and one.id == id), None)

    def _haystack(self, row: HoursRow) -> str:
        if id(row) not in self._folded:
            self._folded[id(row)] = fold(" ".join(word for word in _words(row) if word))
        return self._folded[id(row)]


class Stretch:
    """The dates an agenda reaches over; it grows as one moves towards its ends."""

    def __init__(self, today: date) -> None:
        self.first = today
        self.last = week_end(today)

    def begin(self, day: date) -> None:
        """Anew, from a date on."""
        self.first, self.last = day, week_end(day)

    def reach(self, day: date, far: int) -> None:
        """As far as a date; anew from its Monday on where that is so many days off."""
        if not shifted(self.first, -far) <= day <= shifted(self.last, far):
            self.begin(monday(day))
        self.first = min(self.first, monday(day)) if day < self.first else self.first
        self.last = max(self.last, week_end(day))

    def later(self, calendar: Calendar, rows: int) -> None:
        """By weeks, until there are so many more sessions; where none come, a quarter of a year."""
        found = 0
        for _week in range(AHEAD):
            if found >= rows or self.last == date.max:
                return
            self.last = week_end(shifted(self.last, 1))
            found += len(calendar.week(self.last))

    def earlier(self) -> None:
        """By a week."""
        self.first = monday(shifted(self.first, -1))


def next_only(only: Group | None, row: HoursRow) -> Group | None:
    """What follows when one narrows step by step: only the host of these hours, only their provider, all."""
    host, provider = group_of(row, Side.HOST), group_of(row, Side.PROVIDER)
    if only is None:
        return host or provider
    return provider if only.side is Side.HOST else None


def session_of(calendar: Calendar, key: str, now: datetime) -> Session | None:
    """The session a row's key names; where that date has none, or no date is named, the next one."""
    source, _bar, rest = key.partition("|")
    hours, _bar, day = rest.partition("|")
    same = (one for one in calendar.rows if (one.hours.source_id, one.hours.id) == (source, hours))
    row = next(same, None)
    if row is None:
        return None
    with suppress(ValueError):
        on = date.fromisoformat(day.partition("|")[0])
        for session in calendar.week(on):
            if session.row is row and entry_key(session) == key:
                return session
    slot = next_slot(row.hours, now)
    return Session(row, slot) if slot is not None else None


def _words(row: HoursRow) -> tuple[str | None, ...]:
    place = row.hours.place
    return (
        row.host_name,
        row.provider_name,
        row.hours.service_name,
        place.name if place else None,
        place.city if place else None,
        municipality_name(place.municipality_code) if place else None,
    )
