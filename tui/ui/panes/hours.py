"""Pane 3: office hours as an agenda, as the grid of a week, and counted as hours somebody is there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from ...domain.agenda import Dateless
from ...domain.asked_date import NotADate, asked_date
from ...domain.calendar import Session, monday, shifted, week_end
from ...domain.freshness import Collection
from ...domain.identity import partner_subject
from ...domain.notes import Subject
from ...domain.notices import Ends
from ...domain.review import RecordRef
from ...domain.staffing import WEEKS, Side, Staffing
from ...domain.today import sittings
from ...plain.export.choice import Export
from ...plain.export.offers import of_hours, of_table
from ...plain.export.table import Table, office_hours
from ...present import copying, dates
from ...present import hours as words
from ...present.language import N_, _, ngettext
from ..card_lines import Build, Link
from ..cards.hours import card, cell_card, partner_link
from ..widgets.date_prompt import DatePrompt
from . import hours_rows as rows
from .hours_found import next_only, session_of
from .hours_rows import Cell, Entry
from .hours_views import HoursViews, View

DATES_TAKEN = 35
"""Days of dates in a file of sessions."""


class HoursPane(HoursViews):
    """Who is where, from today on or in any week."""

    NAME = "hours"
    TITLE = N_("Office hours")
    COLLECTION = Collection.HOURS

    # -- going somewhere -------------------------------------------------------------------------------------

    def perform(self, name: str, step: int) -> None:
        """What the commands of this pane do; see the command table."""
        match name:
            case "today":
                if self.view == View.AGENDA:
                    self.list.stretch.begin(self.today)
                self.go(self.today)
            case "day" if self.view == View.AGENDA:
                self.list.step_days(step)
            case "day" if self.view == View.WEEK:
                self.grid.move_days(step)
                self.prepare()
            case "week" if self.view == View.WEEK:
                self.grid.move_page(step)
                self.prepare()
            case "day" | "week":
                self.go(shifted(self.here, 7 * step))
            case "date":
                self.prompt.ask()
            case "only":
                self._next_only()

    def _next_only(self) -> None:
        """All; only this host; only this provider; all."""
        selected = self.selected
        session = selected.sessions[0] if isinstance(selected, Cell) and selected.sessions else selected
        row = session.row if isinstance(session, Session | Dateless | Ends) else None
        self.narrow_to(None if row is None else next_only(self.only, row))

    def on_date_prompt_answered(self, message: DatePrompt.Answered) -> None:
        if message.text.strip():
            day = asked_date(message.text, self.today)
            if isinstance(day, NotADate):
                self.post_message(self.Changed(words.not_a_date(day, message.text.strip())))
                return
            self.go(day)
            self.post_message(self.Changed(""))
        self.on_date_prompt_left()

    def on_date_prompt_left(self) -> None:
        self.prompt.display = False
        self.body.focus()

    # -- being found -----------------------------------------------------------------------------------------

    def find(self, key: str) -> bool:
        """Put the cursor on a session, a cell, a line of staffing; or narrow the pane, `only|host|ID`."""
        kind, _bar, rest = key.partition("|")
        if kind == "only":
            self.view = View.AGENDA
            self.narrow(rest)
            return self.only is not None
        if kind == "cell":
            return self._find_cell(rest)
        if kind == "staff":
            self.view = View.STAFFING
        elif self.view != View.AGENDA:
            return self._find_in_week(key)
        return super().find(key)

    def _find_cell(self, rest: str) -> bool:
        day, _bar, hour = rest.partition("|")
        with suppress(ValueError):
            self.view = View.WEEK
            self.grid.select(date.fromisoformat(day), int(hour))
            self.refresh_card()
            return True
        return False

    def _find_in_week(self, key: str) -> bool:
        if self.view == View.STAFFING:
            self.view = View.AGENDA
            return super().find(key)
        found = session_of(self.found.all, key, self.now)
        if found is None:
            return False
        self._show_all_for(found)
        self.grid.select(found.slot.date, found.slot.start.hour)
        self.refresh_card()
        return True

    def resolve(self, key: str) -> str | None:
        """The session itself, or the same hours on their next date."""
        if self.list.select(key):
            return key
        if self.view == View.STAFFING:
            return None
        found = session_of(self.found.all, key, self.now)
        if found is None:
            return next(
                (key for one in self.found.calendar.without_dates() if rows.entry_key(Dateless(*one)) == key), None
            )
        self._show_all_for(found)
        self.list.go(found.slot.date)
        return rows.entry_key(found)

    def _show_all_for(self, session: Session) -> None:
        """Let go of what hides it."""
        if not self.found.has(session.row) and self.reveal():
            self.read()

    # -- the selected one ------------------------------------------------------------------------------------

    def title_of(self, row: Entry) -> str:
        return rows.title(row, self.today)

    def ref_of(self, row: Entry) -> RecordRef | None:
        told = rows.rules(row)
        return RecordRef.hours(told[0].hours) if len(told) == 1 else None

    def record_of(self, row: Entry) -> tuple[Collection, str] | None:
        return rows.record(row)

    def subject_of(self, row: Entry) -> Subject | None:
        if isinstance(row, Staffing):
            group = row.group
            partner = None if group is None or group.side is Side.PLACE else self.services.reader.partner(group.id)
            return None if partner is None else partner_subject(partner)
        return rows.subject(row)

    def no_record(self) -> str:
        selected = self.selected
        if isinstance(selected, Cell) and selected.sessions:
            return _("There are several office hours here. In the agenda each has a row of its own.")
        return super().no_record()

    def part_of(self, row: Entry) -> str | None:
        return rows.part(row)

    def partners_of(self, row: Entry) -> tuple[str, ...]:
        if isinstance(row, Staffing):
            return ()
        found = [key for one in rows.rules(row) for key in (one.hours.host_id, one.hours.provider_id)]
        return tuple(dict.fromkeys(key for key in found if key))

    def exports(self) -> Sequence[Export]:
        """Of dates those from the one in view on."""
        kept, first = tuple(self.found.calendar.rows), self.here

        def dated() -> Table:
            found = sittings(kept, first, shifted(first, DATES_TAKEN - 1))
            return office_hours((one.slot, one.row) for one in found)

        return [*of_table(_("office hours"), self.made, dated), of_hours(self.made, kept), *self.minutes()]

    def parts_of(self, row: Entry) -> tuple[copying.Part, ...]:
        if isinstance(row, Staffing):
            return (copying.Part(copying.Kind.NAME, row.group.name),) if row.group else ()
        return copying.hours_parts(*rows.rules(row))

    def card_for(self, row: Entry) -> Build:
        now = self.now
        if isinstance(row, Cell):
            week = self.found.week(monday(row.date))
            return lambda width: cell_card(row, week, now, width)
        return lambda width: card(row, now, width)

    # -- what the frame asks ---------------------------------------------------------------------------------

    def on_record_list_moved(self) -> None:
        super().on_record_list_moved()
        self.post_message(self.Changed())

    def on_week_grid_moved(self) -> None:
        self.card_follows()
        self.post_message(self.Changed())

    def words_changed(self) -> None:
        if self.display:
            self.show_anew()
            self.refresh_card(keep=True)

    def context(self) -> str:
        parts = [self._title()]
        if self.only is not None:
            parts.append(words.only(self.only))
        all_there_is = self.only is None and not self.filter_text
        if self.view == View.AGENDA and self.list.stretch.first == self.today and all_there_is:
            count = self.list.this_week
            parts.append(
                ngettext("{count} office hour this week", "{count} office hours this week", count).format(count=count)
            )
            if self.list.warned:
                warned = ngettext("{count} warning", "{count} warnings", self.list.warned)
                parts.append("! " + warned.format(count=self.list.warned))
        return "   ".join(parts)

    def _title(self) -> str:
        if self.view == View.AGENDA:
            if self.list.stretch.first == self.today:
                return _("Agenda from today")
            return _("Agenda from {day}").format(day=dates.dated(self.list.stretch.first, self.today))
        start = monday(self.here)
        title = dates.week_title(start, week_end(start))
        return title if self.view == View.WEEK else f"{title}   {_('average of {count} weeks').format(count=WEEKS)}"

    def enter(self) -> Link | None:
        selected = self.selected
        if isinstance(selected, Staffing) and selected.group is not None:
            return Link("hours", f"only|{selected.group.side}|{selected.group.id}")
        if isinstance(selected, Cell) and len(selected.sessions) == 1:
            return partner_link(selected.sessions[0])
        return None
