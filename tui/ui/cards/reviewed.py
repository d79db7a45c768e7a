"""What a card says of the review: how far the agreement has come in this one, and how things stood in the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ...domain.agreement import Agreement, Goal
from ...domain.notes import Note
from ...domain.period_review import PeriodReview
from ...domain.review import RecordRef
from ...domain.values import dataclass
from ...present import dates
from ...present import period_review as period_words
from ...present import review as review_words
from ...present.language import _
from ...storage.book.book import Book
from ..card_lines import CardLine, heading, text
from ..ink import wrap

MOST_OF_NOTE = 3
"""Lines of a note from the last review; the whole of it stands among the notes."""


@dataclass(frozen=True)
class Reviewed:
    """The review as it concerns one record."""

    review: PeriodReview
    noted: Note | None = None
    """The last thing that was written on the record before the baseline."""


def reviewed(book: Book, review: PeriodReview, agreement: Agreement, goal: Goal | None = None) -> Reviewed:
    """What the book has on a goal, or on an agreement as a whole."""
    if review.baseline is None:
        return Reviewed(review)
    ref = RecordRef.agreement(agreement.id) if goal is None else RecordRef.goal(goal)
    before = (one for one in book.notes(ref) if one.created_at <= review.baseline.closed_at)
    return Reviewed(review, next(before, None))


def review_lines(known: Reviewed, agreement: Agreement, goal: Goal | None, now: datetime, width: int) -> list[CardLine]:
    """This review and the previous one, under a heading each."""
    review, baseline = known.review, known.review.baseline
    lines = [heading(_("THIS REVIEW ({period})").format(period=review.period.name))]
    said = [review_words.stage_when(review.of(agreement.id), now)]
    if goal is not None and baseline is not None:
        said.append(period_words.since_then(review.moved(goal, dates.local_date(now)), review))
    lines += _indented(said, width)
    if baseline is None:
        return [*lines, *_indented([period_words.against(review, now)], width)]
    closed = dates.numeric(dates.local_date(baseline.closed_at), dates.local_date(now))
    lines.append(heading(_("PREVIOUS, {date}").format(date=closed)))
    stood = period_words.before(goal, review) if goal is not None else baseline.name
    lines += _indented([stood or _("it was not there then")], width)
    if known.noted is not None:
        quoted = wrap(f'"{known.noted.text}" {_("(your note)")}', width - 2, most=MOST_OF_NOTE)
        lines += [text(f" {line}") for line in quoted]
    return lines


def _indented(said: Sequence[str], width: int) -> list[CardLine]:
    return [text(f" {line}") for words in said if words for line in wrap(words, width - 2)]
