"""Writing on the selected record: notes, points to raise, questions; and the way to what was written."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Any

from textual.screen import Screen

from ...domain.notes import Subject
from ...domain.review import RecordKind, RecordRef
from ...present import notes as words
from ...present.keymap import how
from ...present.language import _
from ..card_lines import Link
from ..cards.notes import NOTES, POINTS, QUESTIONS, noted_record
from ..choices import Choice
from ..panes.pane import Pane
from ..panes.subjects import subject_at
from ..panes.sync import SyncPane
from ..services import Services
from .menu import Menu
from .notes import NotesScreen
from .points import PointsScreen, QuestionsScreen
from .writing import left_drafts, write_line, write_note

LISTS = {NOTES, POINTS, QUESTIONS}


class Noting(Screen[None], inherit_bindings=False):
    """The actions that write, each on the record under the cursor (see present/commands.py)."""

    services: Services
    panes: dict[str, Pane[object]]

    @property
    @abstractmethod
    def pane(self) -> Pane[object]:
        """The pane on screen."""

    @abstractmethod
    def say(self, words: str) -> None:
        """A message that stays until the next one."""

    @abstractmethod
    def follow(self, link: Link) -> None:
        """To a record, remembering where from."""

    @abstractmethod
    def book_changed(self) -> None:
        """Something was written down: rows, counts and cards say so."""

    def _subject(self) -> Subject | None:
        subject = self.pane.subject()
        if subject is None:
            self.say(_("There is no record here to write about."))
        return subject

    def _wrote(self, said: str | None) -> None:
        if said is not None:
            self.say(said)
        for pane in self.panes.values():
            pane.stale = pane.stale or pane is not self.pane
        if self.pane.NAME == SyncPane.NAME:
            self.pane.refresh_rows()  # it counts them
        self.book_changed()

    def offer_drafts(self) -> None:
        """What was being written when the program ended the last time is said."""
        drafts = left_drafts(self.services)
        if drafts:
            title = words.named(drafts[0].subject)
            self.say(_("A note on {title} was not saved; {key} has it.").format(title=title, key=how("notes")))

    # -- notes -----------------------------------------------------------------------------------------------

    def action_note(self, outside: bool) -> None:
        """Write; where there is something already, the list of it comes first."""
        subject = self._subject()
        if subject is None:
            return
        if not outside and (self.services.book.notes(subject.ref) or left_drafts(self.services, subject.ref)):
            self._list(NotesScreen(self.services, subject))
        else:
            write_note(self.app, self.services, subject, self._wrote, outside=outside)

    def action_notes(self) -> None:
        self._list(NotesScreen(self.services))

    def _list(self, screen: Screen[Any]) -> None:
        self.app.push_screen(screen, self._went)

    def _went(self, link: Link | None) -> None:
        self._wrote(None)
        if link is not None:
            self.follow(link)

    def open_list(self, link: Link) -> None:
        """Where a line of a card leads that is about what was written."""
        if link.pane == QUESTIONS:
            self._list(QuestionsScreen(self.services, link.key))
        elif link.pane == POINTS:
            self._list(PointsScreen(self.services, [self._partner(link.key)]))
        else:
            ref = noted_record(link)
            note = next(iter(self.services.book.notes(ref)), None)
            if note is not None:
                self._list(NotesScreen(self.services, note.subject))

    # -- points ----------------------------------------------------------------------------------------------

    def _partner(self, partner_id: str) -> Subject:
        """By its id; one that is not in the local copy is known by that alone."""
        return subject_at(self.services.reader, RecordRef.partner(partner_id), partner_id)

    def _partners(self, subject: Subject) -> Sequence[Subject]:
        return [self._partner(one) for one in subject.partners]

    def action_point(self) -> None:
        """Something to raise with the record's partner; of several one is chosen."""
        subject = self._subject()
        if subject is None:
            return
        partners = self._partners(subject)
        about = subject if subject.ref.kind is not RecordKind.PARTNER else None
        if not partners:
            self.say(_("No partner is named on this record, so there is nobody to raise it with."))
        elif len(partners) == 1:
            self._ask_point(about, partners[0])
        else:
            choices = [Choice(words.named(one), one) for one in partners]
            menu = Menu(_("With whom is it to be raised?"), choices)
            self.app.push_screen(menu, partial(self._partner_chosen, about))

    def _partner_chosen(self, about: Subject | None, choice: Choice[Subject] | None) -> None:
        if choice is not None:
            self._ask_point(about, choice.value)

    def _ask_point(self, about: Subject | None, partner: Subject) -> None:
        question = _("To raise with {partner}:").format(partner=words.named(partner))
        said = _("It is among the points to raise; {key} lists them.").format(key=how("points"))
        add = partial(self.services.book.raise_point, partner, about=about)
        write_line(self.app, question, add, lambda: self._wrote(said))

    def action_points(self) -> None:
        """Those of the selected record's partners, or all where none is selected."""
        subject = self.pane.subject()
        self._list(PointsScreen(self.services, self._partners(subject) if subject else ()))

    def action_all_points(self) -> None:
        self._list(PointsScreen(self.services))

    # -- questions -------------------------------------------------------------------------------------------

    def action_ask(self) -> None:
        """Something the next sync is to find out about the record."""
        subject = self._subject()
        if subject is None:
            return
        question = _("To check when online, on {title}:").format(title=words.named(subject))
        said = _("The next sync asks for this record first and puts the answer on its card.")
        write_line(self.app, question, partial(self.services.book.ask, subject), lambda: self._wrote(said))

    def action_questions(self) -> None:
        self._list(QuestionsScreen(self.services))
