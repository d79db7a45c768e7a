"""Rows of the office hours pane: their keys, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import date

from ...domain.agenda import Dateless, Day, Nobody, Section
from ...domain.calendar import Session
from ...domain.freshness import Collection
from ...domain.identity import hours_subject
from ...domain.notes import Subject
from ...domain.notices import Ends, OnHoliday
from ...domain.query import HoursRow
from ...domain.review import RecordRef
from ...domain.schedule import Slot, SlotState
from ...domain.staffing import Side, Staffing
from ...domain.values import dataclass
from ...domain.week import Band
from ...present import dates
from ...present import hours as words
from ...present import schedule as schedule_words
from ...present.language import N_, _
from ..ink import Role, Span
from ..news import WRITTEN
from .listing import cells, columns

WIDE = 90
"""Cells of list from which the place has room for its name."""
COUNT = -10
"""Cells of a column of hours, set to the right."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the week grid, and who is there."""

    date: date
    band: Band
    sessions: tuple[Session, ...]


Entry = Day | Nobody | Session | OnHoliday | Ends | Dateless | Section | Staffing | Side | Cell

_SIDES = {Side.PLACE: N_("PLACES"), Side.HOST: N_("HOSTS"), Side.PROVIDER: N_("PROVIDERS")}


def selectable(entry: Entry) -> bool:
    return not is_heading(entry)


def is_heading(entry: Entry) -> bool:
    return isinstance(entry, Day | Section | Side)


def entry_key(entry: Entry) -> str:
    match entry:
        case Day():
            return f"day|{entry.date}"
        case Nobody():
            return f"none|{entry.first}"
        case Session():
            hours = entry.row.hours
            extra = f"|{dates.clock(entry.slot.start)}" if entry.slot.state is SlotState.EXTRA else ""
            return f"{hours.source_id}|{hours.id}|{entry.slot.date}{extra}"
        case OnHoliday():
            return f"holiday|{entry.date}"
        case Ends():
            return f"ends|{entry.row.hours.source_id}|{entry.row.hours.id}"
        case Dateless():
            return f"{entry.row.hours.source_id}|{entry.row.hours.id}|"
        case Section() | Side():
            return f"heading|{entry.value}"
        case Staffing():
            return f"staff|{entry.group.side}|{entry.group.id}" if entry.group else "staff||"
        case Cell():
            return f"cell|{entry.date}|{entry.band.first}"


# -- the records behind a row ------------------------------------------------------------------------------------


def rules(entry: Entry) -> tuple[HoursRow, ...]:
    """The office hours a row tells of, each once."""
    match entry:
        case Session() | Dateless() | Ends():
            return (entry.row,)
        case Cell() | OnHoliday():
            return tuple({id(one.row): one.row for one in entry.sessions}.values())
        case _:
            return ()


def record(entry: Entry) -> tuple[Collection, str] | None:
    """The record of the source, where a row tells of one alone."""
    if isinstance(entry, Staffing):
        group = entry.group
        return (Collection.PARTNERS, group.id) if group and group.side is not Side.PLACE else None
    sources = {one.hours.source_id for one in rules(entry)}
    return (Collection.HOURS, sources.pop()) if len(sources) == 1 else None


def subject(entry: Entry) -> Subject | None:
    """The office hours a row tells of as one writes about them, where it tells of one rule alone."""
    found = rules(entry)
    return hours_subject(found[0]) if len(found) == 1 else None


def part(entry: Entry) -> str | None:
    """The id of the office hours inside their record, where a row tells of one alone."""
    found = rules(entry)
    return found[0].hours.id if len(found) == 1 else None


def title(entry: Entry, today: date) -> str:
    """What a row is called where it is referred to."""
    match entry:
        case Session() | Dateless() | Ends():
            return entry.row.hours.service_name or entry.row.provider_name or words.name(entry.row)
        case Cell(sessions=(only,)):
            return title(only, today)
        case Cell():
            return f"{dates.dated(entry.date, today)} {words.band(entry.band)}"
        case OnHoliday():
            return f"{dates.dated(entry.date, today)}: {words.notice(entry, today)}"
        case Staffing():
            return entry.group.name if entry.group else _("All places together")
        case _:
            return ""


# -- agenda ------------------------------------------------------------------------------------------------------


