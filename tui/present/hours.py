"""Sessions, weeks, warnings and staffing in words: the panes and the command line say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from ..domain.agenda import Nobody, Section
from ..domain.asked_date import NotADate
from ..domain.calendar import Session
from ..domain.holidays import eve, holiday
from ..domain.notices import Ends, Notice, OnHoliday
from ..domain.query import HoursRow
from ..domain.schedule import Slot, SlotState
from ..domain.staffing import Group, Side
from ..domain.week import Band
from . import dates, schedule
from .language import N_, _, ngettext
from .numbers import number

_MARKS: Final = {
    SlotState.OPEN: "#",
    SlotState.EXTRA: "#",
    SlotState.UNCONFIRMED: "?",
    SlotState.CLOSED: "x",
    SlotState.CANCELLED: "-",
    SlotState.MOVED: "~",
}
APPOINTMENT: Final = "@"
FREE_DAY: Final = "!"
_LEGEND: Final = (
    ("#", N_("staffed")),
    ("?", N_("not confirmed")),
    ("x", N_("closed")),
    (FREE_DAY, N_("holiday")),
    ("-", N_("cancelled")),
    ("~", N_("moved")),
    (APPOINTMENT, N_("by appointment only")),
)
_ALWAYS: Final = {"#", "?", "x", FREE_DAY}
_SIDES: Final = {Side.PLACE: N_("place: {name}"), Side.HOST: N_("host: {name}"), Side.PROVIDER: N_("provider: {name}")}
_SECTIONS: Final = {Section.NOTICES: N_("WARNINGS the next 35 days"), Section.DATELESS: N_("WITHOUT FIXED DATES")}
_FAULTS: Final = {
    NotADate.FORM: N_('"{text}" is not a date. Write 24.12, 24.12.2026, 2026-12-24 or week 48.'),
    NotADate.DAY: N_('There is no such day as "{text}". Write 24.12, 24.12.2026, 2026-12-24 or week 48.'),
    NotADate.WEEK: N_('There is no such week as "{text}": a year has 52 or 53 weeks.'),
}


def not_a_date(fault: NotADate, text: str) -> str:
    """One sentence on why a text is no date, and what would be one."""
    return _(_FAULTS[fault]).format(text=text)


def name(row: HoursRow) -> str:
    """What a session is told by: its place, or without one its host, its provider, what is offered."""
    place = row.hours.place
    return (place and (place.name or place.city)) or row.host_name or row.provider_name or row.hours.service_name or "-"


def mark(slot: Slot) -> str:
    """One character for what is known of a session; the legend gives its word."""
    if slot.by_appointment and slot.state in {SlotState.OPEN, SlotState.EXTRA}:
        return APPOINTMENT
    return _MARKS[slot.state]


def marks_legend(slots: Iterable[Slot]) -> tuple[tuple[str, str], ...]:
    """The marks and their words: the four that always stand there, and of the others those that are used."""
    used = {mark(slot) for slot in slots} | _ALWAYS
    return tuple((one, _(word)) for one, word in _LEGEND if one in used)


def special_day(day: date) -> str:
    """`1. juledag (offentlig fridag)`, `julaften`, or nothing."""
    public = holiday(day)
    if public:
        return _("{holiday} (public holiday)").format(holiday=schedule.holiday_name(public))
    key = eve(day)
    return schedule.holiday_name(key) if key else ""


def session_line(session: Session, today: date) -> str:
    """`ma 23.11 13:00-15:00 Brua møteplass Tromsø, Kaigata 1, Kari Nilsen`."""
    return f"{dates.dated(session.slot.date, today)} {session_told(session)}"


def session_told(session: Session) -> str:
    """The same without its date."""
    row, slot = session.row, session.slot
    place = row.hours.place
    contact = next((one.name for one in row.hours.contacts if one.name), None)
    remark = schedule.slot_remark(slot)
    parts = (name(row), row.hours.service_name, place and place.street, contact, remark)
    told = ", ".join(dict.fromkeys(part for part in parts if part))
    return f"{schedule.slot_time(slot)} {told}"


def section(value: Section) -> str:
    """The heading of what stands aside from the dates."""
    return _(_SECTIONS[value])


def day_heading(day: date, today: date) -> str:
    """`I DAG  ma 23.11`, `ONSDAG  on 25.11`, `TIRSDAG  ti 5.1.2027`."""
    name = dates.relative_day(day, today) or dates.weekday_long(day)
    return f"{name.upper()}  {dates.dated(day, today)}"


def nobody(gap: Nobody, today: date) -> str:
    """The dates of a gap: `fr 27.11` or `fr 27.11 - sø 29.11`."""
    first = dates.dated(gap.first, today)
    return first if gap.first == gap.last else f"{first} - {dates.dated(gap.last, today)}"


def band(hours: Band) -> str:
    """Hours that share a row: `13:00-16:00`."""
    return f"{hours.first:02}:00-{hours.last + 1:02}:00"


def empty_days(days: Iterable[int]) -> str:
    """`Dager uten kontortid denne uken: ti, fr, lø, sø`; empty where every day has some."""
    names = [dates.weekday_short(day) for day in days]
    if len(names) == 7:
        return _("No office hours this week.")
    return _("Days without office hours this week: {days}").format(days=", ".join(names)) if names else ""


def dropped(sessions: Iterable[Session]) -> str:
    """`Bortfalt denne uken: ti 10:00-12:00 Brua møteplass Tromsø`; empty where nothing is cancelled or closed."""
    gone = [one for one in sessions if not one.held]
    told = (f"{dates.weekday(one.slot.date)} {_usual(one)} {name(one.row)}" for one in gone)
    return _("Cancelled this week: {sessions}").format(sessions="; ".join(told)) if gone else ""


def _usual(session: Session) -> str:
    return dates.span(session.slot.start, session.slot.end)


def notice(value: Notice, today: date) -> str:
    """What one is warned of, without its date."""
    if isinstance(value, Ends):
        when = dates.relative_day(value.date, today) or dates.dated(value.date, today)
        return _("{name}: the office hours end, last valid day {when}").format(name=name(value.row), when=when)
    count = len(value.sessions)
    told = ngettext("{count} office hour falls on {day}", "{count} office hours fall on {day}", count)
    told = told.format(count=count, day=schedule.holiday_name(value.key))
    remarks = [_("public holiday")] if value.public else []
    return f"{told} ({', '.join([*remarks, _settled(value)])})"


def _settled(value: OnHoliday) -> str:
    doubtful, count = len(value.doubtful), len(value.sessions)
    if not doubtful:
        return _("cancelled or closed in the source")
    if doubtful == count:
        return _("not cancelled in the source")
    return ngettext("{count} not cancelled", "{count} not cancelled", doubtful).format(count=doubtful)


def only(group: Group) -> str:
    """What the pane is narrowed to: `vert: Narvik dagsenter`."""
    return _(_SIDES[group.side]).format(name=group.name)


def staffed(value: timedelta) -> str:
    """`12,5 t`: hours with at most one decimal; none at all is `-`."""
    hours = round(value / timedelta(hours=1), 1)
    return _("{count} h").format(count=number(hours)) if hours else "-"
