"""Pane 3: office hours as an agenda, as the grid of a week, and counted as hours somebody is there."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from enum import StrEnum

from textual.app import ComposeResult
from textual.widget import Widget

from ...domain.agenda import Dateless
from ...domain.asked_date import NotADate, asked_date
from ...domain.calendar import Session, monday, mondays, shifted, week_end
from ...domain.freshness import Collection
from ...domain.notices import DAYS as WARNED
from ...domain.notices import Ends
from ...domain.staffing import WEEKS, Group, Staffing
from ...present import copying, dates
from ...present import hours as words
from ...present.language import N_, _, ngettext
from ..cards.hours import card, cell_card, partner_link
from ..services import Services
from ..widgets.card import Build, Link
from ..widgets.date_prompt import DatePrompt
from ..widgets.record_list import Look
from ..widgets.week_grid import NARROWEST, WeekGrid
from . import hours_rows as rows
from .hours_ahead import Ahead
from .hours_found import Found, next_only, session_of
from .hours_list import HoursList
from .hours_rows import Cell, Entry
from .pane import Pane
from .parts import Body


class View(StrEnum):
    """How office hours are shown."""

    AGENDA = "agenda"
    WEEK = "week"
    STAFFING = "staffing"


class HoursPane(Pane[Entry]):
    """Who is where, from today on or in any week."""

    NAME = "hours"
    TITLE = N_("Office hours")
    COLLECTION = Collection.HOURS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.only: Group | None = None
        """The place, host or provider the pane is narrowed to."""
        self._view = View.AGENDA
        self._day = self.today
        """Some day of the week whose staffing is shown."""
        self._ahead = Ahead(self.set_timer, self._prepared)
        self.list: HoursList = HoursList(self.look(), lambda: self.today)
        self.grid = WeekGrid(lambda start: self._found.week(start), lambda: self.today)
        self.prompt = DatePrompt()

    def compose(self) -> ComposeResult:
        yield self.prompt
        yield self.grid
        yield from super().compose()

    def look(self) -> Look[Entry]:
        return Look(
            key=rows.entry_key,
            spans=lambda entry, width: rows.spans(entry, width, self.today),
            selectable=rows.selectable,
            heading=rows.is_heading,
        )

    @property
    def today(self) -> date:
        return dates.local_date(self.now)

    def columns(self, width: int) -> str:
        return rows.staffing_columns(width) if self.view == View.STAFFING else rows.agenda_columns(width)

    # -- what is shown ---------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        return self._view

    @view.setter
    def view(self, name: str) -> None:
        """Another way to show them, on the same date; a name that is none is left alone."""
        with suppress(ValueError):
            day = self.here
            self._view = View(name)
            self._day = day
            self.set_class(self._view is View.WEEK, "-week")
            self.call_after_refresh(self.head.repaint)
            self.call_after_refresh(self.list.repaint)
            if not self.stale:
                self._show()
                self.go(day)

    @property
    def body(self) -> Body:
        return self.grid if self._view is View.WEEK else self.list

    @property
    def body_part(self) -> Widget:
        return self.grid if self._view is View.WEEK else super().body_part

    @property
    def roomy(self) -> bool:
        return self._view is View.WEEK or super().roomy

    @property
    def selected(self) -> Entry | None:
        if self._view is View.WEEK:
            return Cell(self.grid.day, self.grid.band, self.grid.sessions)
        return self.list.selected

    @property
    def selected_key(self) -> str | None:
        selected = self.selected
        return None if selected is None else rows.entry_key(selected)

    @property
    def lasting_key(self) -> str | None:
        selected = self.selected
        if isinstance(selected, Cell):
            return rows.entry_key(selected.sessions[0]) if selected.sessions else None
        return self.selected_key if isinstance(selected, Session) else None

    @property
    def here(self) -> date:
        """The date one is at."""
        if self._view is View.WEEK:
            return self.grid.day
        return self._day if self._view is View.STAFFING else self.list.day

    @property
    def _found(self) -> Found:
        return self.list.found

    def read(self) -> None:
        found = self.services.reader.hours()
        if found is not self._found.all.rows:
            self.list.found = Found(found)
        self._found.narrow(self.filter_text, self.only)
        self._show()
        self._prepare()

    def _show(self) -> None:
        self.head.repaint()
        if self._view is View.WEEK:
            self.grid.renew()
            return
        self.list.nothing = self.empty_lines()
        self.list.gaps = not self.filter_text
        if self._view is View.STAFFING:
            self.list.show_staffing(self._day)
        else:
            self.list.show_agenda()

    def _prepare(self) -> None:
        """The weeks looked at next, those one is warned of first."""
        warned = mondays(self.today, shifted(self.today, WARNED - 1))
        near = (monday(shifted(self.here, days)) for days in (7, -7, 14))
        self._ahead.prepare(self._found.calendar, (*warned, *near))

    def _prepared(self) -> None:
        if self._view is View.AGENDA:
            self._show()
            self.post_message(self.Changed())

    # -- going somewhere -------------------------------------------------------------------------------------

    def go(self, day: date) -> None:
        """To a date: its first session, or what comes next."""
        if self._view is View.WEEK:
            self.grid.select(day)
        elif self._view is View.STAFFING:
            self._day = day
            self._show()
        else:
            self.list.go(day)
        self._prepare()
        self.card_follows()
        self.post_message(self.Changed())

    def perform(self, name: str, step: int) -> None:
        """What the commands of this pane do; see the command table."""
        match name:
            case "today":
                if self._view is View.AGENDA:
                    self.list.stretch.begin(self.today)
                self.go(self.today)
            case "day" if self._view is View.AGENDA:
                self.list.step_days(step)
            case "day" if self._view is View.WEEK:
                self.grid.move_days(step)
                self._prepare()
            case "week" if self._view is View.WEEK:
                self.grid.move_page(step)
                self._prepare()
            case "day" | "week":
                self.go(shifted(self.here, 7 * step))
            case "date":
                self.prompt.ask()
            case "only":
                self._next_only()

    def switch_view(self) -> None:
        """Agenda, week, staffing; the week only where there is room for it."""
        views = list(View)
        following = views[(views.index(self._view) + 1) % len(views)]
        refused = following is View.WEEK and self.app.size.width < NARROWEST
        if refused:
            following = View.STAFFING
        self.view = following
        self.opened = False
        self.post_message(self.Changed(self._too_narrow() if refused else ""))

    def _too_narrow(self) -> str:
        return _("The week needs {wanted} columns, here are {found}.").format(
            wanted=NARROWEST, found=self.app.size.width
        )

    def _next_only(self) -> None:
        """All; only this host; only this provider; all."""
        selected = self.selected
        session = selected.sessions[0] if isinstance(selected, Cell) and selected.sessions else selected
        row = session.row if isinstance(session, Session | Dateless | Ends) else None
        self._narrow(None if row is None else next_only(self.only, row))

    @property
    def narrowed(self) -> str:
        return f"{self.only.side}|{self.only.id}" if self.only else ""

    def narrow(self, name: str) -> None:
        side, _bar, id_ = name.partition("|")
        self._narrow(self._found.group(side, id_) if name else None)

    def reveal(self) -> bool:
        hidden = super().reveal() or self.only is not None
        self.only = None
        return hidden

    def unfilter(self) -> bool:
        if super().unfilter():
            return True
        if self.only is None:
            return False
        self._narrow(None)
        return True

    def _narrow(self, only: Group | None) -> None:
        self.only = only
        self.read()
        self.card_follows()
        self.post_message(self.Changed())

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

    def on_resize(self) -> None:
        if self._view is View.WEEK and self.app.size.width < NARROWEST:
            self.view = View.AGENDA
            self.body.focus()
            self.post_message(self.Changed(self._too_narrow()))

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
        elif self._view is not View.AGENDA:
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
        if self._view is View.STAFFING:
            self.view = View.AGENDA
            return super().find(key)
        found = session_of(self._found.all, key, self.now)
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
        if self._view is View.STAFFING:
            return None
        found = session_of(self._found.all, key, self.now)
        if found is None:
            return next(
                (key for one in self._found.calendar.without_dates() if rows.entry_key(Dateless(*one)) == key), None
            )
        self._show_all_for(found)
        self.list.go(found.slot.date)
        return rows.entry_key(found)

    def _show_all_for(self, session: Session) -> None:
        """Let go of what hides it."""
        if not self._found.has(session.row) and self.reveal():
            self.read()

    # -- the selected one ------------------------------------------------------------------------------------

    def title_of(self, row: Entry) -> str:
        return rows.title(row, self.today)

    def record_of(self, row: Entry) -> tuple[Collection, str] | None:
        return rows.record(row)

    def no_record(self) -> str:
        selected = self.selected
        if isinstance(selected, Cell) and selected.sessions:
            return _("There are several office hours here. In the agenda each has a row of its own.")
        return super().no_record()

    def part_of(self, row: Entry) -> str | None:
        return rows.part(row)

    def parts_of(self, row: Entry) -> tuple[copying.Part, ...]:
        if isinstance(row, Staffing):
            return (copying.Part(copying.Kind.NAME, row.group.name),) if row.group else ()
        return copying.hours_parts(*rows.rules(row))

    def card_for(self, row: Entry) -> Build:
        now = self.now
        if isinstance(row, Cell):
            week = self._found.week(monday(row.date))
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
            self._show()
            self.refresh_card(keep=True)

    def context(self) -> str:
        parts = [self._title()]
        if self.only is not None:
            parts.append(words.only(self.only))
        if self._view is View.AGENDA and self.list.stretch.first == self.today and not self.narrowed:
            found = self._found
            count = sum(one.held and one.slot.date >= self.today for one in found.calendar.week(self.today))
            parts.append(
                ngettext("{count} office hour this week", "{count} office hours this week", count).format(count=count)
            )
            if self.list.warned:
                warned = ngettext("{count} warning", "{count} warnings", self.list.warned)
                parts.append("! " + warned.format(count=self.list.warned))
        return "   ".join(parts)

    def _title(self) -> str:
        if self._view is View.AGENDA:
            if self.list.stretch.first == self.today:
                return _("Agenda from today")
            return _("Agenda from {day}").format(day=dates.dated(self.list.stretch.first, self.today))
        start = monday(self.here)
        title = dates.week_title(start, week_end(start))
        return title if self._view is View.WEEK else f"{title}   {_('average of {count} weeks').format(count=WEEKS)}"

    def enter(self) -> Link | None:
        selected = self.selected
        if isinstance(selected, Staffing) and selected.group is not None:
            return Link("hours", f"only|{selected.group.side}|{selected.group.id}")
        if isinstance(selected, Cell) and len(selected.sessions) == 1:
            return partner_link(selected.sessions[0])
        return None
