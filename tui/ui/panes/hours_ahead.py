"""Weeks worked out before they are asked for, a little at a time, so that no key waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from ...domain.calendar import Calendar

SLICES = 1
"""Slices of `Calendar.preparing` worked off between two keys."""
BREATH = 0.03
"""Seconds until the first and the next ones."""

Later = Callable[[float, Callable[[], None]], object]
"""Calls back after so many seconds: `Widget.set_timer`."""


class Ahead:
    """Works on one list of weeks; a newer one takes its place."""

    def __init__(self, later: Later, done: Callable[[], None]) -> None:
        self._later = later
        self._done = done
        """Called when a list is worked off that had anything to do."""
        self._work: Iterator[None] = iter(())

    def prepare(self, calendar: Calendar, days: Iterable[date]) -> None:
        """Work out the weeks of these dates, those first that stand first."""
        missing = [day for day in dict.fromkeys(days) if not calendar.knows(day)]
        self._work = (breath for day in missing for breath in calendar.preparing(day))
        if missing:
            work = self._work
            self._later(BREATH, lambda: self._go_on(work))  # what is looked at now is shown first

    def _go_on(self, work: Iterator[None]) -> None:
        if work is not self._work:
            return
        for _slice in range(SLICES):
            if next(work, self) is self:
                self._done()
                return
        self._later(BREATH, lambda: self._go_on(work))
