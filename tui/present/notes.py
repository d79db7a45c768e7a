"""Notes, points to raise and questions in words: the same on cards, in lists and on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ..domain.notes import LONGEST, Note, Point, Question, Subject
from ..domain.review import RecordKind
from . import dates, review
from .language import N_, _
from .numbers import number

_KINDS: Final = {
    RecordKind.PARTNER: N_("partner"),
    RecordKind.HOURS: N_("office hours"),
    RecordKind.AGREEMENT: N_("agreement"),
    RecordKind.GOAL: N_("goal"),
}


def kind(subject: Subject) -> str:
    """`partner`, `kontortid`, `avtale`, `mål`."""
    return _(_KINDS[subject.ref.kind])


def named(subject: Subject) -> str:
    """What a text is about; a record that is gone says so: `uten post: Brua møteplass`."""
    title = subject.title or kind(subject)
    return _("without a record: {title}").format(title=title) if subject.gone_at is not None else title


def day(moment: datetime, now: datetime) -> str:
    """`3.11`, with the year alone where that says more."""
    return dates.short(dates.local_date(moment), dates.local_date(now))


def first_line(text: str) -> str:
    """What a text of several lines is known by."""
    first, _break, rest = text.partition("\n")
    return f"{first} ..." if rest.strip() else first


def quoted(note: Note, now: datetime) -> str:
    """`"Ring før kl. 10" (deg, 3.11)`, all of its lines."""
    return _('"{text}" (you, {date})').format(text=note.text, date=day(note.changed_at, now))


def when(note: Note, now: datetime) -> str:
    """When it was written, and when it was changed since."""
    written = dates.moment(note.created_at, now)
    if note.changed_at == note.created_at:
        return written
    return _("{written}, changed {changed}").format(written=written, changed=dates.moment(note.changed_at, now))


def remarks(note: Note) -> list[str]:
    """What became of its record, where that is worth saying."""
    found = [review.followed(note.followed_from)] if note.followed_from is not None else []
    return [*found, review.orphaned()] if note.orphaned else found


def point(value: Point, now: datetime) -> str:
    """What is to be raised; what was raised with the day and what came of it."""
    if value.done_at is None:
        return value.text
    done = _("raised {date}").format(date=day(value.done_at, now))
    return f"{value.text} ({done}: {value.outcome})" if value.outcome else f"{value.text} ({done})"


def point_with_source(value: Point, now: datetime) -> str:
    """The same with the record it came from, where that is not the partner as such."""
    words = point(value, now)
    return f"{words} [{named(value.about)}]" if value.about is not None else words


def question(value: Question, now: datetime) -> str:
    """`er rapporten kommet? - venter på neste synk`; once it is answered, what the sync found and when."""
    return f"{value.text} - {review.answer(value, now)}"


def too_long(count: int) -> str:
    """Said where no more fits into a note."""
    return _("A note has room for {most} characters; this would be {count}.").format(
        most=number(LONGEST), count=number(count)
    )


def line_too_long(most: int, count: int) -> str:
    """Said where no more fits into one line."""
    return _("There is room for {most} characters here; this is {count}.").format(
        most=number(most), count=number(count)
    )
