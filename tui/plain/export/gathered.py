"""Everything a report on agreements tells, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from ...domain.agreement import Agreement
from ...domain.freshness import Collection, CollectionState
from ...domain.notes import Note
from ...domain.period_review import PeriodReview
from ...domain.review import Change, Since, SinceKind, Topic, Window
from ...domain.values import dataclass
from ...storage.book.book import Book
from ...storage.reader import Reader

_TOPICS = {Topic.GOALS, Topic.AGREEMENTS}
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The facts of a report, as the local copy and the book have them at one moment."""

    review: PeriodReview
    now: datetime
    agreements: Sequence[Agreement] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the partners that are responsible for goals."""
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    """By agreement, its goals included: since the baseline until the review was over, newest first."""
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)
    """By agreement, its goals included: written since the baseline, newest first."""
    states: Sequence[CollectionState] = ()
    """Of the collections these facts are from."""


def gather(reader: Reader, book: Book, review: PeriodReview, now: datetime) -> Gathered:
    """Reads the local copy and the book; neither is needed afterwards."""
    agreements = reader.agreements()
    responsible = {goal.responsible_organization_id for one in agreements for goal in one.goals}
    changes, notes = defaultdict(list), defaultdict(list)
    for change in _changes(book, review):
        changes[change.ref.source_id].append(change)
    for note in book.notes():
        if note.subject.ref.collection is Collection.AGREEMENTS and _is_new(note, review):
            notes[note.subject.ref.source_id].append(note)
    return Gathered(
        review=review,
        now=now,
        agreements=agreements,
        names=reader.partner_names(one for one in responsible if one),
        changes=changes,
        notes=notes,
        states=[one for one in reader.states() if one.collection is not Collection.HOURS],
    )


def _is_new(note: Note, review: PeriodReview) -> bool:
    return review.baseline is None or note.changed_at > review.baseline.closed_at


def _changes(book: Book, review: PeriodReview) -> Iterator[Change]:
    """Those of goals and agreements; the rest of the history is passed over unread."""
    since = Since(kind=SinceKind.START)
    if review.baseline is not None:
        since = Since(kind=SinceKind.BASELINE, baseline=review.baseline.id)
    rows = book.changes(Window(since=since))
    last = review.until.seq if review.until is not None else None
    start = 0
    for topic in rows.topics:
        if topic.topic in _TOPICS:
            for first in range(start, start + topic.total, _PAGE):
                size = min(_PAGE, start + topic.total - first)
                yield from (one for one in rows.window(first, size) if last is None or one.seq <= last)
        start += topic.total
