"""The list of the office hours pane: an agenda that grows where one moves, or the table of staffing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ...domain.agenda import Asked, Dateless, Nobody, agenda, date_of
from ...domain.calendar import Session, shifted
from ...domain.staffing import Side, Staffing
from ..list_window import Look, MemoryRows
from ..widgets.record_list import RecordList
from .hours_found import FAR, Found, Stretch
from .hours_rows import Cell, Entry, entry_key

SCREENS = 3
"""Screens of rows kept below the cursor."""


class HoursList(RecordList[Entry]):
    """Works out the weeks it shows, and those one is about to move to."""

    def __init__(self, look: Look[Entry], today: Callable[[], date]) -> None:
        super().__init__(look)
        self._today = today
        self.found = Found(())
        self.stretch = Stretch(today())
        self.dated = True
        """Shows the agenda, not the staffing."""
        self.gaps = True
        """Say which dates have nobody."""
        self.warned = 0
        """Warnings in the agenda."""
        self.this_week = 0
        """Office hours that are held in the first week of the agenda, from its first date on."""
        self._shown: Sequence[Entry] = ()
        self._reached: tuple[date, date] | None = None
        """What the agenda on screen stretches over."""
        self.nothing: Sequence[str] = ()
        """What is said of an agenda without anything."""

    @property
    def day(self) -> date:
        """The date of the selected row, today where it has none."""
        selected = self.selected
        if selected is None or isinstance(selected, Staffing | Side | Cell):
            return self._today()
        return date_of(selected) or self._today()

    def show_staffing(self, day: date) -> None:
        self.dated = False
        self._put([*self.found.staffing(day)])

    def show_agenda(self) -> None:
        """As far as the stretch reaches, and over a screen at least."""
        self.dated = True
        entries = self._entries()
        wanted = SCREENS * max(self.size.height, 1)
        if len(entries) < wanted and self.found.calendar.rows and self.found.quick:
            self.stretch.later(self.found.calendar, wanted - len(entries))
            entries = self._entries()
        self._put(entries)

    def _put(self, entries: Sequence[Entry]) -> None:
        self._reached = (self.stretch.first, self.stretch.last) if self.dated else None
        self._shown = entries if self.found.calendar.rows else ()
        self.show(MemoryRows(self._shown, entry_key), keep=self.selected_key, empty=self.nothing)

    def _entries(self) -> list[Entry]:
        calendar, today = self.found.calendar, self._today()
        warned = self.found.warnings(today)
        self.warned = len(warned)
        week = calendar.week(self.stretch.first)  # tells which are without dates too: no other is worked out for that
        self.this_week = sum(one.held and one.slot.date >= self.stretch.first for one in week)
        dateless = [Dateless(*one) for one in calendar.without_dates()]
        asked = Asked(
            first=self.stretch.first,
            last=self.stretch.last,
            today=today,
            gaps=self.gaps,
            notices=warned,
            dateless=dateless,
        )
        return [*agenda(calendar, asked)]

    def on_resize(self) -> None:
        """It is read before anybody knows how much of it there is room for."""
        if self.dated and self.count < self.size.height:
            self.show_agenda()

    # -- movement --------------------------------------------------------------------------------------------

    def move(self, rows: int) -> None:
        self._reach(rows)
        super().move(rows)

    def move_page(self, pages: int) -> None:
        self._reach(pages * max(self.size.height - 1, 1))
        super().move_page(pages)

    def _reach(self, step: int) -> None:
        """More weeks where the cursor is about to come to an end of the agenda."""
        if not self.dated or not self.found.calendar.rows:
            return
        wanted = self.index + step + SCREENS * max(self.size.height, 1)
        if step > 0 and wanted > self.count:
            self.stretch.later(self.found.calendar, wanted - self.count)
            self._put(self._entries())
        elif step < 0 and self.index + step < 1:
            self.stretch.earlier()
            self._put(self._entries())

    def go(self, day: date) -> None:
        """To a date: its first session, or what comes next."""
        self.stretch.reach(day, FAR[not self.found.quick])
        if self._reached != (self.stretch.first, self.stretch.last):
            self.show_agenda()
        spans = ((index, _span(entry)) for index, entry in enumerate(self._shown))
        there = [(index, span[1]) for index, span in spans if span is not None]
        best = next((index for index, last in there if last >= day), there[-1][0] if there else None)
        if best is not None:
            self.move_to(best)

    def step_days(self, days: int) -> None:
        """To the next date (or the one before) there is something to say of."""
        span = _span(self.selected) or (self.day, self.day)
        if days > 0:
            self._reach(1)
        self.go(shifted(span[1] if days > 0 else span[0], days))


def _span(entry: Entry | None) -> tuple[date, date] | None:
    """The dates a row stands for."""
    if isinstance(entry, Nobody):
        return entry.first, entry.last
    return (entry.slot.date, entry.slot.date) if isinstance(entry, Session) else None