def _widths(width: int) -> dict[str, int]:
    rest = width - 12 - 4
    host = rest // 3
    place = 12 if width < WIDE else rest // 4
    return {"time": 12, "host": host, "place": place, "what": rest - host - place}


def agenda_columns(width: int) -> str:
    size = _widths(width)
    return columns(
        (
            (" " + _("Time"), size["time"]),
            (_("Host"), size["host"]),
            (_("Place"), size["place"]),
            (_("What"), size["what"]),
        )
    )


def spans(
    entry: Entry, width: int, today: date, new: Callable[[HoursRow], bool], noted: Container[RecordRef]
) -> Sequence[Span]:
    """A row of the agenda or of the staffing table, without its cursor mark.

    `new`: has changes nobody looked at; `noted`: what was written about.
    """
    match entry:
        case Day():
            return _day(entry.date, today)
        case Section():
            return ((words.section(entry), Role.HEADING),)
        case Side():
            return ((_(_SIDES[entry]), Role.HEADING),)
        case Nobody():
            near = dates.relative_day(entry.first, today) in {_("today"), _("tomorrow")}
            days = "" if near else f"{words.nobody(entry, today)}   "
            return ((f" {days}{_('no office hours')}", Role.PLAIN),)
        case OnHoliday() | Ends():
            told = f"! {dates.dated(entry.date, today)}   {words.notice(entry, today)}"
            return ((told, Role.PLAIN),)
        case Session():
            return _occurrence(entry.row, entry.slot, width, new, noted)
        case Dateless():
            return _occurrence(entry.row, None, width, new, noted)
        case Staffing():
            return _staffing(entry, width)
        case Cell():
            return ()


def _day(day: date, today: date) -> Sequence[Span]:
    special = words.special_day(day)
    return ((words.day_heading(day, today), Role.HEADING), (f"   {special}" if special else "", Role.PLAIN))


def _occurrence(
    row: HoursRow, slot: Slot | None, width: int, new: Callable[[HoursRow], bool], noted: Container[RecordRef]
) -> Sequence[Span]:
    size = _widths(width)
    away = slot is not None and slot.state in {SlotState.CANCELLED, SlotState.CLOSED}
    mark = "?" if slot is not None and slot.state is SlotState.UNCONFIRMED else "*" if new(row) else " "
    when = schedule_words.slot_time(slot) if slot else "-"
    written = f"{WRITTEN} " if RecordRef.hours(row.hours) in noted else ""
    return cells(
        (
            (mark + when, size["time"], Role.ALARM if away else Role.PLAIN),
            (row.host_name or "-", size["host"], Role.PLAIN),
            (place_words(row, whole=width >= WIDE), size["place"], Role.PLAIN),
            (written + what(row, slot), size["what"], Role.PLAIN),
        )
    )


def what(row: HoursRow, slot: Slot | None) -> str:
    """What is offered; what is out of the ordinary that day comes first."""
    remark = schedule_words.slot_remark(slot) if slot else row.hours.description or row.hours.notes
    return ": ".join(part for part in (remark, row.hours.service_name or row.provider_name) if part)


def place_words(row: HoursRow, *, whole: bool) -> str:
    """Name and town of the meeting place, or where there is little room the town alone."""
    place = row.hours.place
    if place is None:
        return "-"
    if not whole:
        return place.city or place.name or "-"
    return ", ".join(dict.fromkeys(part for part in (place.name, place.city) if part)) or "-"


# -- staffing ----------------------------------------------------------------------------------------------------


def _counts(width: int) -> tuple[int, ...]:
    """Columns of hours there is room for beside the name."""
    return (COUNT,) * (4 if width >= 64 else 2)


def staffing_columns(width: int) -> str:
    sizes = _counts(width)
    titles = (_("Week"), _("4 weeks"), _("By appt."), _("Unconf."))
    name = width - sum(1 - one for one in sizes) - 1
    return columns(((" " + _("Staffed per week"), name), *zip(titles, sizes, strict=False)))


def _staffing(line: Staffing, width: int) -> Sequence[Span]:
    sizes = _counts(width)
    name = width - sum(1 - one for one in sizes) - 1
    told = line.group.name if line.group else _("All places together")
    values = (line.week, line.average, line.by_appointment, line.unconfirmed)
    role = Role.PLAIN if line.group else Role.STRONG
    counts = ((words.staffed(value), size, role) for value, size in zip(values, sizes, strict=False))
    return cells(((" " + told, name, role), *counts))
