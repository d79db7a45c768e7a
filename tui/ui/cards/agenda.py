"""Office hours of today and tomorrow in few lines, over the card of what the cursor is on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ...domain.calendar import Session, shifted
from ...present import hours as words
from ...present import schedule
from ...present import today as today_words
from ...present.language import _
from ..card_lines import CardLine, Link, blank, heading, hours_link, text
from ..ink import Role, fit

TIME = 12
"""Cells of the time, or of the word that stands there instead."""


def agenda_lines(sessions: Sequence[Session], now: datetime, today: date, width: int, most: int) -> list[CardLine]:
    """Both dates with at most `most` sessions together; what is over goes first, and the rest is counted.

    `sessions` begin today or tomorrow, in order of time.
    """
    left = [one for one in sessions if one.slot.end > now or one.slot.date > today]
    days = dict.fromkeys((today, shifted(today, 1)))  # on the last day there is, that one alone
    of_day = [[one for one in left if one.slot.date == day] for day in days]
    rooms = _shared([len(some) for some in of_day], most)
    lines: list[CardLine] = []
    for day, some, room in zip(days, of_day, rooms, strict=True):
        lines.append(heading(words.day_heading(day, today)))
        lines += [_line(one, width) for one in some[:room]]
        if not some:
            over = day == today and any(one.slot.date == today for one in sessions)
            lines.append(text("  " + (_("no more office hours") if over else _("no office hours"))))
        elif len(some) > room:
            rest = _("and {count} more").format(count=len(some) - room)
            lines.append(text("  " + rest, _link(some[room]), Role.LINK))
    return [*lines, blank()]


def _shared(wanted: Sequence[int], most: int) -> tuple[int, ...]:
    """How many of two days: half each, and what one does not need the other gets."""
    if len(wanted) < 2:
        return (most,)
    today, tomorrow = wanted
    first = min(today, max(most - most // 2, most - tomorrow))
    return first, min(tomorrow, most - first)


def _line(one: Session, width: int) -> CardLine:
    what = ", ".join(part for part in (today_words.host(one.row), one.row.hours.service_name) if part)
    said = f"  {fit(schedule.slot_time(one.slot), TIME)}{fit(what, max(width - TIME - 3, 0))}"
    return text(said, _link(one), Role.PLAIN if one.held else Role.ALARM)


def _link(one: Session) -> Link:
    return hours_link(one.row.hours.source_id, one.row.hours.id, one.slot.date)
