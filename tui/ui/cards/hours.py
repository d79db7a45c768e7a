"""Cards of the office hours pane: a rule with its next dates, a cell of the week, a warning, a line of staffing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ...domain.agenda import Dateless, Nobody
from ...domain.calendar import Session, shifted
from ...domain.notices import Ends, OnHoliday
from ...domain.query import HoursRow
from ...domain.recurrence import slots
from ...domain.schedule import SlotState
from ...domain.staffing import Staffing
from ...domain.week import Week
from ...present import dates
from ...present import hours as words
from ...present import partner as partner_words
from ...present import schedule as schedule_words
from ...present.language import _
from ..card_lines import CardLine, Link, text
from ..ink import Role, together, wrap
from ..panes.fields import field
from ..panes.hours_rows import Cell, Entry, entry_key

DATES_ON_CARD = 8
MOST = 40
"""Sessions of one cell told one by one."""


def card(entry: Entry, now: datetime, width: int) -> list[CardLine]:
    """The card of a row."""
    match entry:
        case Session():
            return hours_card(entry.row, None, now, width)
        case Dateless():
            return hours_card(entry.row, entry, now, width)
        case Ends():
            return hours_card(entry.row, None, now, width)
        case OnHoliday():
            return _holiday(entry, now, width)
        case Nobody():
            return [text(f"{words.nobody(entry, dates.local_date(now))}: {_('no office hours')}")]
        case Staffing():
            return _staffing(entry, width)
        case _:
            return []


def hours_card(row: HoursRow, dateless: Dateless | None, now: datetime, width: int) -> list[CardLine]:
    """The rule in words, where and with whom, and the next dates."""
    hours = row.hours
    title = hours.service_name or row.provider_name or _("Office hours")
    lines = [text(title, role=Role.HEADING)]
    lines += field(_("When"), (schedule_words.rule(hours),), width)
    if dateless is not None:
        lines += field(_("Dates"), (schedule_words.why_no_dates(dateless.reason, hours),), width)
    else:
        lines += _dates(row, now, width)
    lines += _who(row, width)
    for note in (hours.description, hours.notes, hours.attending):
        if note:
            lines += [text(line) for line in wrap(note, width - 1, most=3)]
    return lines


def _dates(row: HoursRow, now: datetime, width: int) -> list[CardLine]:
    today = dates.local_date(now)
    coming = slots(row.hours, today, shifted(today, 200)).slots[:DATES_ON_CARD]
    if not coming:
        return field(_("Dates"), (_("none in the coming half year"),), width)
    usual = (row.hours.opens_at, row.hours.closes_at)
    told = []
    for one in coming:
        as_always = (one.start.time(), one.end.time()) == usual and one.state is SlotState.OPEN
        when = "" if as_always else schedule_words.slot_time(one)
        parts = (dates.dated(one.date, today), when, schedule_words.slot_remark(one))
        told.append(" ".join(part for part in parts if part))
    return field(_("Next dates"), ("; ".join(told),), width)


def _who(row: HoursRow, width: int) -> list[CardLine]:
    hours = row.hours
    lines: list[CardLine] = []
    if hours.place is not None:
        parts = (hours.place.name, partner_words.address(hours.place))
        lines += field(_("Place"), (", ".join(part for part in parts if part and part != "-") or "-",), width)
    if hours.host_id and row.host_name:
        lines += field(_("Host"), (row.host_name,), width, link=Link("partners", hours.host_id))
    if hours.provider_id and row.provider_name:
        lines += field(_("Provider"), (row.provider_name,), width, link=Link("partners", hours.provider_id))
    for contact in hours.contacts:
        lines += field(_("Contact"), (together(partner_words.contact_lines(contact)),), width)
    return lines


def cell_card(cell: Cell, week: Week, now: datetime, width: int) -> list[CardLine]:
    """The cell under the cursor spelled out, then what the week lacks."""
    today = dates.local_date(now)
    special = words.special_day(cell.date)
    lines = [line for one in cell.sessions[:MOST] for line in _told(one, today, width)]
    if len(cell.sessions) > MOST:
        lines.append(text(_("and {count} more").format(count=len(cell.sessions) - MOST)))
    if not lines:
        empty = f"{dates.dated(cell.date, today)} {words.band(cell.band)}: {_('no office hours')}"
        lines = [text(f"{empty}, {special}" if special else empty)]
    elif special:
        lines.append(text(f"{dates.dated(cell.date, today)}: {special}"))
    for line in (words.empty_days(week.empty_days), words.dropped(week.sessions)):
        lines += [text(part) for part in wrap(line, width - 1)] if line else []
    return lines


def _told(session: Session, today: date, width: int) -> list[CardLine]:
    first, *rest = wrap(words.session_line(session, today), width - 2)
    return [text(first, link=partner_link(session)), *(text("  " + line) for line in rest)]


def partner_link(session: Session) -> Link | None:
    """To the host, or where the source names none, to the provider."""
    hours = session.row.hours
    partner = hours.host_id if session.row.host_name else hours.provider_id if session.row.provider_name else None
    return Link("partners", partner) if partner else None


def _holiday(entry: OnHoliday, now: datetime, width: int) -> list[CardLine]:
    today = dates.local_date(now)
    title = f"{dates.dated(entry.date, today)}: {words.notice(entry, today)}"
    return [
        *(text(line, role=Role.HEADING) for line in wrap(title, width - 1)),
        *(text(words.session_line(one, today), Link("hours", entry_key(one)), Role.LINK) for one in entry.sessions),
    ]


def _staffing(line: Staffing, width: int) -> list[CardLine]:
    lines: Sequence[CardLine] = [text(line.group.name if line.group else _("All places together"), role=Role.HEADING)]
    told = (
        (_("This week"), words.staffed(line.week)),
        (_("4 weeks"), _("{hours} a week, this one and the three before").format(hours=words.staffed(line.average))),
        (_("By appt."), words.staffed(line.by_appointment)),
        (_("Unconf."), words.staffed(line.unconfirmed)),
    )
    return [*lines, *(one for label, value in told for one in field(label, (value,), width))]
