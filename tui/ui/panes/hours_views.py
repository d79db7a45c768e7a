"""The views of the office hours pane: which is shown, on which date, and narrowed to whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from enum import StrEnum

from textual.app import ComposeResult
from textual.widget import Widget

from ...domain.calendar import Session, monday, mondays, shifted
from ...domain.notices import DAYS as WARNED
from ...domain.query import HoursRow
from ...domain.review import RecordRef
from ...domain.staffing import Group
from ...present import dates
from ...present.language import _
from ..ahead import Ahead
from ..list_window import Look
from ..services import Services
from ..widgets.date_prompt import DatePrompt
from ..widgets.week_grid import NARROWEST, WeekGrid
from . import hours_rows as rows
from .hours_found import Found
from .hours_list import HoursList
from .hours_rows import Cell, Entry
from .pane import Pane
from .parts import Body


class View(StrEnum):
    """How office hours are shown."""

    AGENDA = "agenda"
    WEEK = "week"
    STAFFING = "staffing"


class HoursViews(Pane[Entry]):
    """Three ways to look at the same office hours, each on the date one was at in the others."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.only: Group | None = None
        """The place, host or provider the pane is narrowed to."""
        self._view = View.AGENDA
        self._day = self.today
        """Some day of the week whose staffing is shown."""
        self._ahead = Ahead(self.set_timer)
        self.list: HoursList = HoursList(self.look(), lambda: self.today)
        self.grid = WeekGrid(lambda start: self.found.week(start), lambda: self.today)
        self.prompt = DatePrompt()

    def compose(self) -> ComposeResult:
        yield self.prompt
        yield self.grid
        yield from super().compose()

    def look(self) -> Look[Entry]:
        return Look(
            key=rows.entry_key,
            spans=lambda entry, width: rows.spans(entry, width, self.today, self._new, self.news.written()),
            selectable=rows.selectable,
            heading=rows.is_heading,
        )

    def _new(self, row: HoursRow) -> bool:
        return self.news.of(RecordRef.hours(row.hours)) > 0

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
            for hidden in (self.head, self.list):  # in the week: what they showed before is not to be seen again
                hidden.refresh()
            if not self.stale:
                self.show_anew()
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
    def found(self) -> Found:
        """What there is, and what is left of it."""
        return self.list.found

    def get_ready(self) -> Iterator[None]:
        yield from self.services.reader.hours_ahead()
        self._take()
        self.prepare()

    def _take(self) -> None:
        """What the copy has now; what was worked out of it stays as long as it is the same."""
        rows = self.services.reader.hours()
        if rows is not self.found.all.rows:
            self.list.found = Found(rows)

    def read(self) -> None:
        self._take()
        self.found.narrow(self.filter_text, self.only)
        self.show_anew()
        self.prepare()

    def show_anew(self) -> None:
        """What has been read, in the view there is now."""
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

    def prepare(self) -> None:
        """The weeks looked at next, those one is warned of first."""
        warned = mondays(self.today, shifted(self.today, WARNED - 1))
        near = (monday(shifted(self.here, days)) for days in (7, -7, 14))
        calendar = self.found.calendar
        missing = [day for day in dict.fromkeys((*warned, *near)) if not calendar.knows(day)]
        self._ahead.drop()
        if missing:
            self._ahead.work((piece for day in missing for piece in calendar.preparing(day)), self._prepared)

    def _prepared(self) -> None:
        self.found.warnings(self.today)
        if self._view is View.AGENDA and not self.stale:
            self.show_anew()
            self.post_message(self.Changed())

    def go(self, day: date) -> None:
        """To a date: its first session, or what comes next."""
        if self._view is View.WEEK:
            self.grid.select(day)
        elif self._view is View.STAFFING:
            self._day = day
            self.show_anew()
        else:
            self.list.go(day)
        self.prepare()
        self.card_follows()
        self.post_message(self.Changed())

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

    def on_resize(self) -> None:
        if self._view is View.WEEK and self.app.size.width < NARROWEST:
            self.view = View.AGENDA
            self.body.focus()
            self.post_message(self.Changed(self._too_narrow()))

    # -- narrowed to a place, host or provider ---------------------------------------------------------------

    @property
    def narrowed(self) -> str:
        return f"{self.only.side}|{self.only.id}" if self.only else ""

    def narrow(self, name: str) -> None:
        side, _bar, id_ = name.partition("|")
        self.narrow_to(self.found.group(side, id_) if name else None)

    def reveal(self) -> bool:
        hidden = super().reveal() or self.only is not None
        self.only = None
        return hidden

    def unfilter(self) -> bool:
        if super().unfilter():
            return True
        if self.only is None:
            return False
        self.narrow_to(None)
        return True

    def narrow_to(self, only: Group | None) -> None:
        """Only the hours there, or with them; None: all."""
        self.only = only
        self.read()
        self.card_follows()
        self.post_message(self.Changed())
