"""Looking through changes: marks, the way to the next one, differences of one record, and taking back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from ...domain.asked_date import NotADate, asked_date
from ...domain.errors import BookError
from ...domain.review import Change, Since, SinceKind
from ...present import changes as words
from ...present import dates, errors, hours, review
from ...present.keymap import how
from ...present.language import _
from ...storage.book.listing import Changes
from ..choices import Choice
from ..history import History, Position
from ..panes.changes import ChangesPane, Listed, Whose
from ..services import Services
from .ask import AskLine
from .looking import Looking
from .menu import Menu

DAY_LENGTH = 20


class Reviewing(Looking, inherit_bindings=False):
    """The actions on changes (see present/commands.py)."""

    services: Services
    history: History
    changes: ChangesPane

    @abstractmethod
    def show_pane(self, name: str) -> None:
        """Bring a pane on screen."""

    @abstractmethod
    def position(self) -> Position:
        """Where one is."""

    def book_changed(self) -> None:
        """Something was written down: rows, counts and cards say so."""
        if self.pane is self.changes:
            self.changes.marks_changed()
        else:
            self.changes.stale = True
            self.pane.words_changed()
        self.repaint_frame()

    def _written(self, write: Callable[[], str]) -> None:
        """Do it and say what came of it, or why not."""
        try:
            said = write()
        except BookError as error:
            said = errors.sentence(error)
        self.say(said)
        self.book_changed()

    # -- marks -----------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """What the cursor stands on was looked at; on to the next that was not."""
        change = self.changes.change
        if change is None:
            self.say(_("Only a change can be marked as seen."))
            return
        try:
            if not self.changes.seen(change):
                self.services.book.mark(change)
        except BookError as error:
            self.say(errors.sentence(error))
            return
        following = self._next(change, backwards=False)
        if following is not None:
            self.changes.list.select(following.key)
        self.say("" if following else _("Everything in view is seen."))
        self.book_changed()

    def action_mark_all(self) -> None:
        changes, count = self.changes.rows.changes, self.changes.rows.open
        if not count:
            self.say(_("Everything in view is seen."))
            return
        title = _("Mark {count} changes in view as seen?").format(count=count)
        choices = (
            Choice(_("Mark them as seen"), True, _("{key} takes it back").format(key=how("undo"))),
            Choice(_("Leave them as they are"), False),
        )
        self.app.push_screen(Menu(title, choices), lambda choice: self._mark_all(choice, changes))

    def _mark_all(self, choice: Choice[bool] | None, changes: Changes) -> None:
        if choice is not None and choice.value:
            self._written(lambda: words.marked(self.services.book.mark_all(changes)))

    def action_undo(self) -> None:
        def undo() -> str:
            undone = self.services.book.undo()
            return _("There is nothing to undo.") if undone is None else review.undone(undone)

        self._written(undo)
        self.changes.refresh_rows()

    # -- going there -----------------------------------------------------------------------------------------

    def _next(self, change: Change | None, *, backwards: bool) -> Change | None:
        """The next one not seen of those in view."""
        seq = change.seq if change is not None else None
        return self.services.book.next_unreviewed(seq, backwards=backwards, window=self.changes.window())

    def action_unreviewed(self, step: int) -> None:
        """To the next change that was not seen: of those in view, else of all there are."""
        here = self.changes.change
        found = self._next(here, backwards=step < 0)
        if found is None and self.changes.listed.whose is None:
            found = self.services.book.next_unreviewed(here.seq if here else None, backwards=step < 0)
        if found is None:
            only = here is not None and not self.changes.seen(here) and self.pane is self.changes
            self.say(_("This is the only change not seen.") if only else _("Everything is seen."))
            return
        if self.pane is not self.changes:
            self.close_provenance()
            self.history.leave(self.position(), by_link=True)
            self.show_pane(self.changes.NAME)
            self.changes.opened = False
        self.changes.find(found.key)
        self.say("")
        self.repaint_frame()

    def action_differences(self) -> None:
        """What became different of the record under the cursor; back leads here again."""
        pane = self.pane
        row = pane.selected
        ref = pane.ref_of(row) if row is not None else None
        if row is None or ref is None:
            self.say(_("There is no record here whose changes could be shown."))
            return
        whose = Whose(ref=ref, title=pane.title_of(row))
        self.close_provenance()
        self.history.leave(self.position(), by_link=True)
        self.show_pane(self.changes.NAME)
        self.changes.opened = False
        self.changes.show_listed(Listed(since=self.changes.listed.since, whose=whose, passing=True))
        self.repaint_frame()

    # -- since when ------------------------------------------------------------------------------------------

    def action_since(self) -> None:
        menu = Menu(_("Which changes?"), self.changes.choices(), current=self.changes.listed)
        self.app.push_screen(menu, self._since)

    def _since(self, choice: Choice[Listed | None] | None) -> None:
        if choice is None:
            return
        if choice.value is None:
            self.app.push_screen(AskLine(_("Since which day? 20.11 or 20.11.2026"), most=DAY_LENGTH), self._day)
            return
        self.changes.show_listed(choice.value)
        self.repaint_frame()

    def _day(self, typed: str | None) -> None:
        if typed is None:
            return
        day = asked_date(typed, dates.local_date(self.services.clock()))
        if isinstance(day, NotADate):
            self.say(hours.not_a_date(day, typed))
            return
        since = Since(kind=SinceKind.MOMENT, moment=dates.beginning(day))
        self.changes.show_listed(Listed(since=since, whose=self.changes.listed.whose))
        self.repaint_frame()
