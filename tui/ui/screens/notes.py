"""The notes on one record, or all there are, with what was never saved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from ...domain.notes import Note, Subject
from ...domain.values import dataclass
from ...present import dates
from ...present import notes as words
from ...present.keymap import how
from ...present.language import _
from ...storage.drafts import Draft
from ..card_lines import CardLine, blank, heading, text
from ..choices import Choice
from ..ink import Role, Span, fit, wrap
from ..services import Services
from .points import go
from .writing import drafts_of, left_drafts, write_note
from .written import Deed, WrittenScreen

DAY = 6
"""Cells for a date."""
TITLE = 28
"""Cells for the record where notes of many are listed."""


@dataclass(frozen=True)
class NewNote:
    """The row that writes one."""


Entry = NewNote | Draft | Note


class NotesScreen(WrittenScreen[Entry]):
    """Of a record: a row to write one, drafts, and its notes, the newest first. Of all: drafts and notes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "new(False)", show=False),
        Binding("A", "new(True)", show=False),
    ]

    def __init__(self, services: Services, subject: Subject | None = None) -> None:
        super().__init__(services)
        self._subject = subject

    def title_words(self) -> str:
        if self._subject is None:
            return _("All notes: they stay on this machine")
        return _("Notes on {title}").format(title=words.named(self._subject))

    def hint(self) -> str:
        if self._subject is None:
            return _("Enter: what can be done with it. u undoes, Tab reads on, q leaves.")
        return _("Enter: what can be done with it. a writes one, u undoes, q leaves.")

    def nothing(self) -> Sequence[str]:
        return (_("Nothing is noted yet. {key} on a record writes a note.").format(key=how("note")),)

    def rows(self) -> Sequence[Entry]:
        ref = self._subject.ref if self._subject else None
        new = [NewNote()] if self._subject else []
        notes = self.services.book.notes(ref)
        if ref is None:
            notes = tuple(sorted(notes, key=lambda one: not one.orphaned))
        return [*new, *left_drafts(self.services, ref), *notes]

    def key(self, row: Entry) -> str:
        match row:
            case NewNote():
                return "new"
            case Draft():
                return f"draft {row.folder}"
            case Note():
                return f"note {row.id}"

    def spans(self, row: Entry, width: int) -> Sequence[Span]:
        match row:
            case NewNote():
                return ((_("Write a new note"), Role.STRONG),)
            case Draft():
                label = _("NOT SAVED")
                at, said = row.at, f"{label}: {words.first_line(row.text)}"
            case Note():
                at, said = row.changed_at, words.first_line(row.text)
        head = fit(words.day(at, self.services.clock()), DAY)
        if self._subject is None:
            head += fit(words.named(row.subject), min(TITLE, width // 3)) + " "
        return ((head, Role.PLAIN), (fit(said, width - len(head)), Role.PLAIN))

    def card_for(self, row: Entry, width: int) -> Sequence[CardLine]:
        now = self.services.clock()
        match row:
            case NewNote():
                return [text(_("Several lines if need be; nobody else sees it, and it is never sent."))]
            case Draft():
                moment = dates.moment(row.at, now)
                head = _("{title}: begun and not saved, {when}").format(title=words.named(row.subject), when=moment)
                remarks: list[str] = []
            case Note():
                about = f"{words.kind(row.subject)} {words.named(row.subject)}"
                head, remarks = f"{about}, {words.when(row, now)}", words.remarks(row)
        lines = [heading(one) for one in wrap(head, width - 1)]
        lines += [text(one) for remark in remarks for one in wrap(remark, width - 1)]
        return [*lines, blank(), *(text(one) for one in wrap(row.text, width - 1))]

    # -- what can be done ------------------------------------------------------------------------------------

    def choices(self, row: Entry) -> Sequence[Choice[Deed]]:
        match row:
            case NewNote():
                return [Choice("", partial(self.action_new, False))]
            case Draft():
                return [
                    Choice(_("Go on writing"), partial(self._edit, row.subject, draft=row)),
                    Choice(_("Throw the draft away"), partial(self._discard, row)),
                    go(self, row.subject, _("Go to the record")),
                ]
            case Note():
                return [
                    Choice(_("Change"), partial(self._edit, row.subject, note=row)),
                    Choice(_("Change in your own editor"), partial(self._edit, row.subject, note=row, outside=True)),
                    Choice(_("Remove"), partial(self._remove, row)),
                    go(self, row.subject, _("Go to the record")),
                ]

    def action_new(self, outside: bool) -> None:
        if self._subject is None:
            self.say(_("A note belongs to a record: go there and press {key}.").format(key=how("note")))
        else:
            self._edit(self._subject, outside=outside)

    def _edit(
        self, subject: Subject, *, note: Note | None = None, draft: Draft | None = None, outside: bool = False
    ) -> None:
        write_note(self.app, self.services, subject, self._edited, note=note, draft=draft, outside=outside)

    def _edited(self, said: str | None) -> None:
        self.did(said or "")

    def _remove(self, note: Note) -> None:
        self.write(partial(self.services.book.remove_note, note), _("Removed; u brings it back."))

    def _discard(self, draft: Draft) -> None:
        drafts_of(self.services).discard(draft)
        self.did(_("The draft is thrown away."))
