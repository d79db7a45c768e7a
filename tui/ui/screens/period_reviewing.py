"""Going through agreements: marking them, closing the review, and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...domain.agreement import Agreement
from ...domain.errors import BookError
from ...present import errors
from ...present import period_review as period_words
from ...present import review as review_words
from ...present.keymap import how
from ...present.language import _
from ...settings import Mine
from ...storage.book.reviews import NAME
from ..choices import Choice
from ..messages import WorthKeeping
from ..panes.mine import unsaid
from ..panes.pane import Pane
from ..review_desk import ReviewDesk
from ..services import Services
from .ask import AskLine
from .frame import REVIEWED
from .menu import Menu
from .reviewing import Reviewing


class PeriodReviewing(Reviewing, inherit_bindings=False):
    """The actions of a review (see present/commands.py)."""

    services: Services
    desk: ReviewDesk
    current: str
    """The name of the pane on screen."""
    panes: Mapping[str, Pane[Any]]

    def action_mark_agreement(self) -> None:
        """What the row is about was looked at."""
        try:
            words = self.pane.mark()
        except BookError as error:
            words = errors.sentence(error)
        self.say(words if words is not None else _("There is nothing here to mark."))
        self.repaint_frame()

    def action_review_mine(self) -> None:
        """Only agreements with partners of one's own, or all again; in goals and agreements alike."""
        if self.services.settings.mine == Mine():
            self.say(unsaid())
            return
        self.desk.mine = not self.desk.mine
        for name in REVIEWED:
            self.panes[name].refresh_rows()  # of one that is not on screen when it is shown
        self.say("")
        self.post_message(WorthKeeping())
        self.repaint_frame()

    def book_changed(self) -> None:
        super().book_changed()
        if self.current in REVIEWED:
            self.pane.refresh_rows()  # which rows there are may hang on it too

    # -- closing ---------------------------------------------------------------------------------------------

    def on_review_complete(self) -> None:
        """The last agreement is finished."""
        if self.desk.review.closed is None:
            self.action_close_review()

    def action_close_review(self) -> None:
        agreements = self._agreements()
        if not agreements:
            self.say(_("There are no agreements to review."))
            return
        progress = review_words.progress(self.desk.review.progress([one.id for one in agreements]))
        period = self.desk.review.period.name
        question = _("Close the review of {period} ({progress}) and keep how things stand, as:")
        asked = AskLine(question.format(period=period, progress=progress), most=NAME, text=self.desk.name())
        self.app.push_screen(asked, self._close)

    def _agreements(self) -> Sequence[Agreement]:
        return self.services.reader.agreements()

    def _close(self, name: str | None) -> None:
        if name is None:
            self.say(_("The review goes on. It can be closed at any time: {key}").format(key=how("review.close")))
            return
        try:
            closed = self.desk.close(name, self._agreements())
        except BookError as error:
            self.say(errors.sentence(error))
            return
        self.say(_('The review is closed and kept as "{name}". {key} takes that back.').format(
            name=closed.name, key=how("undo")
        ))  # fmt: skip
        self._anew()

    # -- which period, and against what ----------------------------------------------------------------------

    def action_review_period(self, step: int) -> None:
        if self.desk.earlier() if step < 0 else self.desk.later():
            self.say("")
            self._anew()
        elif step < 0:
            self.say(_("No earlier period was reviewed."))
        else:
            self.say(_("This is the period it is now."))

    def action_compare(self) -> None:
        """Choose the baseline that movements are counted from."""
        baselines = self.services.book.baselines()
        if not baselines:
            self.say(_("No review was closed yet, so there is nothing to compare with."))
            return
        now = self.services.clock()
        choices = [Choice(review_words.baseline(one, now), one.id) for one in baselines]
        against = self.desk.review.baseline
        menu = Menu(_("Compare with"), choices, current=against.id if against else None)
        self.app.push_screen(menu, self._compared)

    def _compared(self, choice: Choice[int] | None) -> None:
        if choice is not None:
            self.desk.compare(choice.value)
            self.say(period_words.against(self.desk.review, self.services.clock()))
            self._anew()

    def _anew(self) -> None:
        """Everything that says something of the review says it again, and it is remembered."""
        self.pane.refresh_rows()
        self.post_message(WorthKeeping())
        self.repaint_frame()
