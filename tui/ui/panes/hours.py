"""Pane 3: office hours as an agenda from today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...domain.collation import fold, search_terms
from ...domain.freshness import Collection
from ...domain.municipality import municipality_name
from ...domain.query import HoursRow
from ...domain.recurrence import slots
from ...domain.schedule import Slot, SlotState, Unexpandable
from ...present import copying, dates
from ...present import partner as partner_words
from ...present import schedule as schedule_words
from ...present.language import N_, _
from ..ink import Role, Span, together, wrap
from ..widgets.card import Build, CardLine, Link, text
from ..widgets.record_list import Look, MemoryRows
from .fields import field
from .pane import Pane, cells, columns

DAYS = 35
"""How far the agenda reaches."""
DATES_ON_CARD = 8
WIDE = 90
"""Cells of list from which the place has room for its name."""


@dataclass(frozen=True)
class Day:
    """The heading of a date, or of the hours that have none."""

    date: date | None
    empty: bool = False


@dataclass(frozen=True)
class Session:
    """One occurrence, or a rule that has none and why."""

    row: HoursRow
    slot: Slot | None
    reason: Unexpandable | None = None


Entry = Day | Session


class HoursPane(Pane[Entry]):
    """Who is where, from today on."""

    NAME = "hours"
    TITLE = N_("Office hours")
    COLLECTION = Collection.HOURS

    _sessions = 0
    _total = 0

    def look(self) -> Look[Entry]:
        return Look(key=entry_key, spans=self._spans, selectable=is_session, heading=is_heading)

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        rest = width - 12 - 4
        host = rest // 3
        place = 12 if width < WIDE else rest // 4
        return {"time": 12, "host": host, "place": place, "what": rest - host - place}

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (" " + _("Time"), size["time"]),
                (_("Host"), size["host"]),
                (_("Place"), size["place"]),
                (_("What"), size["what"]),
            )
        )

    def _spans(self, entry: Entry, width: int) -> Sequence[Span]:
        if isinstance(entry, Day):
            return self._heading(entry)
        size = self._widths(width)
        row, slot = entry.row, entry.slot
        away = slot is not None and slot.state in {SlotState.CANCELLED, SlotState.CLOSED}
        when = schedule_words.slot_time(slot) if slot else "-"
        return cells(
            (
                (" " + when, size["time"], Role.ALARM if away else Role.PLAIN),
                (row.host_name or "-", size["host"], Role.PLAIN),
                (place_words(row, whole=width >= WIDE), size["place"], Role.PLAIN),
                (what(row, slot), size["what"], Role.PLAIN),
            )
        )

    def _heading(self, day: Day) -> Sequence[Span]:
        if day.date is None:
            return ((_("WITHOUT FIXED DATES"), Role.HEADING),)
        today = dates.local_date(self.now)
        relative = dates.relative_day(day.date, today)
        words = f"{relative.upper()}  {dates.day(day.date)}" if relative else dates.day(day.date)
        return ((words, Role.HEADING), ("   " + _("no office hours") if day.empty else "", Role.PLAIN))

    def read(self) -> None:
        rows = self.services.reader.hours()
        self._total = len(rows)
        terms = search_terms(self.filter_text)
        if terms:
            rows = tuple(row for row in rows if all(term in haystack(row) for term in terms))
        entries = agenda(rows, dates.local_date(self.now), keep_empty=not terms)
        self._sessions = sum(isinstance(entry, Session) and entry.slot is not None for entry in entries)
        shown = entries if rows else []
        self.list.show(MemoryRows(shown, entry_key), keep=self.list.selected_key, empty=self.empty_lines())

    def words_changed(self) -> None:
        if self.display:
            self.read()
            self.refresh_card(keep=True)

    def context(self) -> str:
        span = _("{count} sessions the next {days} days").format(count=self._sessions, days=DAYS)
        return f"{_('Agenda from today')}   {span}"

    def to_today(self) -> None:
        self.list.move_to(0)

    def title_of(self, row: Entry) -> str:
        return (row.row.hours.service_name or row.row.provider_name or "") if isinstance(row, Session) else ""

    def record_of(self, row: Entry) -> tuple[Collection, str] | None:
        return (Collection.HOURS, row.row.hours.source_id) if isinstance(row, Session) else None

    def enter(self) -> Link | None:
        return None

    def resolve(self, key: str) -> str | None:
        """The session itself, or the same hours on their next date."""
        if self.list.select(key):
            return key
        source, hours, *_rest = key.split("|")
        return next(
            (
                entry_key(entry)
                for entry in (self.list.row(index) for index in range(self.list.count))
                if isinstance(entry, Session) and (entry.row.hours.source_id, entry.row.hours.id) == (source, hours)
            ),
            None,
        )

    def parts_of(self, row: Entry) -> tuple[copying.Part, ...]:
        return copying.hours_parts(row.row) if isinstance(row, Session) else ()

    def card_for(self, row: Entry) -> Build:
        if isinstance(row, Day):
            return lambda width: ()
        now = self.now
        return lambda width: hours_card(row, now, width)


def is_session(entry: Entry) -> bool:
    return isinstance(entry, Session)


def is_heading(entry: Entry) -> bool:
    return isinstance(entry, Day)


def entry_key(entry: Entry) -> str:
    if isinstance(entry, Day):
        return f"day|{entry.date}"
    day = entry.slot.date.isoformat() if entry.slot else ""
    return f"{entry.row.hours.source_id}|{entry.row.hours.id}|{day}"


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


def haystack(row: HoursRow) -> str:
    place = row.hours.place
    words = (
        row.host_name,
        row.provider_name,
        row.hours.service_name,
        place and place.name,
        place and place.city,
        municipality_name(place.municipality_code) if place else None,
    )
    return fold(" ".join(word for word in words if word))


def agenda(rows: Sequence[HoursRow], today: date, *, keep_empty: bool = True) -> list[Entry]:
    """Every session from today on under its date; today and tomorrow have a heading even when nobody is there."""
    last = today + timedelta(days=DAYS - 1)
    by_day: dict[date, list[tuple[datetime, str, Session]]] = {}
    without: list[Session] = []
    for row in rows:
        expansion = slots(row.hours, today, last)
        if expansion.reason is not None:
            without.append(Session(row, None, expansion.reason))
        for slot in expansion.slots:
            by_day.setdefault(slot.date, []).append((slot.start, row.host_name or "", Session(row, slot)))
    always = {today, today + timedelta(days=1)} if keep_empty else set()
    entries: list[Entry] = []
    for day in sorted(always | set(by_day)):
        sessions = by_day.get(day, [])
        entries.append(Day(day, empty=not sessions))
        entries += [session for _start, _host, session in sorted(sessions, key=lambda one: one[:2])]
    if without:
        entries += [Day(None), *without]
    return entries


def hours_card(session: Session, now: datetime, width: int) -> list[CardLine]:
    """The rule in words, where and with whom, and the next dates."""
    row, hours = session.row, session.row.hours
    title = hours.service_name or row.provider_name or _("Office hours")
    lines = [text(title, role=Role.HEADING)]
    lines += field(_("When"), (schedule_words.rule(hours),), width)
    if session.reason is not None:
        lines += field(_("Dates"), (schedule_words.why_no_dates(session.reason, hours),), width)
    else:
        lines += _dates(session, now, width)
    lines += _who(row, width)
    for note in (hours.description, hours.notes, hours.attending):
        if note:
            lines += [text(line) for line in wrap(note, width - 1, most=3)]
    return lines


def _dates(session: Session, now: datetime, width: int) -> list[CardLine]:
    today = dates.local_date(now)
    coming = slots(session.row.hours, today, today + timedelta(days=200)).slots[:DATES_ON_CARD]
    if not coming:
        return field(_("Dates"), (_("none in the coming half year"),), width)
    usual = (session.row.hours.opens_at, session.row.hours.closes_at)
    words = []
    for one in coming:
        as_always = (one.start.time(), one.end.time()) == usual and one.state is SlotState.OPEN
        when = "" if as_always else schedule_words.slot_time(one)
        parts = (dates.day(one.date), when, schedule_words.slot_remark(one))
        words.append(" ".join(part for part in parts if part))
    return field(_("Next dates"), ("; ".join(words),), width)


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
