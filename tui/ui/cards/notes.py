"""What a person wrote on a record, at the end of its card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from ...domain.notes import Note, Point, Question, Subject
from ...domain.review import RecordKind, RecordRef
from ...domain.values import dataclass
from ...present import notes as words
from ...present.language import _
from ...storage.book.book import Book
from ..card_lines import CardLine, Link, blank, heading
from ..panes.fields import field

NOTES, POINTS, QUESTIONS = "notes", "points", "questions"
"""Where a line leads that is about no record of a pane (see `screens.noting`)."""
MOST_LINES = 6
"""Of one note on a card; the rest is read where its line leads."""


@dataclass(frozen=True)
class Written:
    """Everything on one record."""

    notes: tuple[Note, ...] = ()
    points: tuple[Point, ...] = ()
    """To raise."""
    questions: tuple[Question, ...] = ()
    elsewhere: tuple[Note, ...] = ()
    """Notes on other records that concern this partner."""

    def __bool__(self) -> bool:
        return bool(self.notes or self.points or self.questions or self.elsewhere)


def written_on(subject: Subject, book: Book) -> Written:
    """Everything the section says, read at once."""
    ref = subject.ref
    partner = ref.record_id if ref.kind is RecordKind.PARTNER else None
    if partner is not None:
        points = book.points(partner)
    else:
        points = tuple(one for one in book.points() if one.about is not None and one.about.ref == ref)
    return Written(
        notes=book.notes(ref),
        points=points,
        questions=tuple(one for one in book.questions() if one.subject.ref == ref),
        elsewhere=()
        if partner is None
        else tuple(one for one in book.partner_notes(partner) if one.subject.ref != ref),
    )


def written_lines(written: Written, now: datetime, width: int) -> list[CardLine]:
    """The section on what a person wrote; nothing where nothing was written."""
    if not written:
        return []
    lines = [heading(_("MY NOTES (they stay on this machine)"))]
    for note in written.notes:
        label = _("Note") if note is written.notes[0] else ""
        lines += field(label, (words.quoted(note, now),), width, link=note_link(note.subject.ref), most=MOST_LINES)
        for remark in words.remarks(note):
            lines += field("", (remark,), width)
    for point in written.points:
        link = Link(POINTS, point.partner.ref.record_id)
        lines += field(_("RAISE"), (words.point_with_source(point, now),), width, link=link)
    for question in written.questions:
        link = Link(QUESTIONS, str(question.id))
        lines += field(_("To check"), (words.question(question, now),), width, link=link)
    for note in written.elsewhere:
        said = f"{words.named(note.subject)}: {words.quoted(note, now)}"
        lines += field(_("Note on"), (said,), width, link=note_link(note.subject.ref), most=2)
    return lines


def beneath(card: Sequence[CardLine], section: Sequence[CardLine]) -> list[CardLine]:
    """The section below the card, with one empty line in between."""
    gap = [blank()] if card and card[-1].spans else []
    return [*card, *gap, *section]


def note_link(ref: RecordRef) -> Link:
    """Leads to the notes on a record."""
    return Link(NOTES, json.dumps([ref.kind.value, ref.source_id, ref.record_id]))


def noted_record(link: Link) -> RecordRef:
    """Whose notes a link leads to."""
    kind, source_id, record_id = json.loads(link.key)
    return RecordRef(kind=RecordKind(kind), source_id=source_id, record_id=record_id)
